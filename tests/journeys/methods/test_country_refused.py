"""What is refused after the country of a number was chosen is told where all is typed again."""

from __future__ import annotations

import pytest

from i18n import FRENCH
from store import Confirmation, Secret
from tests.digits import wrong
from tests.journeys.conftest import Arrival
from tests.journeys.owner import Owner
from tests.town import OTHER_PHONE, PASSWORD, PHONE, WRONG, Town, refused

TYPED, WRITTEN = "0692 12 34 56", "+262 692 12 34 56"


@pytest.fixture
async def owner(town: Town, arrives: Arrival) -> Owner:
    """A French speaker with all kinds of methods, who is about to replace a phone."""
    owner = Owner(town, await arrives(FRENCH))
    await owner.comes_to_the_settings()
    await owner.comes_to_the_removal("replace-phone")
    return owner


async def choose_country(owner: Owner, **secrets: str) -> None:
    """Type a number that several countries have, and choose one of them."""
    await owner.answers(number=TYPED, **secrets)
    assert owner.person.page.name == "phone-country"
    await owner.person.chooses("country-RE")


def fields(owner: Owner) -> dict[str, str]:
    return {asked.name: asked.value for asked in owner.person.page.fields}


async def test_while_the_password_waits_it_is_typed_again_after_the_wait(town: Town, owner: Owner) -> None:
    person = owner.person
    await person.chooses("without-code")
    for _time in range(5):
        refused(town.store.phones.delete, person.visit.signed_in, owner.phone, PHONE, WRONG)
    await choose_country(owner)
    assert (person.page.name, fields(owner)) == ("replace-phone", {"number": WRITTEN, "password": ""})
    assert "Réessayez à partir de" in person.says()
    town.clock.advance(seconds=30)
    await owner.answers()
    assert person.page.name == "phone-code"


@pytest.mark.parametrize("wrong_before", [pytest.param(0, marks=pytest.mark.more), 5])
async def test_a_code_that_is_wrong_or_waits_is_typed_again_and_so_is_the_password(
    town: Town, owner: Owner, wrong_before: int
) -> None:
    person, delete = owner.person, town.store.phones.delete
    await person.chooses(owner.app)
    code = owner.app_code()
    for nth in range(wrong_before):
        by_app = Confirmation(owner.app, Secret(wrong(code, nth)))
        refused(delete, person.visit.signed_in, owner.phone, PHONE, PASSWORD, by_app)
    await choose_country(owner, confirmation=code if wrong_before else wrong(code))
    said = "Trop de codes erronés" if wrong_before else "Ce code n’est pas"
    assert said in person.says()
    assert fields(owner) == {"number": WRITTEN, "password": "", "confirmation": ""}
    town.clock.advance(seconds=30)
    await owner.answers(confirmation=owner.app_code())
    assert person.page.name == "phone-code"


async def test_the_fifth_wrong_code_of_a_phone_leads_to_another_way_and_keeps_the_number_alone(
    town: Town, owner: Owner
) -> None:
    person, delete = owner.person, town.store.phones.delete
    town.new_texts()
    await person.chooses(owner.other_phone)
    code = town.sms_code().reveal()
    for nth in range(4):
        by_phone = Confirmation(owner.other_phone, Secret(wrong(code, nth)))
        refused(delete, person.visit.signed_in, owner.phone, PHONE, PASSWORD, by_phone)
    await choose_country(owner, confirmation=wrong(code, 4))
    assert person.page.name == "confirm-with"
    assert "Trop de codes erronés" in person.says()
    assert owner.other_phone not in {action.name for action in person.page.choices}
    town.clock.advance(seconds=30)
    await person.chooses(owner.app)
    assert fields(owner) == {"number": WRITTEN, "password": "", "confirmation": ""}
    await owner.answers(confirmation=owner.app_code())
    assert person.page.name == "phone-code"


async def test_a_method_that_went_meanwhile_leads_to_another_way_and_keeps_the_number_alone(
    town: Town, owner: Owner
) -> None:
    person = owner.person
    town.new_texts()
    await person.chooses(owner.other_phone)
    code = town.sms_code().reveal()
    town.store.phones.delete(person.visit.signed_in, owner.other_phone, OTHER_PHONE, PASSWORD)
    await choose_country(owner, confirmation=code)
    assert person.page.name == "confirm-with"
    assert "supprimée entre-temps" in person.says()
    await person.chooses("without-code")
    assert fields(owner) == {"number": WRITTEN, "password": ""}
