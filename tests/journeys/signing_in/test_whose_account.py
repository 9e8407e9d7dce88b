"""Every signed-in page says whose account it is and where in it one stands; signing out is one step away."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import Happening, Problem
from tests.journeys.conftest import Arrival, open_settings, sign_in
from tests.languages import IN_EACH
from tests.town import PASSWORD, Town
from tui.scripted import Person

SIGNED_OUT = {"en": "You have signed out.", "fr": "Vous êtes déconnecté."}
SUCCESS = {"en": "You have signed in successfully", "fr": "Vous vous êtes connecté avec succès"}
NAMED = {"en": "Account alexandre", "fr": "Compte alexandre"}
SETTINGS = {"en": "Sign-in settings", "fr": "Paramètres de connexion"}


def heading(person: Person) -> str:
    return person.visit.language.say(person.page.title)


def can_sign_out(person: Person) -> bool:
    return person.visit.signs_out


@IN_EACH
async def test_each_page_says_whose_account_it_is_and_where_in_it_one_stands(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    person = await arrives(LANGUAGES[code])
    assert "·" not in person.says()
    await sign_in(person)
    assert "Macle · alexandre\n" in person.says()
    await person.chooses("settings")
    assert f"{SETTINGS[code]}\nMacle · alexandre\n" in person.says(), "the title says the section"
    await person.chooses("change-password")
    assert f"Macle · alexandre · {SETTINGS[code]}\n" in person.says()
    await person.leaves()
    await person.leaves()
    assert "Macle · alexandre\n" in person.says()
    await person.chooses("sign-out")
    assert "·" not in person.says()


@IN_EACH
async def test_that_one_has_signed_in_is_said_once_and_then_the_account_is_named(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    person = await arrives(LANGUAGES[code])
    await sign_in(person)
    assert heading(person) == SUCCESS[code]
    await person.chooses("activity")
    await person.leaves()
    assert heading(person) == NAMED[code]


async def test_nobody_is_named_before_the_second_step_is_done(town: Town, visitor: Person) -> None:
    town.add_app(town.sign_in(town.person()))
    await sign_in(visitor, "alexandre@example.org")
    assert visitor.page.name == "second-step-app"
    assert "alexandre" not in visitor.says()
    assert not can_sign_out(visitor)


@IN_EACH
async def test_whoever_signs_out_from_any_page_is_told_so_and_the_store_knows(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    person = await arrives(LANGUAGES[code])
    await open_settings(person)
    await person.chooses("change-password")
    session = person.visit.signed_in
    assert can_sign_out(person)
    await person.signs_out()
    assert person.page.name == "welcome"
    assert person.done == SIGNED_OUT[code]
    with pytest.raises(Problem):
        town.store.sessions.touch(session)
    assert town.rows("SELECT kind FROM event ORDER BY id DESC LIMIT 1") == [(Happening.SIGNED_OUT.value,)]
    await person.chooses("sign-in")
    assert not person.done, "it is said once"


async def test_what_would_be_lost_with_the_page_is_kept_before_one_signs_out(
    town: Town, visitor: Person
) -> None:
    someone = town.verified_person()
    await sign_in(visitor, someone.username)
    await visitor.chooses("profile")
    await visitor.answers(password=PASSWORD.reveal())
    assert can_sign_out(visitor)
    await visitor.chooses("replace-key")
    assert can_sign_out(visitor)
    await visitor.answers(password=PASSWORD.reveal())
    assert visitor.page.name == "personal-key"
    assert not can_sign_out(visitor)
    await visitor.chooses("download")
    assert not can_sign_out(visitor)
    await visitor.leaves()
    await visitor.chooses("keep")
    assert not can_sign_out(visitor)


async def test_recovery_codes_are_kept_before_one_signs_out(town: Town, at_settings: Person) -> None:
    person = at_settings
    town.add_app(person.visit.signed_in)
    await person.leaves()
    await person.chooses("settings")
    await person.chooses("recovery-codes")
    await person.chooses("make")
    await person.answers(password=PASSWORD.reveal())
    assert not can_sign_out(person)
    await person.chooses("keep")
    assert not can_sign_out(person)
    assert "Once you go on, they cannot be shown again" in person.says()
    await person.answers(saved="yes")
    assert person.page.name == "settings"
    assert "Your recovery codes work from now on" in person.done
    assert can_sign_out(person)


async def test_a_refusal_is_said_on_the_page_one_comes_back_to(town: Town, at_settings: Person) -> None:
    person = at_settings
    town.add_app(person.visit.signed_in, "First")
    town.add_app(person.visit.signed_in, "Second")
    await person.leaves()
    await person.chooses("settings")
    [gone] = [row.action.name for row in person.page.listed if "Second" in str(row.state)]
    town.store.authenticator.remove(person.visit.signed_in, gone.removeprefix("change-"), PASSWORD)
    await person.chooses(gone)
    assert person.page.name == "settings"
    [said] = person.page.said
    assert said.tone == "error"
    assert not person.done
