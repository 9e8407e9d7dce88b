"""Whoever comes back to a menu is at the line from which they went."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Arrival, sign_in
from tests.town import Town
from tui.pages import Page
from tui.scripted import Person


def is_at(page: Page | None) -> str:
    """Return the line of the menu that they are at, which is one of it."""
    assert page is not None
    assert page.came_from in {action.name for action in page.choices}
    return page.came_from


@pytest.mark.parametrize("action", ["forgot-username", "have-token", "create-account", "disown", "privacy"])
async def test_of_the_welcome_page(visitor: Person, action: str) -> None:
    assert visitor.page.came_from == ""
    await visitor.chooses(action)
    assert is_at(await visitor.leaves()) == action


async def test_of_the_welcome_page_after_signing_out(town: Town, visitor: Person) -> None:
    town.person()
    await visitor.chooses("privacy")
    await visitor.leaves()
    await sign_in(visitor)
    assert is_at(await visitor.chooses("sign-out")) == "sign-in"


async def test_of_the_documents(town: Town, visitor: Person) -> None:
    town.person()
    await sign_in(visitor)
    await visitor.chooses("verify")
    await visitor.answers()
    await visitor.chooses("passport")
    assert is_at(await visitor.leaves()) == "passport"
    await visitor.leaves()
    assert visitor.page.name == "account"
    assert is_at(visitor.page) == "verify"


async def test_of_the_recovery_questions(at_settings: Person) -> None:
    person = at_settings
    await person.chooses("recovery-questions")
    await person.chooses("question-4")
    await person.chooses("question-7")
    assert is_at(await person.leaves()) == "question-7"
    assert is_at(await person.leaves()) == "question-4"
    assert is_at(await person.leaves()) == "recovery-questions"


async def test_of_what_can_be_changed_of_a_phone(town: Town, arrives: Arrival) -> None:
    person = await arrives()
    town.add_phone(town.sign_in(town.person()))
    await sign_in(person)
    await person.answers(code=town.sms_code().reveal())
    await person.chooses("settings")
    [change] = [row.action.name for row in person.page.listed if row.action.name.startswith("change-")
                and row.action.name not in {"change-password", "change-email"}]  # fmt: skip
    await person.chooses(change)
    await person.chooses("replace")
    assert is_at(await person.leaves()) == "replace"
    assert is_at(await person.leaves()) == change
