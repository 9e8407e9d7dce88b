"""Adding, changing and deleting authenticator apps from the sign-in settings."""

from __future__ import annotations

import re
import subprocess

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival, idles_past_the_proof, open_settings, sign_in
from tests.languages import IN_EACH
from tests.town import PASSWORD, WRONG, Town
from tui.scripted import Person

WHAT_IS_AN_APP = {
    "en": "What is an authenticator app?",
    "fr": "Qu’est-ce qu’une application d’authentification",
}
WHY = {"en": "Why am I asked for a second step?", "fr": "Pourquoi me demande-t-on"}


def secret_on(person: Person) -> str:
    """Return the secret of the page, which it says in groups, in an address and in a QR code."""
    [grouped] = re.findall(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}\b", person.says())
    secret = str(grouped.replace(" ", ""))
    assert person.page.qr_code is not None
    address = person.page.qr_code.text.reveal()
    assert f"secret={secret}&" in address
    assert address in person.says()
    return secret


async def name(person: Person, words: str = "My phone") -> str:
    """Come from the settings to the page that shows the secret, and return that."""
    await person.chooses("add-app")
    await person.answers(name=words)
    assert person.page.name == "app-setup"
    return secret_on(person)


async def add(person: Person, town: Town, words: str = "My phone") -> str:
    """Add an app from the settings and come back to them; return its secret."""
    secret = await name(person, words)
    await person.answers(code=town.app_code(secret))
    assert f"“{words}”" in person.done
    return secret


async def change(person: Person, words: str) -> None:
    """Go to the page of an app, from the settings."""
    [action] = [
        row.action.name for row in person.page.listed if words in person.visit.language.say(row.state)
    ]
    await person.chooses(action)
    assert person.page.name == "change-app"


def helps(person: Person) -> str:
    return "\n".join(map(person.visit.language.say, person.page.help))


def offers(person: Person) -> set[str]:
    return {action.name for action in person.page.choices}


