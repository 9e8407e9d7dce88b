"""Changing the email address, page by page."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival, open_settings
from tests.languages import IN_EACH
from tests.town import PASSWORD, WRONG, Town, refused
from tui.scripted import Person

NEW = "alexandre@new.example.org"


async def goes_to_change(town: Town, visitor: Person) -> None:
    """Sign in and go to the page that asks for the new address."""
    town.person()
    await open_settings(visitor)
    await visitor.chooses("change-email")
    assert visitor.page.name == "change-email"


@IN_EACH
async def test_the_code_that_came_to_the_new_address_changes_it(
    town: Town, arrives: Arrival, code: str
) -> None:
    visitor = await arrives(LANGUAGES[code])
    await goes_to_change(town, visitor)
    await visitor.answers(password=PASSWORD.reveal(), email=NEW)
    assert visitor.page.name == "email-code"
    await visitor.answers(code=town.code().reveal())
    assert visitor.page.name == "settings"
    assert NEW in visitor.done
    town.store.sign_in.with_password(NEW, PASSWORD, "")


async def test_another_code_can_be_sent_after_a_minute(town: Town, visitor: Person) -> None:
    await goes_to_change(town, visitor)
    await visitor.answers(password=PASSWORD.reveal(), email=NEW)
    first = town.code()
    await visitor.chooses("resend")
    assert visitor.problems[""].refusal is Refusal.CODE_TOO_SOON
    town.clock.advance(seconds=60)
    await visitor.chooses("resend")
    assert "only the newest one works" in visitor.done
    second = town.code()
    await visitor.answers(code=first.reveal())
    assert visitor.problems["code"].refusal is Refusal.WRONG_CODE
    await visitor.answers(code=second.reveal())
    assert NEW in visitor.done


async def test_going_back_keeps_what_was_typed_and_leaves_no_trace(town: Town, visitor: Person) -> None:
    await goes_to_change(town, visitor)
    await visitor.answers(password=PASSWORD.reveal(), email="alexandre@typo.example.org")
    await visitor.leaves()
    assert visitor.page.name == "change-email"
    assert visitor.page.fields[0].value == "alexandre@typo.example.org"
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    await visitor.leaves()
    assert visitor.page.name == "settings"
    refused(town.store.sign_in.with_password, "alexandre@typo.example.org", PASSWORD, "")


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        ("", Refusal.MISSING),
        ("alexandre", Refusal.EMAIL_FORM),
        (" Alexandre@EXAMPLE.org ", Refusal.EMAIL_SAME),
    ],
)
async def test_what_is_no_new_address_is_told_beside_its_field(
    town: Town, visitor: Person, email: str, refusal: Refusal
) -> None:
    await goes_to_change(town, visitor)
    await visitor.answers(password=PASSWORD.reveal(), email=email)
    assert visitor.problems["email"].refusal is refusal


async def test_a_taken_address_gets_the_same_pages(town: Town, visitor: Person) -> None:
    taken = town.person("catherine").email
    await goes_to_change(town, visitor)
    town.new_mail()
    await visitor.answers(password=PASSWORD.reveal(), email=taken)
    assert visitor.page.name == "email-code"
    assert taken in visitor.says()
    [letter] = town.new_mail()
    assert "already has one" in letter.get_content()
    await visitor.answers(code="000000")
    assert visitor.problems["code"].refusal is Refusal.WRONG_CODE


async def test_the_password_is_asked_for_on_the_page_itself_and_a_wrong_one_keeps_the_address(
    town: Town, visitor: Person
) -> None:
    await goes_to_change(town, visitor)
    town.new_mail()
    await visitor.answers(email=NEW, password=WRONG.reveal())
    assert visitor.problems["password"].refusal is Refusal.WRONG_PASSWORD
    assert town.new_mail() == []
    await visitor.answers(password=PASSWORD.reveal())
    assert visitor.page.name == "email-code"
    assert NEW in visitor.says()
