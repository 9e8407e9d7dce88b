"""Registering a terminal of one's own, page by page, and what it then shows."""

from __future__ import annotations

import dataclasses
from functools import partial

import pytest

from store import Secret
from tests.journeys.conftest import Arrival, open_settings
from tests.one_time_pins import HERE, begin, register_app, shown
from tests.registered import activated, registered
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, TERMINAL, Town
from tui.journeys.signing_in.pin_app import show_pins
from tui.scripted import Person

ELSEWHERE = dataclasses.replace(HERE, secret=Secret("B" * 43))


@pytest.fixture
async def watcher(town: Town, arrives: Arrival) -> Person:
    """Someone who was registered, at a terminal of their own."""
    town.register()
    town.new_texts()
    return await arrives(journey=partial(show_pins, here=HERE))


async def registers(town: Town, watcher: Person) -> None:
    await watcher.answers(document=DNI, contrast=CONTRAST)
    assert PHONE[-4:] in watcher.says()
    assert PHONE not in watcher.says()
    await watcher.answers(code=town.sms_code().reveal())


async def test_once_the_code_is_entered_it_waits_and_shows_the_pin(
    town: Town, arrives: Arrival, watcher: Person
) -> None:
    await registers(town, watcher)
    assert "shows your PINs from now on" in watcher.says()
    assert "Waiting for a PIN" in watcher.says()
    town.store.one_time_pin.obtain(begin(town))
    again = await arrives(journey=partial(show_pins, here=HERE))
    said, pin = again.says(), shown(town)
    assert pin.pin.reveal() in said
    assert f"code {pin.code}; 10 minutes left" in said


async def test_where_no_pin_signs_in_it_waits_for_none_and_says_why(town: Town, arrives: Arrival) -> None:
    someone = registered(town)
    activated(town, someone)
    register_app(town)
    town.add_phone(town.store.sign_in.with_password(someone.email, PASSWORD, TERMINAL))
    watcher = await arrives(journey=partial(show_pins, here=HERE))
    assert "is the only way to do your second step" in watcher.says()
    assert "Waiting for a PIN" not in watcher.says()


async def test_a_wrong_code_is_asked_for_again_and_going_back_forgets_it(town: Town, watcher: Person) -> None:
    await watcher.answers(document=DNI, contrast=CONTRAST)
    await watcher.answers(code="000000")
    assert "is not right" in watcher.says()
    await watcher.leaves()
    assert watcher.page.name == "pin-app"
    assert town.rows("SELECT * FROM sent_code WHERE purpose = 'pin-app'") == []


async def test_another_code_can_be_had(town: Town, watcher: Person) -> None:
    await watcher.answers(document=DNI, contrast=CONTRAST)
    town.clock.advance(minutes=1)
    town.new_texts()
    await watcher.chooses("resend")
    await watcher.answers(code=town.sms_code().reveal())
    assert watcher.page.name == "pins"


async def test_a_terminal_that_another_one_replaced_can_be_registered_again(
    town: Town, arrives: Arrival, watcher: Person
) -> None:
    await registers(town, watcher)
    register_app(town, ELSEWHERE)
    again = await arrives(journey=partial(show_pins, here=HERE))
    assert again.page.name == "pin-app"
    await registers(town, again)
    assert again.page.name == "pins"


async def test_who_has_a_terminal_of_anothers_is_told_what_to_do(town: Town, watcher: Person) -> None:
    town.register("X1234567L", "maya@example.org", contrast="E01234567")
    register_app(town)
    await watcher.answers(document="X1234567L", contrast="E01234567")
    assert "macle pin --forget" in watcher.says()


async def test_the_settings_of_its_owner_name_it_and_end_it(town: Town, arrives: Arrival) -> None:
    someone = registered(town)
    activated(town, someone)
    register_app(town)
    owner = await arrives()
    await open_settings(owner, someone.email)
    assert f"{TERMINAL}, since" in owner.says()
    assert "no PIN signs you in" not in owner.says()
    await owner.chooses("remove-pin-terminal")
    assert f"{TERMINAL}, since" in owner.says()
    await owner.answers()
    assert "No terminal shows your PINs any more." in owner.says()
    assert "remove-pin-terminal" not in [action.name for action in owner.page.choices]
    assert town.rows("SELECT * FROM pin_app") == []
