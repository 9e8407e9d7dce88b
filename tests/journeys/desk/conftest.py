"""Operators before the page of the help desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from i18n import ENGLISH, Language
from store import Role
from tests.journeys.conftest import Arrival
from tests.town import PASSWORD, Town
from tui.journeys.desk.desk import desk
from tui.journeys.endings import and_back
from tui.pages import BACK, Page
from tui.scripted import Person
from tui.visit import Journey, Visit

AtDesk = Callable[..., Awaitable[Person]]
LedTo = Callable[..., Awaitable[Person]]
_FROM = Page("from", BACK.label, actions=(BACK,))


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


@pytest.fixture
def led_to(town: Town, arrives: Arrival) -> LedTo:
    """Return a function that leads an operator, signed in with both steps, from a page to a journey."""

    async def lead(journey: Journey, language: Language = ENGLISH) -> Person:
        session = town.operator()

        async def go(visit: Visit) -> None:
            visit.speak(language)
            visit.enter(session)
            with visit.within(session.username):
                await and_back(visit, journey(visit))
                await visit.ask(_FROM)

        return await arrives(language, go)

    return lead


async def signs_in(town: Town, person: Person, username: str = "odile-desk") -> None:
    """Sign an operator in, from the page of the desk that asks for it."""
    await person.answers(identifier=username, password=PASSWORD.reveal())
    await person.answers(code=town.app_code(town.app_of(username)))
    assert person.page.name == "desk", person.says()
