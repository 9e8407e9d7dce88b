"""A store that a kiosk opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.town import Town


@pytest.fixture
def home(town: Town) -> Path:
    """One that nobody has open."""
    town.store.close()
    return town.home
