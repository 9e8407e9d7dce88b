"""Someone who adds phones in the sign-in settings, and what the settings show of them."""

from __future__ import annotations

from i18n import ENGLISH
from store import Refusal
from tests.town import OTHER_PHONE, PHONE, Town
from tui.pages import Page, Text
from tui.scripted import Person


async def add(person: Person, town: Town, number: str) -> None:
    """Add a phone, from the settings to what says so."""
    await person.chooses("add-phone")
    town.new_texts()
    await person.answers(number=number)
    await person.answers(code=town.sms_code().reveal())


async def add_one(person: Person, town: Town) -> None:
    """Add the first phone and no backup, and come back to the settings."""
    await add(person, town, PHONE)
    await person.chooses("skip")
    await person.chooses("go-on")


async def add_two(person: Person, town: Town) -> None:
    """Add the first phone and another, and come back to the settings."""
    await add_one(person, town)
    await add(person, town, OTHER_PHONE)


def change_of(page: Page, name: str) -> str:
    """Return the action beside the phone of that name."""
    [action] = [row.action.name for row in page.listed if name in shown(row.state)]
    return action


def shown(state: Text) -> str:
    return state if isinstance(state, str) else ENGLISH.say(state)


def phones(page: Page) -> list[str]:
    return [shown(row.state) for row in page.listed if "••••" in shown(row.state)]


def refusal(person: Person, field: str = "number") -> Refusal:
    return person.problems[field].refusal
