"""What whoever found a document, and knows its number and contrast datum, cannot take from its owner."""

from __future__ import annotations

import dataclasses

import pytest

from store import Problem, Refusal, Secret
from store.rules.limits import PINS_AN_HOUR, SLIPS_A_DAY
from tests.digits import wrong
from tests.one_time_pins import HERE, begin, by_sms, signed_in
from tests.one_time_pins import wrong as another
from tests.registered import Registered, activated, code_in, registered, token_for
from tests.town import CONTRAST, DNI, NEW_PASSWORD, PASSWORD, TERMINAL, Town, outcome, refused

ELSEWHERE = dataclasses.replace(HERE, place="user 1001", user="maya", secret=Secret("B" * 43))
WRONG_DATUM = "18/05/2031"
BY_DOCUMENT = ["contrast", "pin", "pin-app"]


@pytest.fixture(autouse=True)
def ines(town: Town) -> Registered:
    return registered(town)


def count(town: Town, kind: str, failures: int) -> None:
    """Let so many wrong secrets of a kind have been tried."""
    now = int(town.clock.now.timestamp()) * 1_000_000
    new = "INSERT INTO counter SELECT 'account:' || account_id, '{}', {}, NULL, {} FROM registration"
    town.rows(new.format(kind, failures, now))


def fails(town: Town, kind: str) -> Problem:
    """Try a wrong secret of a kind."""
    if kind == "contrast":
        return refused(begin, town, DNI, WRONG_DATUM, ELSEWHERE.place)
    if kind == "pin":
        session = begin(town, place=ELSEWHERE.place)
        town.store.one_time_pin.obtain(session)
        return refused(town.store.one_time_pin.enter, session, another(by_sms(town, session)))
    town.new_texts()
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), ELSEWHERE)
    code = Secret(wrong(town.sms_code().reveal()))
    return refused(town.store.pin_app.confirm, ticket, code, ELSEWHERE)


def blocked(town: Town) -> list[str]:
    """Return which kinds of secret are blocked."""
    return [kind for (kind,) in town.rows("SELECT kind FROM counter WHERE failures >= 100 ORDER BY kind")]


def test_wrong_codes_of_a_terminal_for_pins_keep_nobody_from_the_activation(
    town: Town, ines: Registered
) -> None:
    count(town, "pin-app", 99)
    fails(town, "pin-app")
    assert blocked(town) == ["pin-app"]
    said = town.new_mail()[-1].get_content()
    assert "The code to have a terminal show your PINs was wrong." in said
    activated(town, ines)


@pytest.mark.parametrize("kind", BY_DOCUMENT)
def test_a_block_ends_no_session_but_those_of_a_pin(town: Town, ines: Registered, kind: str) -> None:
    activated(town, ines)
    by_password = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    by_pin = signed_in(town)
    count(town, kind, 99)
    fails(town, kind)
    assert blocked(town) == [kind]
    assert town.store.sessions.due(by_password) is None
    assert outcome(town.store.sessions.due, by_pin) is Refusal.SESSION_ENDED


def test_another_activation_code_from_the_desk_lifts_its_blocks(town: Town) -> None:
    for kind in BY_DOCUMENT:
        count(town, kind, 100)
    town.store.registration.hand_over(town.operator(), DNI, "Blocked.")
    assert blocked(town) == []
    signed_in(town)


def test_codes_from_the_desk_buy_few_guesses_and_take_from_the_quota_of_unblocking(town: Town) -> None:
    number = town.rows("SELECT number FROM account JOIN registration ON account_id = account.id")[0][0]
    left = {"contrast": 12, "pin": 95, "pin-app": 12}
    for hands_over in (True, True, False):
        for kind in BY_DOCUMENT:
            count(town, kind, 100)
        if hands_over:
            done = town.store.registration.hand_over(town.operator(), DNI, "Blocked.")
            assert done.liftable_at is None
        else:
            town.store.care.unblock(town.operator(), number, "Blocked.")
        assert dict(town.rows("SELECT kind, failures FROM counter")) == left
        town.rows("DELETE FROM counter")
    count(town, "pin", 100)
    done = town.store.registration.hand_over(town.operator(), DNI, "Lost the slip.")
    assert blocked(town) == ["pin"]
    problem = refused(town.store.care.unblock, town.operator(), number, "Not so.")
    assert problem.refusal is Refusal.UNBLOCKED_TOO_OFTEN
    assert done.liftable_at == problem.until


def test_the_desk_hands_out_few_codes_a_day(town: Town) -> None:
    hand_over, why = town.store.registration.hand_over, "Lost the slip."
    for _ in range(SLIPS_A_DAY):
        hand_over(town.operator(), DNI, why)
    town.new_mail()
    slips = len(town.slips)
    problem = refused(hand_over, town.operator("olive-desk"), DNI, why)
    assert problem.refusal is Refusal.SLIPS_TOO_MANY
    town.new_mail()
    assert len(town.slips) == slips
    town.clock.advance(seconds=(problem.until - town.clock.now).total_seconds())
    assert hand_over(town.operator(), DNI, why).slip


def test_changing_ones_password_lifts_its_blocks(town: Town, ines: Registered) -> None:
    activated(town, ines)
    session = town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL)
    for kind in BY_DOCUMENT:
        count(town, kind, 100)
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert blocked(town) == []
    signed_in(town)


def test_renewing_the_activation_code_lifts_the_block_of_its_codes(town: Town, ines: Registered) -> None:
    session = signed_in(town)
    count(town, "registered-phone", 100)
    assert outcome(token_for, town, ines) is Refusal.WRONG_CODE
    town.store.activation.renew(session)
    [letter] = [mail for mail in town.new_mail() if "Your new activation code" in mail["Subject"]]
    activated(town, ines, code_in(letter.get_content()))


def test_the_pins_of_an_hour_are_counted_apart_at_a_known_place(town: Town) -> None:
    signed_in(town)
    town.clock.advance(hours=2)
    for _ in range(PINS_AN_HOUR):
        town.store.one_time_pin.obtain(begin(town, place=ELSEWHERE.place))
    thief = begin(town, place=ELSEWHERE.place)
    assert outcome(town.store.one_time_pin.obtain, thief) is Refusal.PINS_TOO_MANY
    assert town.store.one_time_pin.obtain(begin(town))


def test_before_the_pin_nobody_sees_with_what_the_second_step_is_done(town: Town, ines: Registered) -> None:
    activated(town, ines)
    town.add_app(town.store.sign_in.with_password(DNI, PASSWORD, TERMINAL))
    assert outcome(town.store.second_step.ways, begin(town)) is Refusal.PIN_DUE


def test_a_terminal_that_waits_for_its_code_is_forgotten_once_the_password_is_set(
    town: Town, ines: Registered
) -> None:
    town.new_texts()
    ticket = town.store.pin_app.begin(DNI, Secret(CONTRAST), ELSEWHERE)
    code = town.sms_code()
    activated(town, ines)
    assert outcome(town.store.pin_app.confirm, ticket, code, ELSEWHERE) is Refusal.CODE_EXPIRED
