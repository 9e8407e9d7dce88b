"""An operator at the help desk, on their way through one of its journeys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from i18n import ENGLISH, Language
from tests.journeys.conftest import Arrival
from tests.town import Town
from tui.journeys.endings import and_back
from tui.pages import BACK, Page
from tui.scripted import Journey, Person
from tui.visit import Visit

DESK = Page("desk", BACK.label, actions=(BACK,))
AtDesk = Callable[..., Awaitable[Person]]


@pytest.fixture
def at_desk(town: Town, arrives: Arrival) -> AtDesk:
    """Return a function that leads an operator, signed in with both steps, to a journey from the desk."""

    async def come(journey: Journey, language: Language = ENGLISH, operator: str = "odile-desk") -> Person:
        session = town.operator(operator)

        async def desk(visit: Visit) -> None:
            visit.speak(language)
            visit.enter(session)
            with visit.within(session.username):
                await and_back(visit, journey(visit))
                await visit.ask(DESK)

        return await arrives(language, desk)

    return come
