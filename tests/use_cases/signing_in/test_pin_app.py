"""The terminal that shows an account's PINs: whose it is, and whose it cannot be."""

from __future__ import annotations

import dataclasses

import pytest

from store import Happening, PinTerminal, Refusal, Secret
from store.rules.limits import CODE_RESEND_AFTER
from tests.digits import wrong
from tests.one_time_pins import HERE, begin, by_sms, register_app, shown, signed_in
from tests.registered import Registered, activated, registered
from tests.rotation import rotate
from tests.town import CONTRAST, DNI, PASSWORD, PHONE, TERMINAL, Town, outcome, refused

ELSEWHERE = dataclasses.replace(HERE, place="user 1001", user="maya", secret=Secret("B" * 43))
NOWHERE = dataclasses.replace(HERE, place="")
AT_A_KIOSK = dataclasses.replace(HERE, user="kiosk")
OTHER = "X1234567L"
OTHER_DATUM = "E01234567"


@pytest.fixture(autouse=True)
def ines(town: Town) -> Registered:
    return registered(town)


def test_the_code_goes_to_the_registered_phone_and_every_address_is_told(town: Town) -> None:
    town.new_texts()
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    [text] = town.new_texts()
    assert text.to == PHONE
    assert ticket.sent.address == f"•••• {PHONE[-4:]}"
    town.new_mail()
    town.store.pin_app.confirm(ticket, Secret(text.text[-6:]), HERE)
    assert [mail["Subject"] for mail in town.new_mail()] == ["A terminal shows your PINs now"]
    assert town.store.pin_app.shown(HERE.secret).pin is None
    happened = [event.happening for event in town.history(signed_in(town))[0]]
    assert Happening.PIN_APP_ADDED in happened


def test_without_the_code_nothing_is_registered(town: Town) -> None:
    town.new_texts()
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    code = town.sms_code()
    problem = refused(town.store.pin_app.confirm, ticket, Secret(wrong(code.reveal())), HERE)
    assert (problem.refusal, problem.facts) == (Refusal.WRONG_CODE, {"tries_left": 4, "until": None})
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE
    town.store.pin_app.cancel(ticket)
    assert refused(town.store.pin_app.confirm, ticket, code, HERE).refusal is Refusal.CODE_EXPIRED


def test_another_code_can_be_sent_after_a_minute(town: Town) -> None:
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    assert refused(town.store.pin_app.send_again, ticket).refusal is Refusal.CODE_TOO_SOON
    town.clock.now += CODE_RESEND_AFTER
    town.new_texts()
    ticket = town.store.pin_app.send_again(ticket)
    town.store.pin_app.confirm(ticket, town.sms_code(), HERE)
    assert town.store.pin_app.shown(HERE.secret)


def test_registered_elsewhere_it_is_shown_there_alone(town: Town) -> None:
    register_app(town)
    register_app(town, ELSEWHERE)
    town.store.one_time_pin.obtain(begin(town))
    assert shown(town, ELSEWHERE)
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE


def test_a_terminal_shows_the_pins_of_one_account(town: Town) -> None:
    town.register(OTHER, "maya@example.org", contrast=OTHER_DATUM)
    register_app(town)
    begin_other = town.store.pin_app.begin, OTHER, Secret(OTHER_DATUM), HERE
    assert refused(*begin_other).refusal is Refusal.PIN_APP_TAKEN
    town.store.pin_app.forget(HERE.secret, TERMINAL)
    register_app(town, HERE, OTHER, OTHER_DATUM)
    assert refused(town.store.pin_app.begin, DNI, Secret(CONTRAST), HERE).refusal is Refusal.PIN_APP_TAKEN


def test_of_two_accounts_that_wait_for_one_terminal_the_first_has_it(town: Town) -> None:
    town.register(OTHER, "maya@example.org", contrast=OTHER_DATUM)
    town.new_texts()
    first = town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    of_first = town.sms_code()
    second = town.store.pin_app.begin(OTHER, Secret(OTHER_DATUM), HERE)
    of_second = town.sms_code()
    town.store.pin_app.confirm(first, of_first, HERE)
    assert refused(town.store.pin_app.confirm, second, of_second, HERE).refusal is Refusal.PIN_APP_TAKEN
    # The code is not used up: it still registers a terminal of the other's own.
    town.store.pin_app.confirm(second, of_second, ELSEWHERE)


