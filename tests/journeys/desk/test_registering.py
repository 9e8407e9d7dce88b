"""An operator registers a person, page by page (PRODUCT §8, §10)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from i18n import ENGLISH, FRENCH, LANGUAGES
from store import Refusal
from store.rules.limits import PROOF_LIFE
from tests.journeys.desk.conftest import LedTo
from tests.languages import IN_EACH
from tests.one_time_pins import begin
from tests.registered import CODE, code_in
from tests.town import CONTRAST, DNI, PASSWORD, Town
from tui.journeys.desk.registering import register_person
from tui.scripted import Person

TYPED = {
    "document": "12.345.678-z",
    "contrast": CONTRAST,
    "email": "ines@example.org",
    "phone": "612 345 678",
    "reason": "Came in person.",
}
CHOSEN = {"level": "advanced", "language": "fr"}
LONG_AGO = "17/05/2011"


@pytest.fixture
async def operator(led_to: LedTo) -> Person:
    return await led_to(register_person)


def refusals(person: Person) -> dict[str, Refusal]:
    return {field: problem.refusal for field, problem in person.problems.items()}


@IN_EACH
async def test_what_was_typed_is_compared_as_it_will_be_used_and_the_slip_is_printed(
    town: Town, led_to: LedTo, code: str
) -> None:
    operator = await led_to(register_person, LANGUAGES[code])
    await operator.answers(**TYPED)
    assert operator.page.name == "register-compare"
    said = operator.says()
    for shown in (DNI, "+34 612 34 56 78", "ines@example.org"):
        assert shown in said
    assert LANGUAGES[code].say(("May 17, 2031", "17 mai 2031")[code == "fr"]) in said
    assert town.rows("SELECT count(*) FROM registration") == [(0,)]
    await operator.answers(**CHOSEN)
    assert operator.page.name == "registered"
    town.store.outbox.deliver()
    [slip] = town.slips
    [number] = [number for number in operator.says().split() if number.isdecimal() and len(number) == 6]
    assert number in slip
    assert "Feuille" in slip
    assert town.rows("SELECT language FROM account WHERE email = ?", TYPED["email"]) == [("fr",)]
    assert "612 34 56 78" in operator.says()


async def test_the_code_of_the_slip_is_on_no_page(town: Town, operator: Person) -> None:
    await operator.answers(**TYPED)
    await operator.answers(**CHOSEN)
    town.store.outbox.deliver()
    [slip] = town.slips
    assert code_in(slip).reveal() not in operator.says()
    assert not re.search(CODE, operator.says())


async def test_all_that_is_wrong_is_told_at_once_what_is_known_already_too(
    town: Town, operator: Person
) -> None:
    town.register()
    await operator.answers(**{**TYPED, "phone": "1", "reason": " ", "contrast": "17/05/2001"})
    assert refusals(operator) == {
        "document": Refusal.DOCUMENT_TAKEN,
        "email": Refusal.EMAIL_TAKEN,
        "phone": Refusal.DESK_PHONE_FORM,
        "contrast": Refusal.CONTRAST_FORM,
        "reason": Refusal.MISSING,
    }
    assert operator.page.name == "register"


async def test_a_reason_of_no_word_is_refused_where_it_was_typed(operator: Person) -> None:
    await operator.answers(**{**TYPED, "reason": "ok"})
    assert refusals(operator) == {"reason": Refusal.REASON_SHORT}
    assert operator.page.name == "register"


async def test_the_issue_date_is_asked_for_of_a_permanent_dni_alone(town: Town, operator: Person) -> None:
    await operator.answers(**{**TYPED, "contrast": "01/01/9999"})
    assert operator.page.name == "register-issued"
    await operator.answers(issued="17/05/2071")
    assert refusals(operator) == {"issued": Refusal.CONTRAST_FORM}
    await operator.answers(issued=LONG_AGO)
    assert "May 17, 2011" in operator.says()
    await operator.answers(**CHOSEN)
    assert operator.page.name == "registered"
    begin(town, contrast=LONG_AGO)


async def test_going_back_leads_to_what_was_typed(town: Town, operator: Person) -> None:
    await operator.answers(**TYPED)
    await operator.answers("back", **CHOSEN)
    assert operator.page.name == "register"
    assert {field.name: field.value for field in operator.page.fields} == TYPED
    await operator.answers()
    assert {field.name: field.value for field in operator.page.fields} == CHOSEN
    await operator.leaves()
    await operator.leaves()
    assert operator.page.name == "from"
    assert town.rows("SELECT count(*) FROM registration") == [(0,)]


async def test_who_was_registered_elsewhere_meanwhile_is_refused_on_the_last_page(
    town: Town, operator: Person
) -> None:
    await operator.answers(**TYPED)
    town.register(email="other@example.org")
    await operator.answers(**CHOSEN)
    assert refusals(operator) == {"document": Refusal.DOCUMENT_TAKEN}
    assert operator.page.name == "register-compare"


async def test_the_screen_is_handed_over_right_there_in_the_persons_language(
    town: Town, operator: Person
) -> None:
    await operator.answers(**TYPED)
    await operator.answers(**CHOSEN)
    await operator.chooses("hand-over")
    assert operator.page.name == "your-turn"
    assert operator.visit.language.code == FRENCH.code
    await operator.chooses("give-back")
    await operator.answers(password=PASSWORD.reveal())
    assert operator.page.name == "registered"
    assert operator.visit.language is ENGLISH
    await operator.leaves()
    assert operator.page.name == "from"


async def test_an_operator_who_typed_their_password_long_ago_types_it_again_and_nothing_else(
    town: Town, operator: Person
) -> None:
    for _turn in range(2):
        town.clock.now += PROOF_LIFE / 2 + timedelta(seconds=1)
        await operator.visit.keep_alive()
    await operator.answers(**TYPED)
    assert operator.page.name == "confirm-password"
    await operator.answers(password=PASSWORD.reveal())
    assert operator.page.name == "register-compare"
