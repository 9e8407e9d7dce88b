"""Operators before the page of the help desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from store import Role
from tests.journeys.conftest import Arrival
from tests.town import PASSWORD, Town
from tui.journeys.desk.desk import desk
from tui.scripted import Person

AtDesk = Callable[..., Awaitable[Person]]


@pytest.fixture
def at_desk(town: Town, arrives: Arrival) -> AtDesk:
    """Return a function that leads an operator to the help desk, who signs in with both steps."""

    async def arrive(username: str = "odile-desk", role: Role = Role.OPERATOR) -> Person:
        town.operator(username, role)
        town.clock.advance(minutes=2)  # the app shows another code
        person = await arrives(journey=desk)
        await signs_in(town, person, username)
        return person

    return arrive


@pytest.fixture
async def operator(at_desk: AtDesk) -> Person:
    return await at_desk()


async def signs_in(town: Town, person: Person, username: str = "odile-desk") -> None:
    """Sign an operator in, from the page of the desk that asks for it."""
    await person.answers(identifier=username, password=PASSWORD.reveal())
    await person.answers(code=town.app_code(town.app_of(username)))
    assert person.page.name == "desk", person.says()
