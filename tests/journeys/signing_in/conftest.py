"""The services of the town, and someone with an account."""

from __future__ import annotations

import pytest

from tests.services import list_services
from tests.town import Person, Town


@pytest.fixture
def listed(town: Town) -> None:
    """The services that the administrator lists."""
    list_services(town)


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with an account and nothing else."""
    return town.person()
