"""What a service needs that a session lacks, and how one comes to the service with it, page by page."""

from __future__ import annotations

from contextlib import suppress

import pytest

from store import Session
from tests.digits import wrong
from tests.journeys.conftest import Arrival, sign_in
from tests.one_time_pins import register_app, shown
from tests.registered import Registered, activated, registered
from tests.services import by_pin
from tests.signing import at_level
from tests.town import CONTRAST, OTHER_PHONE, PASSWORD, TERMINAL, Town
from tests.town import Person as Somebody
from tui.journeys.signing_in.account import account
from tui.journeys.signing_in.sign_in import sign_in as sign_in_journey
from tui.scripted import Person
from tui.unwinding import LeadsTo
from tui.visit import Journey, Visit

pytestmark = pytest.mark.usefixtures("listed")


def enters(session: Session) -> Journey:
    """Return the journey of someone who is in this session."""

    async def enter(visit: Visit) -> None:
        visit.enter(session)
        with visit.within(session.username):
            await account(visit)

    return enter


@pytest.mark.parametrize("service_first", [True, False], ids=["service-first", "signed-in"])
async def test_whoever_signs_in_again_after_five_wrong_codes_comes_to_the_service(
    town: Town, someone: Somebody, visitor: Person, service_first: bool
) -> None:
    typed = {"identifier": someone.username, "password": PASSWORD.reveal()}
    if not service_first:
        await sign_in(visitor)
    session = town.sign_in(someone)
    town.add_phone(session)
    town.add_phone(session, OTHER_PHONE)
    town.new_texts()
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    if service_first:
        await visitor.chooses("with-password")
        await visitor.answers(**typed)
    code = town.sms_code().reveal()
    for nth in range(5):
        await visitor.answers(code=wrong(code, nth))
    await visitor.chooses("other-method")
    assert "What would you like to use instead?" in visitor.says()
    await visitor.leaves()
    town.clock.advance(minutes=1)
    await visitor.chooses("sign-in")
    await visitor.answers(**typed)
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "service"


async def test_without_a_method_the_settings_are_the_way_and_the_list_is_there_again(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await sign_in(visitor)
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    assert visitor.page.name == "service-needs"
    assert "registered with" not in visitor.says()
    await visitor.chooses("settings")
    assert visitor.page.name == "settings"
    app = town.add_app(town.sign_in(someone))
    await visitor.leaves()
    assert visitor.page.name == "services"
    await visitor.chooses("service-taxes")
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "service"


async def test_to_whoever_was_registered_their_phone_is_told_as_a_second_step(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    at_level(town, someone, advanced=False)
    await sign_in(visitor)
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    assert "the phone that you were registered with" in visitor.says()
    assert "“Add a mobile phone number”" in visitor.says()
    assert "with that phone alone, no one-time PIN signs you in" in visitor.says()


async def test_in_a_session_by_pin_the_way_to_a_method_is_the_password(
    town: Town, someone: Somebody, arrives: Arrival
) -> None:
    visitor = await arrives(journey=enters(by_pin(town, 1)))
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    assert visitor.page.name == "service"
    await visitor.leaves()
    await visitor.chooses("service-taxes")
    assert "sign in with your password" in visitor.says()
    with pytest.raises(Exception, match="sign-in"):
        await visitor.chooses("with-password")


async def test_without_a_password_the_way_to_a_method_is_the_activation_code(
    town: Town, arrives: Arrival
) -> None:
    ines = registered(town)
    [(account_id,)] = town.rows("SELECT id FROM account WHERE email = ?", ines.email)
    visitor = await arrives(journey=enters(by_pin(town, account_id)))
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    assert "you have no password yet" in visitor.says()
    assert "sign in with your password" not in visitor.says()
    with pytest.raises(Exception, match="activate"):
        await visitor.chooses("activate")


async def comes_by_pin_for_taxes(town: Town, visitor: Person) -> Registered:
    """Let someone without a password sign in for a service that needs a second step."""
    ines = registered(town)
    register_app(town)
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    await visitor.chooses("with-pin")
    await visitor.answers(document=ines.document, contrast=CONTRAST)
    await visitor.answers()
    await visitor.answers(pin=shown(town).pin.reveal())
    assert visitor.page.name == "service-needs"
    await visitor.chooses("activate")
    return ines


async def test_the_service_that_led_to_the_activation_is_opened_once_the_password_was_set_and_typed(
    town: Town, visitor: Person
) -> None:
    ines = await comes_by_pin_for_taxes(town, visitor)
    town.new_texts()
    await visitor.answers(document=ines.document, email=ines.email, code=ines.code.reveal())
    await visitor.answers(code=town.sms_code().reveal())
    await visitor.answers(new=PASSWORD.reveal(), confirmation=PASSWORD.reveal())
    await visitor.chooses("keep")
    await visitor.answers(saved="yes")
    await visitor.answers(identifier=ines.document, password=PASSWORD.reveal())
    assert visitor.page.name == "service-needs"
    assert "Tax office" in visitor.says()


async def test_whoever_goes_back_from_the_activation_signs_in_for_no_service(
    town: Town, someone: Somebody, visitor: Person
) -> None:
    await comes_by_pin_for_taxes(town, visitor)
    await visitor.leaves()
    await sign_in(visitor)
    assert visitor.page.name == "account"


async def test_the_service_that_led_to_the_password_is_opened_once_it_was_typed(
    town: Town, someone: Somebody, arrives: Arrival
) -> None:
    async def goes_on_to_the_sign_in(visit: Visit) -> None:
        with suppress(LeadsTo):
            await enters(by_pin(town, 1))(visit)
        await visit.leave()
        await sign_in_journey(visit)

    visitor = await arrives(journey=goes_on_to_the_sign_in)
    await visitor.chooses("services")
    await visitor.chooses("service-taxes")
    await visitor.chooses("with-password")
    await visitor.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert visitor.page.name == "service-needs"
    assert "Tax office" in visitor.says()
    assert visitor.visit.wanted is None


async def test_where_no_pin_signs_in_the_password_is_one_choice_away_and_the_service_is_kept(
    town: Town, visitor: Person
) -> None:
    ines = registered(town)
    activated(town, ines)
    town.add_phone(town.store.sign_in.with_password(ines.email, PASSWORD, TERMINAL))
    await visitor.chooses("services")
    await visitor.chooses("service-library")
    await visitor.chooses("with-pin")
    await visitor.answers(document=ines.document, contrast=CONTRAST)
    await visitor.chooses("with-password")
    assert [field.value for field in visitor.page.fields] == [ines.document, ""]
    town.new_texts()
    await visitor.answers(identifier=ines.document, password=PASSWORD.reveal())
    await visitor.answers(code=town.sms_code().reveal())
    assert visitor.page.name == "service"


@pytest.mark.parametrize(("service", "told"), [("library", False), ("taxes", True)])
async def test_who_has_no_second_step_is_led_to_the_password_before_they_choose_a_way(
    visitor: Person, service: str, told: bool
) -> None:
    await visitor.chooses("services")
    await visitor.chooses(f"service-{service}")
    assert ("no second step yet, sign in with the password" in visitor.says()) is told
