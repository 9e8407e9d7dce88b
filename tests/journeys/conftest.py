"""A visitor of the town, who goes through journeys page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from i18n import ENGLISH, Language
from tests.town import Town
from tui.journeys.welcome import welcome
from tui.scripted import Person
from tui.visit import StoreDoor

Arrival = Callable[..., Person]


@pytest.fixture
def arrives(town: Town) -> Iterator[Arrival]:
    """Return a function that makes a visitor, in English unless told otherwise."""
    doors: list[StoreDoor] = []

    def arrive(language: Language = ENGLISH, terminal: str = "pts/7") -> Person:
        doors.append(StoreDoor(town.settings))
        return Person(doors[-1], language, terminal)

    yield arrive
    for door in doors:
        door.close()


@pytest.fixture
async def visitor(arrives: Arrival) -> Person:
    """Someone before the welcome page."""
    person = arrives()
    await person.start(welcome)
    return person


async def sign_in(person: Person, identifier: str = "alexandre", password: str = "Lanterne-2026!") -> None:
    """Sign in from the welcome page."""
    await person.chooses("sign-in")
    await person.answers(identifier=identifier, password=password)
