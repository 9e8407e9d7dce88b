"""The operators of a town."""

from __future__ import annotations

import pytest

from store import Role
from tests.commands.admin.administrator import Operator, appoint
from tests.town import PASSWORD, Person, Town


@pytest.fixture
def newcomer(town: Town) -> Person:
    """An operator who has no second step yet."""
    odile = Person("odile-desk", "odile@example.org")
    town.store.operators.add(odile.username, odile.email, PASSWORD, PASSWORD, "en", Role.OPERATOR)
    return odile


@pytest.fixture
def operator(town: Town) -> Operator:
    return appoint(town, "odile-desk")


@pytest.fixture
def supervisor(town: Town) -> Operator:
    return appoint(town, "omar-desk", Role.SUPERVISOR)
