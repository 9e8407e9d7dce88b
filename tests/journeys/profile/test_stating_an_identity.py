"""Stating who one is: what is wrong is told at once, and what was typed right is typed once."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES, Language, Message
from store import Refusal
from tests.journeys.conftest import Arrival, sign_in
from tests.languages import IN_EACH
from tests.town import Town
from tui.pages import Field
from tui.scripted import Person

TYPED = {"legal_name": "Dominique Été", "birth_date": "3 mai 1990", "address": "1, rue du Puits"}


@pytest.fixture
async def stating(town: Town, arrives: Arrival) -> Person:
    """Someone before the choice of a document."""
    town.person("dominique")
    person = await arrives()
    await sign_in(person, "dominique")
    await person.chooses("verify")
    await person.chooses("submit")
    return person


def kept(person: Person) -> dict[str, str]:
    return {field.name: field.value for field in person.page.fields}


async def test_all_fields_are_judged_at_once_and_keep_what_was_typed(stating: Person) -> None:
    await stating.chooses("dni")
    await stating.answers(
        legal_name="28/02/1990", birth_date="31/02/1990", number="12345678A", address="\x00"
    )
    assert {name: problem.refusal for name, problem in stating.problems.items()} == {
        "legal_name": Refusal.NAME_FORM,
        "birth_date": Refusal.DATE_FORM,
        "number": Refusal.DOCUMENT_NUMBER,
        "address": Refusal.TEXT_CHARACTERS,
    }
    assert "There is no such day." in stating.says()
    assert "This is not a DNI" in stating.says()
    assert "8 digits and a letter, such as 12345678Z." in stating.says()
    await stating.answers(**TYPED, number="12345678Z")
    assert stating.page.name == "verify-confirm"
    assert "May 3, 1990" in stating.says()


async def test_another_document_costs_nothing_but_its_number(stating: Person) -> None:
    await stating.chooses("dni")
    await stating.answers(**TYPED, number="12345678A")
    await stating.leaves()
    assert stating.page.name == "verify-document"
    await stating.chooses("nir")
    assert kept(stating) == {**TYPED, "number": ""}
    await stating.answers(number="295109912611193")
    assert "2 95 10 99 126 111 93" in stating.says()


async def test_who_looks_at_the_documents_again_finds_the_number_too(stating: Person) -> None:
    await stating.chooses("dni")
    await stating.answers(**TYPED, number="12345678A")
    await stating.leaves()
    await stating.chooses("dni")
    assert kept(stating) == {**TYPED, "number": "12345678A"}


@IN_EACH
async def test_who_leaves_with_something_typed_is_asked_first_and_may_stay(
    stating: Person, code: str
) -> None:
    stating.speaks(LANGUAGES[code])
    await stating.chooses("dni")
    await stating.answers("back", **TYPED)
    await stating.leaves()
    said = {"en": "What you typed is not kept.", "fr": "Ce que vous avez saisi ne sera pas conservé."}
    assert said[code] in stating.says()
    await stating.leaves()
    assert stating.page.name == "verify-document"
    await stating.chooses("dni")
    assert kept(stating) == {**TYPED, "number": ""}
    await stating.leaves()
    await stating.leaves()
    await stating.chooses("leave")
    assert stating.page.name == "account"


async def test_who_has_typed_nothing_leaves_at_once(stating: Person) -> None:
    await stating.chooses("dni")
    await stating.leaves()
    await stating.leaves()
    assert stating.page.name == "account"


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
@pytest.mark.parametrize(
    ("kind", "example"),
    [
        ("dni", "00000000T"),
        ("nie", "X0000000T"),
        ("nir", "1 00 01 99 999 999 80"),
        ("sin", "046 454 286"),
        ("passport", "AB1234567"),
    ],
)
async def test_the_number_of_each_document_is_shown_by_an_example(
    stating: Person, kind: str, example: str, language: Language
) -> None:
    await stating.chooses(kind)
    [hint] = [
        field.hint for field in stating.page.fields if isinstance(field, Field) and field.name == "number"
    ]
    assert isinstance(hint, Message)
    assert example in language.say(hint)
    if kind != "sin":  # one that begins with 0 is nobody’s
        await stating.answers(**TYPED, number=example)
        assert stating.page.name == "verify-confirm"
