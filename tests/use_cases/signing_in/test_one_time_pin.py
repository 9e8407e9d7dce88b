"""Signing in with a one-time PIN: what it takes, how long one works, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from i18n import ENGLISH
from store import Happening, Refusal, Secret, Step
from store.rules.limits import PIN_BY_SMS_AFTER, PIN_LIFE, PINS_AN_HOUR
from tests.one_time_pins import (
    HERE,
    begin,
    by_sms,
    register_app,
    shown,
    signed_in,
    wrong,
)
from tests.registered import Registered, activated, code_in, registered
from tests.theft import Told
from tests.town import CONTRAST, DNI, NEW_PASSWORD, PHONE, TERMINAL, Town, refused

pytestmark = pytest.mark.usefixtures("ines")
PERMANENT = "01/01/9999"


@pytest.fixture
def ines(town: Town) -> Registered:
    """Someone who was registered in person, and has no password yet."""
    return registered(town)


def test_document_datum_and_pin_open_a_session_of_level_1(town: Town) -> None:
    register_app(town)
    session = begin(town)
    assert town.due(session) is Step.PIN
    live = town.store.one_time_pin.obtain(session)
    pin = shown(town)
    assert (pin.code, pin.expires_at) == (live.code, town.clock.now + PIN_LIFE)
    town.store.one_time_pin.enter(session, Secret(pin.pin.reveal().lower()))
    assert town.due(session) is None
    overview = town.store.account.overview(session)
    assert overview.by_pin
    happened = [event.happening for event in town.history(session)[0]]
    assert happened[0] is Happening.SIGNED_IN


@pytest.mark.parametrize("document", ["12345678z", "12.345.678-Z", " 12345678 Z ", "0012345678Z"])
def test_the_number_is_found_however_it_is_written(town: Town, document: str) -> None:
    assert town.due(begin(town, document)) is Step.PIN


def test_all_that_is_not_of_its_form_is_refused_at_once_and_costs_no_try(town: Town) -> None:
    problem = refused(begin, town, "12345678A", "soon")
    assert [(each.refusal, each.field) for each in problem.all] == [
        (Refusal.DOCUMENT_NUMBER, "document"),
        (Refusal.DATE_FORM, "contrast"),
    ]
    assert refused(begin, town, DNI, PERMANENT).facts == {"fault": "permanent"}
    assert refused(begin, town, "X1234567L", CONTRAST).facts == {"fault": "support"}
    assert refused(begin, town, DNI, "18/05/2031").facts["tries_left"] == 4


def test_unknown_wrong_blocked_and_disowned_are_one_answer(town: Town) -> None:
    documents = {"unknown": "87654321X", "wrong": DNI, "blocked": "00000001R", "disowned": "00000002W"}
    for kind in ("blocked", "disowned"):
        town.register(documents[kind], f"{kind}@example.org")
    town.rows("UPDATE account SET reset_due = 1 WHERE email = 'disowned@example.org'")
    town.rows(
        "INSERT INTO counter SELECT 'account:' || id, 'contrast', 100, NULL, ? FROM account"
        " WHERE email = 'blocked@example.org'",
        int(town.clock.now.timestamp() * 1_000_000),
    )
    wrong_datum = "18/05/2031"
    typed = dict.fromkeys(documents, CONTRAST) | {"wrong": wrong_datum}
    answers = {kind: refused(begin, town, documents[kind], typed[kind]) for kind in documents}
    assert {answer.refusal for answer in answers.values()} == {Refusal.WRONG_DOCUMENT}
    assert answers["unknown"].facts == answers["wrong"].facts == answers["disowned"].facts
    for kind in ("unknown", "wrong"):
        for left in (3, 2, 1):
            assert refused(begin, town, documents[kind], wrong_datum).facts["tries_left"] == left
        assert refused(begin, town, documents[kind], wrong_datum).facts["until"] is not None
        locked = refused(begin, town, documents[kind], CONTRAST)
        assert locked.refusal is Refusal.DOCUMENT_LOCKED


def test_a_pin_works_once(town: Town) -> None:
    first, second = begin(town), begin(town)
    town.store.one_time_pin.obtain(first)
    pin = by_sms(town, first)
    town.store.one_time_pin.enter(first, pin)
    assert refused(town.store.one_time_pin.enter, first, pin).refusal is Refusal.NOTHING_DUE
    assert refused(town.store.one_time_pin.enter, second, pin).refusal is Refusal.PIN_EXPIRED


def test_only_the_newest_works(town: Town) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    old = shown(town)
    while shown(town).pin.reveal() == old.pin.reveal():
        town.clock.advance(minutes=20)
        session = begin(town)
        town.store.one_time_pin.obtain(session)
    problem = refused(town.store.one_time_pin.enter, session, old.pin)
    assert (problem.refusal, problem.facts) == (Refusal.WRONG_PIN, {"tries_left": 2})
    town.store.one_time_pin.enter(session, shown(town).pin)


def test_whoever_comes_back_within_ten_minutes_finds_it_valid(town: Town) -> None:
    register_app(town)
    left = begin(town)
    live = town.store.one_time_pin.obtain(left)
    town.store.sessions.end(left)
    town.clock.now += PIN_LIFE - timedelta(seconds=1)
    session = begin(town)
    assert town.store.one_time_pin.standing(session).live == live
    town.store.one_time_pin.enter(session, shown(town).pin)


def test_after_ten_minutes_it_is_worth_nothing(town: Town) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    pin = shown(town).pin
    town.clock.now += PIN_LIFE
    assert town.store.one_time_pin.standing(session).live is None
    assert refused(town.store.one_time_pin.enter, session, pin).refusal is Refusal.PIN_EXPIRED
    assert refused(town.store.one_time_pin.send_by_sms, session).refusal is Refusal.PIN_EXPIRED


def test_a_clock_that_is_moved_back_brings_none_to_life(town: Town) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    pin = shown(town).pin
    town.clock.now += PIN_LIFE
    town.clock.jump(seconds=-2 * PIN_LIFE.seconds)
    session = begin(town)
    assert town.store.one_time_pin.standing(session).live is None
    assert refused(town.store.one_time_pin.enter, session, pin).refusal is Refusal.PIN_EXPIRED


def test_the_third_wrong_try_is_its_end_and_another_one_can_be_had(town: Town) -> None:
    register_app(town)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    pin = shown(town).pin
    enter = town.store.one_time_pin.enter
    for left in (2, 1):
        problem = refused(enter, session, wrong(pin))
        assert (problem.refusal, problem.facts) == (Refusal.WRONG_PIN, {"tries_left": left})
    assert refused(enter, session, wrong(pin)).refusal is Refusal.PIN_TRIES_SPENT
    assert refused(enter, session, pin).refusal is Refusal.PIN_TRIES_SPENT
    assert town.store.one_time_pin.standing(session).live is None
    town.store.one_time_pin.obtain(session)
    enter(session, shown(town).pin)


@pytest.mark.parametrize("typed", ["A1B", "A8B", "ÑAB", "AB", "ABCD", ""])
def test_what_no_pin_is_costs_no_try(town: Town, typed: str) -> None:
    session = begin(town)
    live = town.store.one_time_pin.obtain(session)
    problem = refused(town.store.one_time_pin.enter, session, Secret(typed))
    assert problem.refusal in {Refusal.PIN_CHARACTER, Refusal.PIN_LENGTH}
    assert town.store.one_time_pin.standing(session).live == live


def test_five_are_had_in_an_hour_and_the_refusal_says_when_the_next_is(town: Town) -> None:
    for _each in range(PINS_AN_HOUR):
        town.store.one_time_pin.obtain(begin(town))
    problem = refused(town.store.one_time_pin.obtain, begin(town))
    assert (problem.refusal, problem.until) == (
        Refusal.PINS_TOO_MANY,
        town.clock.now + timedelta(minutes=12),
    )
    town.clock.now = problem.until
    town.store.one_time_pin.obtain(begin(town))


def test_it_is_sent_by_sms_after_a_minute_once_to_the_registered_phone_in_one_part(town: Town) -> None:
    session = begin(town)
    live = town.store.one_time_pin.obtain(session)
    problem = refused(town.store.one_time_pin.send_by_sms, session)
    assert (problem.refusal, problem.until) == (Refusal.PIN_TOO_SOON, town.clock.now + PIN_BY_SMS_AFTER)
    assert live.by_sms_from == problem.until
    town.new_texts()
    town.clock.now = problem.until
    for _each in range(2):
        assert town.store.one_time_pin.send_by_sms(session).by_sms_from is None
    [text] = town.new_texts()
    assert text.to == PHONE
    assert live.code in text.text
    assert len(text.text) <= 160
    standing = town.store.one_time_pin.standing(session)
    assert standing.phone == f"•••• {PHONE[-4:]}"
    town.store.one_time_pin.enter(session, Secret(text.text[-3:]))


@pytest.mark.parametrize("seen_expired", [True, False])
def test_a_clock_that_goes_back_brings_no_pin_to_life(town: Town, seen_expired: bool) -> None:
    register_app(town)
    town.store.one_time_pin.obtain(begin(town))
    pin = shown(town).pin
    town.clock.advance(minutes=11)
    if seen_expired:
        assert refused(town.store.one_time_pin.enter, begin(town), pin).refusal is Refusal.PIN_EXPIRED
    town.clock.jump(minutes=-6)
    assert town.store.pin_app.shown(HERE.secret).pin is None
    assert refused(town.store.one_time_pin.enter, begin(town), pin).refusal is Refusal.PIN_EXPIRED


def test_a_pin_is_typed_where_it_was_asked_for(town: Town) -> None:
    register_app(town)
    own = begin(town, place="user 1000")
    live = town.store.one_time_pin.obtain(own)
    pin, stranger = shown(town).pin, begin(town, place="user 1001")
    assert town.store.one_time_pin.standing(stranger).live is None
    for typed in (wrong(pin), pin):
        assert refused(town.store.one_time_pin.enter, stranger, typed).refusal is Refusal.PIN_EXPIRED
    assert refused(town.store.one_time_pin.send_by_sms, stranger).refusal is Refusal.PIN_EXPIRED
    assert town.store.one_time_pin.standing(own).live == live
    # Left, and come back to.
    town.store.one_time_pin.enter(begin(town, place="user 1000"), pin)


def test_where_a_place_stands_for_no_one_a_pin_is_of_the_session_that_asked_for_it(town: Town) -> None:
    register_app(town)
    own, stranger = begin(town, place=""), begin(town, place="")
    live = town.store.one_time_pin.obtain(own)
    assert town.store.one_time_pin.standing(stranger).live is None
    pin = shown(town).pin
    assert refused(town.store.one_time_pin.enter, stranger, pin).refusal is Refusal.PIN_EXPIRED
    assert town.store.one_time_pin.standing(own).live == live
    town.store.one_time_pin.enter(own, pin)


def test_an_activation_ends_a_pin_and_that_a_terminal_shows_any(town: Town, ines: Registered) -> None:
    # It may be somebody else's, who had the document and the phone for a moment.
    register_app(town)
    town.store.one_time_pin.obtain(begin(town))
    activated(town, ines)
    told = {mail["Subject"]: mail.get_content() for mail in town.new_mail()}
    assert "Another message says why" in told["No terminal shows your PINs any more"]
    assert town.rows("SELECT * FROM one_time_pin") == []
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE
    assert Happening.PIN_APP_REMOVED in [event.happening for event in town.history(signed_in(town))[0]]


def test_this_was_not_me_ends_the_pin_and_the_terminal_that_shows_it(town: Town, ines: Registered) -> None:
    activated(town, ines)
    register_app(town)
    code = Told.lately(town).to(ines.email)
    town.store.one_time_pin.obtain(begin(town))
    town.store.disowning.disown(code, TERMINAL)
    [letter] = [mail for mail in town.new_mail() if mail["Subject"] == "Your new activation code"]
    assert town.rows("SELECT * FROM one_time_pin") == []
    assert refused(town.store.pin_app.shown, HERE.secret).refusal is Refusal.PIN_APP_GONE
    assert refused(begin, town).refusal is Refusal.WRONG_DOCUMENT
    assert refused(town.store.pin_app.begin, DNI, Secret(CONTRAST), HERE).refusal is Refusal.WRONG_DOCUMENT
    activated(town, ines, code_in(letter.get_content()), NEW_PASSWORD)
    register_app(town)
    town.store.one_time_pin.obtain(begin(town))
    assert shown(town).pin


def test_a_hundred_wrong_pins_end_with_a_block_that_an_activation_lifts(town: Town, ines: Registered) -> None:
    register_app(town)
    session = begin(town)
    town.new_mail()
    subjects = []
    for each in range(7):  # the seventh is the hundredth
        if each == 6:
            town.passes_over_failures()
        if town.store.one_time_pin.standing(session).live is None:
            town.clock.advance(minutes=12)
            session = begin(town)
            town.store.one_time_pin.obtain(session)
        refused(town.store.one_time_pin.enter, session, wrong(shown(town).pin))
        subjects += [mail["Subject"] for mail in town.new_mail()]
    assert subjects == ["Wrong tries at your account", "Your account was blocked"]
    assert town.rows("SELECT * FROM one_time_pin") == []
    town.clock.advance(hours=1)
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    assert refused(town.store.one_time_pin.enter, session, shown(town).pin).refusal is Refusal.WRONG_PIN
    activated(town, ines)
    assert signed_in(town)


def test_what_needs_the_password_is_refused_with_the_way_to_it(town: Town) -> None:
    session = signed_in(town)
    problem = refused(town.store.phones.begin, session, PHONE, ENGLISH)
    assert problem.refusal is Refusal.PASSWORD_SIGN_IN_NEEDED