@pytest.mark.needs("oathtool")
@IN_EACH
async def test_from_the_name_to_the_next_sign_in_with_another_implementation(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    person = await arrives(LANGUAGES[code])
    await open_settings(person)
    secret = await name(person, "Mon téléphone")

    def shown() -> str:
        command = ["oathtool", "--totp", "--base32", f"--now={town.clock.now:%F %T} UTC", secret]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    await person.answers(code=f"{shown()[:3]} {shown()[3:]}")
    assert person.page.name == "settings"
    assert "Mon téléphone" in person.done
    await person.leaves()
    await person.chooses("sign-out")
    used = shown()
    await sign_in(person)
    assert person.page.name == "second-step-app"
    await person.answers(code=used)
    assert person.problems["code"].refusal is Refusal.CODE_USED
    town.clock.advance(seconds=30)
    await person.answers(code=shown())
    assert person.page.name == "account"


@IN_EACH
async def test_the_questions_of_the_help_are_answered_where_they_arise(
    town: Town, arrives: Arrival, code: str
) -> None:
    town.person(language=code)
    person = await arrives(LANGUAGES[code])
    await open_settings(person)
    await person.chooses("add-app")
    for _page in range(2):
        assert WHAT_IS_AN_APP[code] in helps(person)
        assert WHY[code] in helps(person)
        await person.answers(**({"name": "x"} if person.page.name == "add-app" else {}))


async def test_cancelled_nothing_is_left(town: Town, at_settings: Person) -> None:
    person, before = at_settings, town.copy()
    await name(person)
    await person.answers(code="000000")
    assert person.problems["code"].refusal is Refusal.WRONG_CODE
    assert "Check the clock" in person.says()
    await person.leaves()
    assert person.page.name == "add-app"
    await person.leaves()
    assert person.page.name == "settings"
    assert town.copy() == before


async def test_the_name_can_be_corrected_and_what_was_scanned_still_holds(
    at_settings: Person,
) -> None:
    person = at_settings
    secret = await name(person, "My fone")
    await person.leaves()
    [field] = person.page.fields
    assert field.value == "My fone"
    await person.answers(name="My phone")
    assert secret_on(person) == secret


async def test_what_was_typed_wrong_is_still_there(at_settings: Person) -> None:
    person = at_settings
    await name(person)
    await person.answers(code="12345")
    await person.answers()
    assert person.problems["code"].refusal is Refusal.CODE_FORM


async def test_the_address_can_be_sent_to_the_terminal(town: Town, at_settings: Person) -> None:
    person = at_settings
    secret = await name(person)
    await person.answers("copy", code="123")
    assert "Sent to your terminal" in person.done
    assert person.page.fields[0].value == "123"
    [copied] = person.copied
    assert f"secret={secret}&" in copied
    await person.answers(code=town.app_code(secret))
    assert "“My phone”" in person.done


async def test_a_name_is_refused_beside_its_field(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, "Aegis")
    await person.chooses("add-app")
    for words, refusal in (
        ("", Refusal.MISSING),
        (" ", Refusal.MISSING),
        ("x" * 31, Refusal.TOO_LONG),
        ("a\x1b[31mb", Refusal.TEXT_CHARACTERS),
        ("AEGIS", Refusal.APP_NAME_TAKEN),
    ):
        await person.answers(name=words)
        assert person.problems["name"].refusal is refusal


async def test_the_password_is_asked_for_again_where_it_was_typed_long_ago(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await idles_past_the_proof(town, person)
    await person.chooses("add-app")
    assert person.page.name == "confirm-password"
    await person.answers(password=PASSWORD.reveal())
    await person.answers(name="My phone")
    secret = secret_on(person)
    # The person looks for their phone.
    await idles_past_the_proof(town, person)
    await person.answers(code="000000")
    assert person.page.name == "confirm-password"
    await person.answers(password=PASSWORD.reveal())
    assert secret_on(person) == secret
    assert secret not in repr(person.page)
    assert [said.tone for said in person.page.said] == ["error"]
    await idles_past_the_proof(town, person)
    await person.answers(code=town.app_code(secret))
    await person.answers(password=PASSWORD.reveal())
    assert "“My phone”" in person.done


async def test_who_ponders_a_name_for_long_types_the_password_again_and_nothing_else(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await person.chooses("add-app")
    await idles_past_the_proof(town, person)
    await person.answers(name="My phone")
    assert person.page.name == "confirm-password"
    await person.answers(password=PASSWORD.reveal())
    assert person.page.name == "app-setup"


async def test_beside_the_only_method_another_is_offered_since_it_cannot_be_deleted(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await add(person, town)
    await change(person, "My phone")
    assert "You cannot remove your only authentication method." in person.says()
    assert offers(person) == {"add-app", "back"}
    person.speaks(FRENCH)
    assert "Vous ne pouvez pas supprimer votre seule méthode d’authentification." in person.says()
    person.speaks(ENGLISH)
    await person.chooses("add-app")
    await person.leaves()
    assert person.page.name == "change-app"
    await add(person, town, "New phone")
    assert person.page.name == "settings"
    await change(person, "My phone")
    assert "delete" in offers(person)


async def test_another_app_becomes_the_default(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, "First")
    await add(person, town, "Second")
    assert "add-app" not in {row.action.name for row in person.page.listed}
    await change(person, "Second")
    await person.chooses("default")
    assert person.page.name == "settings"
    assert person.done == "Your default method is now Second."
    assert "Second, default" in person.says()
    await change(person, "Second")
    assert offers(person) == {"delete", "back"}


async def test_an_app_is_deleted_with_the_password(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, "First")
    await add(person, town, "Second")
    await change(person, "First")
    await person.chooses("delete")
    await person.leaves()
    assert person.page.name == "change-app"
    await person.chooses("delete")
    await person.answers(password=WRONG.reveal())
    assert person.problems["password"].refusal is Refusal.WRONG_PASSWORD
    await person.answers(password=PASSWORD.reveal())
    assert "Codes from “First” no longer sign you in." in person.done
    assert "Your default method is now Second." in person.says()
    [second] = [row for row in person.page.listed if "Second" in person.visit.language.say(row.state)]
    assert person.page.came_from == second.action.name


async def test_the_last_one_is_not_deleted_by_two_who_delete_at_once(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, "First")
    await add(person, town, "Second")
    await change(person, "First")
    await person.chooses("delete")
    other = town.rows("SELECT id FROM method WHERE name = 'Second'")[0][0]
    town.store.authenticator.remove(person.visit.signed_in, other, PASSWORD)
    await person.answers(password=PASSWORD.reveal())
    assert person.problems[""].refusal is Refusal.ONLY_METHOD


async def test_an_app_that_another_session_deleted_is_gone(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add(person, town, "First")
    await add(person, town, "Second")
    await change(person, "First")
    gone = town.rows("SELECT id FROM method WHERE name = 'First'")[0][0]
    town.store.authenticator.remove(person.visit.signed_in, gone, PASSWORD)
    await person.chooses("delete")
    await person.answers(password=PASSWORD.reveal())
    assert person.problems[""].refusal is Refusal.METHOD_GONE
    assert ENGLISH.say(person.page.title) == "Delete the authenticator app"
