"""Having a forgotten username sent, and the page for those who sign in through their bank."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from store import Refusal
from tests.journeys.conftest import Arrival
from tests.languages import IN_EACH
from tests.registered import registered
from tests.town import Town
from tui.scripted import Person

DOCUMENT_NUMBER = {
    "en": "sign in with your document number instead",
    "fr": "connectez-vous plutôt avec votre numéro de document",
}
STANDS_ALONE = {
    "en": "What you sign in with stands alone",
    "fr": "Ce qu’il faut saisir pour vous connecter",
}
LETTER = {"en": "Sign in with the number of the document", "fr": "Connectez-vous avec le numéro du document"}


@pytest.mark.parametrize("email", ["alexandre@example.org", "nobody@example.org"])
@IN_EACH
async def test_a_known_and_an_unknown_address_get_the_same_pages_and_lead_to_signing_in(
    town: Town, arrives: Arrival, code: str, email: str
) -> None:
    town.person()
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("forgot-username")
    await visitor.answers(email=email)
    assert visitor.page.name == "username-sent"
    assert email in visitor.says()
    assert "alexandre" not in visitor.says().replace(email, "")
    [letter] = town.new_mail()
    assert letter["To"] == email
    assert ("\nalexandre\n" in letter.get_content()) is (email == "alexandre@example.org")
    await visitor.chooses("sign-in")
    assert visitor.page.name == "sign-in"


@IN_EACH
async def test_to_whoever_was_registered_page_and_letter_say_that_the_document_number_signs_in(
    town: Town, arrives: Arrival, code: str
) -> None:
    ines = registered(town)
    town.rows("UPDATE account SET language = ? WHERE email = ?", code, ines.email)
    visitor = await arrives(LANGUAGES[code])
    await visitor.chooses("forgot-username")
    assert DOCUMENT_NUMBER[code] in visitor.says()
    await visitor.answers(email=ines.email)
    assert STANDS_ALONE[code] in visitor.says()
    [letter] = town.new_mail()
    assert LETTER[code] in " ".join(letter.get_content().split())
    assert f"\n{ines.email}\n" in letter.get_content()


async def test_what_is_no_address_is_told_beside_its_field(visitor: Person) -> None:
    await visitor.chooses("forgot-username")
    await visitor.answers(email="alexandre")
    assert visitor.problems["email"].refusal is Refusal.EMAIL_FORM


async def test_who_signs_in_through_a_bank_is_told_to_ask_the_bank(visitor: Person) -> None:
    await visitor.chooses("bank")
    assert "contact your bank" in visitor.says()
    await visitor.leaves()
    assert visitor.page.name == "welcome"
