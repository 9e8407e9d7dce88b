"""A town that the command works on as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Role
from store.settings import utc_now
from tests.commands.admin.administrator import Operator, appoint
from tests.town import PASSWORD, Person, Town
from tests.trials.settings_file import write_light_settings


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is everyone's, as the command goes by that."""
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    write_light_settings(home)
    town = Town(home, clock=utc_now)
    yield town
    town.store.close()


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
