"""A number that is dialled in several countries is nobody's before the person has said which is meant."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, FRENCH
from store import Refusal
from tests.journeys.conftest import Arrival, open_settings
from tests.journeys.methods.phones import add_one, change_of, phones
from tests.registered import activated, registered
from tests.town import DNI, PASSWORD, WRONG, Town, refused
from tui.pages import Field
from tui.scripted import Person

SWISS, FRENCH_NUMBER = "country-CH", "country-FR"


@pytest.fixture
async def asked(town: Town, arrives: Arrival) -> Person:
    """A French speaker who has typed a number that is Swiss, or French."""
    town.person()
    town.clock.advance(seconds=1)
    person = await arrives(FRENCH)
    await open_settings(person)
    person.visit.speak(FRENCH)
    await person.chooses("add-phone")
    town.new_texts()
    await person.answers(number="079 123 45 67")
    return person


async def test_the_person_is_asked_and_no_code_is_sent_before(town: Town, asked: Person) -> None:
    assert asked.page.name == "phone-country"
    assert "Suisse\u00a0: +41 79 123 45 67" in asked.says()
    assert "France\u00a0: +33 7 91 23 45 67" in asked.says()
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    await asked.chooses(SWISS)
    assert asked.page.name == "phone-code"
    assert "+41 79 123 45 67" in asked.says()
    await asked.answers(code=town.sms_code().reveal())
    assert asked.page.name == "backup-phone"


async def test_from_the_choice_one_goes_back_to_the_number(asked: Person) -> None:
    await asked.leaves()
    assert asked.page.name == "add-phone"
    assert asked.page.fields[0].value == "079 123 45 67"


async def test_a_number_that_only_one_country_has_is_not_asked_about(asked: Person) -> None:
    await asked.leaves()
    await asked.answers(number="06 12 34 56 78")
    assert asked.page.name == "phone-code"


async def test_what_the_store_refuses_of_the_chosen_one_is_told_there(town: Town, asked: Person) -> None:
    await asked.chooses(SWISS)
    await asked.answers(code=town.sms_code().reveal())
    await asked.chooses("skip")
    await asked.chooses("go-on")
    await asked.chooses("add-phone")
    await asked.answers(number="079 123 45 67")
    await asked.chooses(SWISS)
    assert asked.page.name == "phone-country"
    assert [problem.refusal for problem in asked.problems.values()] == [Refusal.PHONE_TAKEN]
    await asked.chooses(FRENCH_NUMBER)
    assert asked.page.name == "phone-code"


async def test_a_phone_is_replaced_by_the_one_that_was_chosen(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_one(person, town)
    person.visit.speak(FRENCH)
    await person.chooses(change_of(person.page, "0134"))
    await person.chooses("replace")
    town.new_texts()
    await person.answers(number="0692 12 34 56", password=PASSWORD.reveal())
    assert person.page.name == "phone-country"
    await person.chooses("country-RE")
    await person.answers(code=town.sms_code().reveal())
    assert "a pris la place" in person.done
    person.visit.speak(ENGLISH)
    assert phones(person.page) == ["•••• 3456, default"]


async def test_a_wrong_password_is_told_where_it_is_typed_again(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_one(person, town)
    person.visit.speak(FRENCH)
    await person.chooses(change_of(person.page, "0134"))
    await person.chooses("replace")
    await person.answers(number="0692 12 34 56", password=WRONG.reveal())
    await person.chooses("country-RE")
    assert person.page.name == "replace-phone"
    assert [said.tone for said in person.page.said] == ["error"]
    assert [asked.value for asked in person.page.fields] == ["+262 692 12 34 56", ""]
    await person.answers(password=PASSWORD.reveal())
    assert person.page.name == "phone-code"


async def test_a_number_cut_off_goes_to_no_territory_without_a_question(town: Town, asked: Person) -> None:
    await asked.leaves()
    await asked.answers(number="0612345")
    assert asked.page.name == "phone-country"
    assert "Saint-Pierre-et-Miquelon\u00a0: +508 61 23 45" in asked.says()
    assert town.rows("SELECT count(*) FROM sent_code") == [(0,)]
    await asked.leaves()
    assert asked.page.fields[0].value == "0612345"
    await asked.answers(number="0612345")
    await asked.chooses("country-PM")
    assert asked.page.name == "phone-code"


async def test_a_bad_number_is_refused_before_the_password_is_asked(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_one(person, town)
    await person.chooses(change_of(person.page, "0134"))
    await person.chooses("replace")
    asked = person.page.fields[0]
    assert isinstance(asked, Field)
    assert asked.form is not None
    assert refused(asked.form, "0692 12 34 56").refusal is Refusal.PHONE_FORM
    person.visit.speak(FRENCH)
    asked.form("0692 12 34 56")


async def test_who_was_registered_gives_the_digits_of_that_phone_and_is_told_of_the_risk_alike(
    town: Town, arrives: Arrival
) -> None:
    activated(town, registered(town, phone="+34612345678"))
    town.clock.advance(seconds=1)
    person = await arrives(ENGLISH)
    await open_settings(person, DNI)
    await person.chooses("add-phone")
    asked = person.page.fields[0]
    assert isinstance(asked, Field)
    assert asked.form is not None
    asked.form("612 34 56 78")
    await person.answers(number="612 34 56 78")
    assert person.page.name == "phone-code"
    assert "+34 612 34 56 78" in person.says()
    await person.answers(code=town.sms_code().reveal())
    await person.chooses("skip")
    assert "be helped by whoever runs Macle here" in person.says()
    await person.chooses("go-on")
    assert person.page.name == "settings"
    assert "you can no longer sign in on your own" in person.says()
