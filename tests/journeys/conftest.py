"""A visitor of the town, who goes through journeys page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest

from i18n import ENGLISH, Language
from tests.town import TERMINAL, Town
from tui.journeys.welcome import welcome
from tui.scripted import Journey, Person
from tui.store_door import StoreDoor

Arrival = Callable[..., Awaitable[Person]]


@pytest.fixture
def arrives(town: Town) -> Iterator[Arrival]:
    """Return a function that leads a visitor to the welcome page, in English unless told otherwise."""
    doors: list[StoreDoor] = []

    async def arrive(language: Language = ENGLISH, journey: Journey = welcome) -> Person:
        doors.append(StoreDoor(town.settings))
        person = Person(doors[-1], language, TERMINAL)
        await person.start(journey)
        return person

    yield arrive
    for door in doors:
        door.close()


@pytest.fixture
async def visitor(arrives: Arrival) -> Person:
    """Someone before the welcome page."""
    return await arrives()


@pytest.fixture
async def at_settings(town: Town, visitor: Person) -> Person:
    """Someone with an account and nothing else, before the sign-in settings."""
    town.person()
    # What they add from here on is not there from the account's start.
    town.clock.advance(seconds=1)
    await open_settings(visitor)
    return visitor


async def sign_in(person: Person, identifier: str = "alexandre", password: str = "Lanterne-2026!") -> None:
    """Sign in from the welcome page."""
    await person.chooses("sign-in")
    await person.answers(identifier=identifier, password=password)


async def open_settings(person: Person, identifier: str = "alexandre") -> None:
    """Sign in from the welcome page, and go to the sign-in settings."""
    await sign_in(person, identifier)
    await person.chooses("settings")


async def idles_past_the_proof(town: Town, person: Person) -> None:
    """Stay on the page for half an hour, with a key pressed now and then."""
    for _turn in range(3):
        town.clock.advance(minutes=10)
        await person.visit.keep_alive()
