"""Signing in with a one-time PIN, page by page, as the seed 002 describes it."""

from __future__ import annotations

import pytest

from i18n import FRENCH
from store.rules.limits import PIN_BY_SMS_AFTER, PIN_LIFE, PINS_AN_HOUR
from tests.journeys.conftest import Arrival
from tests.one_time_pins import HERE, register_app, shown, wrong
from tests.registered import Registered, activated, registered
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, TERMINAL, Town
from tui.pages import Action
from tui.scripted import Person


@pytest.fixture(autouse=True)
def ines(town: Town) -> Registered:
    """Someone who was registered in person."""
    return registered(town)


async def to_the_pin(visitor: Person) -> None:
    """Go from the welcome page to the page that makes a PIN."""
    await visitor.chooses("sign-in-with-pin")
    await visitor.answers(document=DNI, contrast=CONTRAST)


async def gets_pin(visitor: Person) -> None:
    await to_the_pin(visitor)
    await visitor.answers()


def labels(person: Person) -> list[str]:
    return [person.visit.language.say(action.label) for action in person.page.choices]


async def test_every_step_of_the_seed_can_be_followed_by_its_words(town: Town, arrives: Arrival) -> None:
    register_app(town)
    visitor = await arrives()
    visitor.visit.speak(FRENCH)
    assert "Se connecter avec un PIN à usage unique" in labels(visitor)
    await visitor.chooses("sign-in-with-pin")
    assert "Numéro de document" in visitor.says()
    assert "Donnée de contraste" in visitor.says()
    assert "Continuer" in labels(visitor)
    await visitor.answers(document=DNI, contrast=CONTRAST)
    assert "Obtenir PIN" in labels(visitor)
    await visitor.answers()
    assert shown(town).code in visitor.says()
    assert "Envoyer le PIN par SMS" in labels(visitor)
    assert "Accéder" in labels(visitor)
    await visitor.answers(pin=shown(town).pin.reveal().lower())
    assert visitor.page.name == "account"


async def test_after_a_minute_that_is_counted_down_the_pin_comes_by_sms(town: Town, visitor: Person) -> None:
    await gets_pin(visitor)
    assert "you can have the PIN sent" in visitor.says()
    [by_sms] = [one for one in visitor.page.menu if isinstance(one, Action) and one.name == "by-sms"]
    assert by_sms.opens_at == town.clock.now + PIN_BY_SMS_AFTER
    town.clock.now = by_sms.opens_at
    town.new_texts()
    await visitor.chooses("by-sms")
    assert f"sent to •••• {PHONE[-4:]}" in visitor.says()
    assert "by-sms" not in [action.name for action in visitor.page.choices]
    [text] = town.new_texts()
    await visitor.answers(pin=text.text[-3:])
    assert visitor.page.name == "account"


async def test_the_account_page_has_no_settings_and_says_what_the_password_is_for(
    town: Town, visitor: Person
) -> None:
    register_app(town)
    await gets_pin(visitor)
    await visitor.answers(pin=shown(town).pin.reveal())
    offered = {action.name for action in visitor.page.choices}
    assert {"activity", "sign-out"} <= offered
    assert not offered & {"settings", "personal-information", "profile", "verify"}
    assert "Activate my password" in visitor.says()
    await visitor.chooses("activity")
    assert "One-time PIN asked for" in visitor.says()


async def test_the_page_that_is_left_is_come_back_to_with_the_same_pin(town: Town, visitor: Person) -> None:
    visitor.visit.place = HERE.place
    register_app(town)
    await gets_pin(visitor)
    code, pin = shown(town).code, shown(town).pin
    await visitor.leaves()
    assert visitor.page.name == "pin-document"
    await visitor.leaves()
    await to_the_pin(visitor)
    assert visitor.page.name == "pin"
    assert code in visitor.says()
    await visitor.answers(pin=pin.reveal())
    assert visitor.page.name == "account"


async def test_a_wrong_pin_says_how_many_tries_are_left_and_the_third_leads_to_another(
    town: Town, visitor: Person
) -> None:
    register_app(town)
    await gets_pin(visitor)
    other = wrong(shown(town).pin).reveal()
    second = wrong(wrong(shown(town).pin)).reveal()
    await visitor.answers(pin=other)
    assert "2 tries are left" in visitor.says()
    await visitor.answers(pin=second)
    await visitor.answers(pin=other)
    assert visitor.page.name == "pin-obtain"
    assert "Too many wrong tries" in visitor.says()
    await visitor.answers()
    await visitor.answers(pin=shown(town).pin.reveal())
    assert visitor.page.name == "account"


async def test_a_pin_whose_time_is_over_leads_to_another(town: Town, visitor: Person) -> None:
    register_app(town)
    await gets_pin(visitor)
    pin = shown(town).pin.reveal()
    town.clock.now += PIN_LIFE
    await visitor.answers(pin=pin)
    assert visitor.page.name == "pin-obtain"
    assert "no longer works" in visitor.says()


async def test_another_pin_can_be_had_until_the_hour_has_no_more(town: Town, visitor: Person) -> None:
    await gets_pin(visitor)
    for _each in range(PINS_AN_HOUR - 1):
        await visitor.chooses("another-pin")
        assert (
            "another PIN, which can be sent by SMS after 60 seconds. The earlier one no longer works."
            in visitor.says()
        )
    await visitor.chooses("another-pin")
    assert "Get the next one from" in visitor.says()
    assert visitor.page.name == "pin"


async def test_unknown_and_wrong_are_one_answer(town: Town, visitor: Person) -> None:
    await visitor.chooses("sign-in-with-pin")
    await visitor.answers(document=DNI, contrast="18/05/2031")
    of_known = visitor.says()
    await visitor.leaves()
    await visitor.chooses("sign-in-with-pin")
    await visitor.answers(document="87654321X", contrast=CONTRAST)
    assert visitor.says().replace("87654321X", DNI) == of_known
    assert "4 tries are left" in of_known


async def test_a_permanent_dni_is_told_to_use_its_issue_date(visitor: Person) -> None:
    await visitor.chooses("sign-in-with-pin")
    await visitor.answers(document=DNI, contrast="01/01/9999")
    assert "issue date" in visitor.says()


async def test_where_the_phone_is_the_only_second_step_it_is_said_before_a_pin_is_made(
    town: Town, visitor: Person, ines: Registered
) -> None:
    activated(town, ines)
    town.add_phone(town.store.sign_in.with_password(ines.email, PASSWORD, TERMINAL))
    await to_the_pin(visitor)
    assert "Sign in with your password" in visitor.says()
    assert town.rows("SELECT * FROM one_time_pin") == []
    await visitor.leaves()
    assert visitor.page.name == "pin-document"
    await visitor.answers(contrast=CONTRAST)
    await visitor.chooses("with-password")
    assert visitor.page.name == "sign-in"


async def test_a_second_step_that_is_set_is_still_asked_for(
    town: Town, visitor: Person, ines: Registered
) -> None:
    activated(town, ines)
    register_app(town)
    app = town.add_app(town.store.sign_in.with_password(ines.email, PASSWORD, TERMINAL))
    await gets_pin(visitor)
    await visitor.answers(pin=shown(town).pin.reveal())
    assert visitor.page.name == "second-step-app"
    await visitor.answers(code=town.app_code(app))
    assert visitor.page.name == "account"
