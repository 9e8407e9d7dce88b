"""Replacing and deleting phones from the sign-in settings, and choosing the default (seed 001)."""

from __future__ import annotations

from i18n import ENGLISH
from store import Refusal
from tests.journeys.conftest import idles_past_the_proof
from tests.journeys.methods.phones import add_one, add_two, change_of, phones, refusal
from tests.town import OTHER_PHONE, PASSWORD, Town
from tui.scripted import Person


async def test_a_phone_is_deleted_by_its_full_number(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_two(person, town)
    await person.chooses(change_of(person.page, "0134"))
    assert ENGLISH.say(person.page.title) == "Change the phone number"
    await person.chooses("delete")
    await person.answers(number="0134", password=PASSWORD.reveal())
    assert refusal(person) is Refusal.PHONE_OTHER
    await person.leaves()
    assert person.page.name == "change-phone"
    await person.chooses("delete")
    await person.answers(number="514 555 0134", password=PASSWORD.reveal())
    assert "Your default method is now •••• 5678" in person.says()
    assert phones(person.page) == ["•••• 5678, default"]


async def test_the_only_method_is_replaced_and_not_deleted(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_one(person, town)
    await person.chooses(change_of(person.page, "0134"))
    assert "You cannot remove your only authentication method." in person.says()
    assert {action.name for action in person.page.choices} == {"replace", "back"}
    await person.chooses("replace")
    town.new_texts()
    await person.answers(number=OTHER_PHONE, password=PASSWORD.reveal())
    await person.answers(code=town.sms_code().reveal())
    assert "The phone •••• 5678 has taken the place of •••• 0134" in person.done
    assert phones(person.page) == ["•••• 5678, default"]


async def test_another_phone_is_made_the_default(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_two(person, town)
    await person.chooses(change_of(person.page, "0134"))
    assert "default" not in {action.name for action in person.page.choices}
    await person.leaves()
    await person.chooses(change_of(person.page, "5678"))
    await person.chooses("default")
    assert phones(person.page) == ["•••• 5678, default", "•••• 0134"]


async def test_the_default_is_chosen_with_a_password_typed_lately(town: Town, at_settings: Person) -> None:
    person = at_settings
    await add_two(person, town)
    await idles_past_the_proof(town, person)
    await person.chooses(change_of(person.page, "5678"))
    await person.chooses("default")
    assert person.page.name == "confirm-password"
    await person.leaves()
    assert person.page.name == "change-phone"
    await person.chooses("default")
    await person.answers(password="Lanterne-2026!")
    assert phones(person.page) == ["•••• 5678, default", "•••• 0134"]


async def test_who_looks_for_a_number_for_long_types_the_password_again_and_nothing_else(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await person.chooses("add-phone")
    await idles_past_the_proof(town, person)
    await person.answers(number="514 555-0134")
    assert person.page.name == "confirm-password"
    town.new_texts()
    await person.answers(password="Lanterne-2026!")
    assert person.page.name == "phone-code"
    await person.answers(code=town.sms_code().reveal())
    assert person.page.name == "backup-phone"
    await person.chooses("add-backup")
    await idles_past_the_proof(town, person)
    await person.answers(number=OTHER_PHONE)
    town.new_texts()
    await person.answers(password="Lanterne-2026!")
    await person.answers(code=town.sms_code().reveal())
    await person.chooses(change_of(person.page, "5678"))
    await person.chooses("delete")
    await idles_past_the_proof(town, person)
    await person.answers(number="+33 6 12 34 56 78", password="Lanterne-2026!")
    assert "The phone •••• 5678 gets no more codes" in person.done


async def test_a_phone_that_another_session_deleted_is_gone_from_here_too(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await add_two(person, town)
    await person.chooses(change_of(person.page, "5678"))
    [gone] = [row.id for row in town.store.account.overview(person.visit.signed_in).ways.methods[1:]]
    await person.chooses("delete")
    town.store.phones.delete(person.visit.signed_in, gone, OTHER_PHONE, PASSWORD)
    await person.answers(number=OTHER_PHONE, password=PASSWORD.reveal())
    assert person.problems[""].refusal is Refusal.METHOD_GONE
    await person.leaves()
    assert person.page.name == "settings"
    assert [said.tone for said in person.page.said] == ["error"]
    assert phones(person.page) == ["•••• 0134, default"]


async def test_a_phone_that_another_session_made_the_default_is_shown_as_such(
    town: Town, at_settings: Person
) -> None:
    person = at_settings
    await add_two(person, town)
    other = town.store.account.overview(person.visit.signed_in).ways.methods[1].id
    beside = change_of(person.page, "5678")
    town.store.default_method.choose(person.visit.signed_in, other)
    await person.chooses(beside)
    assert "•••• 5678, default" in person.says()