@pytest.mark.parametrize("here", [NOWHERE, AT_A_KIOSK])
def test_where_several_people_sit_none_is_shown(town: Town, here: object) -> None:
    town.reopen(shared_users=("root", "kiosk"))
    town.new_texts()
    assert refused(town.store.pin_app.begin, DNI, Secret(CONTRAST), here).refusal is Refusal.PIN_APP_SHARED
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), HERE)
    code = town.sms_code()
    assert refused(town.store.pin_app.confirm, ticket, code, here).refusal is Refusal.PIN_APP_SHARED


def test_forgotten_it_shows_nothing_and_can_be_registered_again(town: Town) -> None:
    register_app(town)
    town.store.pin_app.forget(HERE.secret, TERMINAL)
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE
    assert refused(town.store.pin_app.forget, HERE.secret, TERMINAL).refusal is Refusal.PIN_APP_GONE
    register_app(town)
    happened = [event.happening for event in town.history(signed_in(town))[0]]
    assert Happening.PIN_APP_REMOVED in happened


def test_its_owner_sees_it_in_the_settings_and_ends_it_from_there(town: Town, ines: Registered) -> None:
    activated(town, ines)
    register_app(town, ELSEWHERE)
    own = town.store.sign_in.with_password(ines.email, PASSWORD, TERMINAL)
    assert town.store.account.overview(own).pin_terminal == PinTerminal(ELSEWHERE.name, town.clock.now)
    town.clock.advance(minutes=10)
    town.store.sessions.touch(own)
    town.clock.advance(minutes=11)
    assert refused(town.store.pin_app.remove, own).refusal is Refusal.PASSWORD_NEEDED
    town.store.password.prove(own, PASSWORD)
    town.new_mail()
    for _again in range(2):
        town.store.pin_app.remove(own)
        assert refused(town.store.pin_app.shown, ELSEWHERE.secret).refusal is Refusal.PIN_APP_GONE
    assert town.store.account.overview(own).pin_terminal is None
    [told] = town.new_mail()
    assert told["Subject"] == "No terminal shows your PINs any more"
    assert "If it was not you, change your password at once" in told.get_content()
    happened = [event.happening for event in town.history(own)[0]]
    assert happened.count(Happening.PIN_APP_REMOVED) == 1


@pytest.mark.parametrize("ended_by", ["forget", "another"])
@pytest.mark.parametrize("also_sent", [False, True])
def test_a_session_that_a_pin_opened_ends_with_it(town: Town, ended_by: str, also_sent: bool) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    if also_sent:
        by_sms(town, session)
    town.store.one_time_pin.enter(session, shown(town).pin)
    assert town.due(session) is None
    if ended_by == "forget":
        town.store.pin_app.forget(HERE.secret, TERMINAL)
    else:
        register_app(town, ELSEWHERE)
    assert refused(town.store.account.overview, session).refusal is Refusal.SESSION_ENDED


def test_a_pin_that_it_showed_is_right_no_more_once_another_takes_its_place(town: Town) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    pin = shown(town).pin
    register_app(town, ELSEWHERE)
    assert outcome(town.store.one_time_pin.enter, session, pin) is Refusal.PIN_EXPIRED


def test_the_first_one_shows_the_pin_that_waits_and_ends_no_session(town: Town) -> None:
    session, waiting = signed_in(town), begin(town)
    town.store.one_time_pin.obtain(waiting)
    register_app(town)
    town.store.one_time_pin.enter(waiting, shown(town).pin)
    assert town.due(session) is town.due(waiting) is None


def test_it_is_still_known_after_a_rotation_of_the_keys(town: Town) -> None:
    register_app(town)
    rotate(town)
    town.store.one_time_pin.obtain(begin(town))
    assert shown(town)


def test_wrong_details_count_as_they_do_at_the_door(town: Town) -> None:
    problem = refused(town.store.pin_app.begin, DNI, Secret("18/05/2031"), HERE)
    assert (problem.refusal, problem.facts["tries_left"]) == (Refusal.WRONG_DOCUMENT, 4)
    assert refused(begin, town, DNI, "18/05/2031").facts["tries_left"] == 3
