"""The second step of signing in: which code is taken, how often one may be wrong, and what it opens."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

import pytest

from i18n import ENGLISH
from store import Enrolment, Happening, HashingCost, ProfileState, Refusal, Secret, Session, Stage
from store.accounts.store import Store
from store.rules.limits import CODE_LIFE, CODE_RESEND_AFTER, PROOF_LIFE, SESSION_IDLE
from tests.town import (
    IDENTITY,
    NEW_PASSWORD,
    OTHER_PHONE,
    PASSWORD,
    PHONE,
    TERMINAL,
    Person,
    Town,
    answer,
    refused,
)

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WRITINGS = {
    "plain": str,
    "with a space": lambda code: f"{code[:3]} {code[3:]}",
    "with other spaces": lambda code: f"\u00a0{code[:3]}\u202f{code[3:]}\n",
    "full width": lambda code: code.translate(FULL_WIDTH),
}
OPEN_AT_ANY_STAGE = {"sessions.end", "sessions.touch", "second_step.ways"}


@pytest.fixture
def someone(town: Town) -> Person:
    """Someone with an app; their password is all that `town.sign_in` takes."""
    return town.person()


@pytest.fixture
def app(town: Town, someone: Person) -> str:
    """The secret of their app."""
    return town.add_app(town.sign_in(someone))


@pytest.fixture
def phone(town: Town, someone: Person) -> str:
    """The id of the phone of someone who has no app."""
    return town.add_phone(town.sign_in(someone))


def only_method(town: Town, session: Session) -> str:
    [method] = town.store.second_step.ways(session).methods
    return method.id


def enters(town: Town, session: Session, code: str) -> Session:
    """Enter a code of the only method."""
    return town.store.second_step.enter(session, only_method(town, session), Secret(code))


def is_refused(town: Town, session: Session, code: str) -> Refusal:
    return refused(enters, town, session, code).refusal


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def sent_code(town: Town, session: Session, phone: str, *, again: bool = False) -> str:
    town.new_texts()
    town.store.second_step.send(session, phone, again=again)
    return town.sms_code().reveal()


def is_open(town: Town, session: Session) -> bool:
    return town.store.sessions.overview(session).username != ""


# Codes of an app


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS.keys())
def test_a_code_is_taken_once_however_it_is_written(
    town: Town, someone: Person, app: str, write: Any
) -> None:
    code = town.app_code(app)
    session = enters(town, town.sign_in(someone), write(code))
    assert session.stage is Stage.FULL
    assert is_open(town, session)
    for again in (code, write(code), code.translate(FULL_WIDTH)):
        assert is_refused(town, town.sign_in(someone), again) is Refusal.CODE_USED


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_step_before_and_of_the_next_is_taken(
    town: Town, someone: Person, app: str, steps: int
) -> None:
    town.clock.advance(minutes=5)
    assert enters(town, town.sign_in(someone), town.app_code(app, steps)).stage is Stage.FULL


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_two_steps_away_is_wrong(town: Town, someone: Person, app: str, steps: int) -> None:
    town.clock.advance(minutes=5)
    assert is_refused(town, town.sign_in(someone), town.app_code(app, steps)) is Refusal.WRONG_CODE


def test_after_a_code_no_earlier_one_is_taken(town: Town, someone: Person, app: str) -> None:
    town.clock.advance(minutes=5)
    enters(town, town.sign_in(someone), town.app_code(app, 1))
    for steps in (-1, 0, 1):
        assert is_refused(town, town.sign_in(someone), town.app_code(app, steps)) is Refusal.CODE_USED


def test_no_code_is_taken_again_when_the_clock_goes_back(town: Town, someone: Person, app: str) -> None:
    town.clock.advance(minutes=5)
    code = town.app_code(app)
    enters(town, town.sign_in(someone), code)
    town.clock.advance(minutes=-2)
    earlier = town.app_code(app)
    town.clock.advance(minutes=2)
    town.clock.advance(minutes=-2)
    assert is_refused(town, town.sign_in(someone), earlier) is Refusal.CODE_USED
    assert is_refused(town, town.sign_in(someone), code) is Refusal.WRONG_CODE
    town.clock.advance(minutes=2, seconds=30)
    assert enters(town, town.sign_in(someone), town.app_code(app)).stage is Stage.FULL


def test_a_used_code_counts_as_a_failure(town: Town, someone: Person, app: str) -> None:
    code = town.app_code(app)
    enters(town, town.sign_in(someone), code)
    session = town.sign_in(someone)
    left = [refused(enters, town, session, code).facts["tries_left"] for _ in range(4)]
    assert left == [4, 3, 2, 1]
    last = refused(enters, town, session, code)
    assert (last.refusal, last.until) == (Refusal.CODE_USED, town.clock.now + timedelta(seconds=30))
    assert is_refused(town, session, code) is Refusal.CODE_LOCKED


@pytest.mark.parametrize("typed", ["", "letters", "12345", "1234567", "\u0000", "é" * 256])
def test_what_can_be_no_code_costs_no_try(town: Town, someone: Person, app: str, typed: str) -> None:
    session = town.sign_in(someone)
    for _ in range(6):
        assert is_refused(town, session, typed) is Refusal.CODE_FORM
    assert refused(enters, town, session, "٣" * 6).facts["tries_left"] == 4


# Codes that are sent to a phone


def test_a_sent_code_is_taken_once(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    assert enters(town, session, f" {code[:3]} {code[3:]} ".translate(FULL_WIDTH)).stage is Stage.FULL
    assert is_refused(town, session, code) is Refusal.NOTHING_DUE
    assert is_refused(town, town.sign_in(someone), code) is Refusal.CODE_EXPIRED


def test_the_code_goes_to_the_phone_which_is_shown_masked(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    town.new_texts()
    sent = town.store.second_step.send(session, phone)
    [text] = town.new_texts()
    assert text.to == PHONE
    assert sent.address == f"•••• {PHONE[-4:]}"
    assert (sent.resend_at, sent.expires_at) == (
        town.clock.now + CODE_RESEND_AFTER,
        town.clock.now + CODE_LIFE,
    )


def test_a_code_belongs_to_the_sign_in_that_asked_for_it(town: Town, someone: Person, phone: str) -> None:
    first, second = town.sign_in(someone), town.sign_in(someone)
    code = sent_code(town, first, phone)
    sent_code(town, second, phone)
    assert is_refused(town, second, code) is Refusal.WRONG_CODE
    assert enters(town, first, code).stage is Stage.FULL


def test_a_code_belongs_to_the_phone_it_was_sent_to(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    session = town.sign_in(someone)
    to_first, to_second = sent_code(town, session, first), sent_code(town, session, second)
    enter = town.store.second_step.enter
    assert refused(enter, session, first, Secret(to_second)).refusal is Refusal.WRONG_CODE
    assert refused(enter, session, second, Secret(to_first)).refusal is Refusal.WRONG_CODE
    assert enter(session, first, Secret(to_first)).stage is Stage.FULL


def test_a_code_to_sign_in_adds_no_phone(town: Town, someone: Person, phone: str) -> None:
    signed_in = town.sign_in(someone)
    signed_in = enters(town, signed_in, sent_code(town, signed_in, phone))
    ticket = town.store.phones.begin(signed_in, OTHER_PHONE, ENGLISH)
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    assert refused(town.store.phones.confirm, signed_in, ticket, Secret(code)).refusal is Refusal.WRONG_CODE


def test_a_code_is_good_for_ten_minutes(town: Town, someone: Person, phone: str) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    town.clock.advance(minutes=10)
    assert is_refused(town, session, code) is Refusal.CODE_EXPIRED
    code = sent_code(town, session, phone)
    town.store.sessions.touch(session)
    town.clock.advance(minutes=9, seconds=59)
    assert enters(town, session, code).stage is Stage.FULL


def test_another_code_can_be_sent_after_a_minute_and_is_then_the_only_one(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    first = sent_code(town, session, phone)
    town.clock.advance(seconds=59)
    send = town.store.second_step.send
    too_soon = refused(lambda: send(session, phone, again=True))
    assert too_soon.refusal is Refusal.CODE_TOO_SOON
    assert too_soon.until == town.clock.now + timedelta(seconds=1)
    town.clock.advance(seconds=1)
    second = sent_code(town, session, phone, again=True)
    assert is_refused(town, session, first) is Refusal.WRONG_CODE
    assert enters(town, session, second).stage is Stage.FULL


def test_whoever_comes_back_to_the_page_gets_no_other_code_while_one_works(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    sent_at = town.clock.now
    town.clock.advance(minutes=5)
    assert town.store.second_step.send(session, phone).resend_at == sent_at + CODE_RESEND_AFTER
    assert town.new_texts() == []
    assert enters(town, session, code).stage is Stage.FULL


def test_going_from_phone_to_phone_sends_nothing_more_within_the_minute(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    session = town.sign_in(someone)
    town.new_texts()
    for phone in (first, second, first, second):
        town.store.second_step.send(session, phone)
    assert [text.to for text in town.new_texts()] in ([PHONE, OTHER_PHONE], [OTHER_PHONE, PHONE])
    for phone in (first, second):
        send = town.store.second_step.send
        assert refused(lambda: send(session, phone, again=True)).refusal is Refusal.CODE_TOO_SOON  # noqa: B023


def test_a_phone_gets_ten_codes_an_hour_however_often_one_signs_in(
    town: Town, someone: Person, phone: str
) -> None:
    town.clock.advance(hours=1)
    for _ in range(10):
        town.store.second_step.send(town.sign_in(someone), phone)
    session = town.sign_in(someone)
    assert refused(town.store.second_step.send, session, phone).refusal is Refusal.CODES_TOO_MANY
    town.clock.advance(hours=1)
    session = town.sign_in(someone)
    assert enters(town, session, sent_code(town, session, phone)).stage is Stage.FULL


def test_without_a_code_there_is_nothing_to_try_and_nothing_is_counted(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    assert {is_refused(town, session, "123456") for _ in range(9)} == {Refusal.CODE_EXPIRED}
    assert enters(town, session, sent_code(town, session, phone)).stage is Stage.FULL


def test_five_tries_are_all_there_are_over_all_codes_sent_to_a_phone(
    town: Town, someone: Person, phone: str
) -> None:
    session = town.sign_in(someone)
    code = sent_code(town, session, phone)
    for _ in range(3):
        assert is_refused(town, session, wrong(code)) is Refusal.WRONG_CODE
    town.clock.advance(minutes=1)
    code = sent_code(town, session, phone, again=True)
    assert refused(enters, town, session, wrong(code)).facts["tries_left"] == 1
    spent = refused(enters, town, session, wrong(code))
    assert (spent.refusal, spent.until) == (Refusal.CODE_TRIES_SPENT, town.clock.now + timedelta(seconds=30))
    assert is_refused(town, session, code) is Refusal.CODE_LOCKED
    assert refused(town.store.second_step.send, session, phone).refusal is Refusal.CODE_LOCKED
    town.clock.advance(minutes=1)
    assert is_refused(town, session, code) is Refusal.CODE_TRIES_SPENT
    send = town.store.second_step.send
    assert refused(lambda: send(session, phone, again=True)).refusal is Refusal.CODE_TRIES_SPENT
    session = town.sign_in(someone)
    assert enters(town, session, sent_code(town, session, phone)).stage is Stage.FULL


# Wrong ones, whatever the method


def test_tries_are_counted_over_all_methods(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    app, phone = town.add_app(session), town.add_phone(session)
    codes = town.store.recovery_codes.make(session)
    session = town.sign_in(someone)
    ways, enter = town.store.second_step.ways(session), town.store.second_step.enter
    [app_id] = [method.id for method in ways.methods if method.id != phone]
    sent = sent_code(town, session, phone)
    left = [
        refused(enter, session, app_id, Secret("000000")),
        refused(enter, session, phone, Secret(wrong(sent))),
        refused(town.store.second_step.enter_recovery_code, session, Secret("0123456789")),
        refused(enter, session, phone, Secret(wrong(sent))),
    ]
    assert [problem.facts["tries_left"] for problem in left] == [4, 3, 2, 1]
    assert refused(enter, session, app_id, Secret("000000")).until == town.clock.now + timedelta(seconds=30)
    for attempt in (
        lambda: enter(session, app_id, Secret(town.app_code(app))),
        lambda: enter(session, phone, Secret(sent)),
        lambda: town.store.second_step.enter_recovery_code(session, codes[0]),
    ):
        assert refused(attempt).refusal is Refusal.CODE_LOCKED
    assert town.store.second_step.opens_at(session) == town.clock.now + timedelta(seconds=30)
    town.clock.advance(seconds=30)
    assert town.store.second_step.opens_at(session) is None
    assert enter(session, phone, Secret(sent)).stage is Stage.FULL


def test_each_further_failure_waits_twice_as_long(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    for _ in range(4):
        is_refused(town, session, "000000")
    waits = []
    for _ in range(9):
        session = town.sign_in(someone)
        waits.append((refused(enters, town, session, "000000").until - town.clock.now).seconds)
        town.clock.advance(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_right_password_forgives_no_wrong_code(town: Town, someone: Person, app: str) -> None:
    for left in (4, 3, 2, 1):
        assert refused(enters, town, town.sign_in(someone), "000000").facts["tries_left"] == left
    is_refused(town, town.sign_in(someone), "000000")
    assert is_refused(town, town.sign_in(someone), town.app_code(app)) is Refusal.CODE_LOCKED


def test_a_right_code_forgives_the_wrong_ones_and_no_wrong_password(
    town: Town, someone: Person, app: str
) -> None:
    session = town.sign_in(someone)
    for _ in range(4):
        is_refused(town, session, "000000")
    town.fails_to_sign_in(someone.username, 4)
    enters(town, session, town.app_code(app))
    assert town.fails_to_sign_in(someone.username).facts["until"] is not None
    town.clock.advance(seconds=30)
    assert refused(enters, town, town.sign_in(someone), "000000").facts["tries_left"] == 4


def test_what_was_counted_survives_a_restart(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    for _ in range(5):
        is_refused(town, session, "000000")
    town.reopen()
    assert is_refused(town, session, town.app_code(app)) is Refusal.CODE_LOCKED


def fail_until_blocked(town: Town, someone: Person) -> None:
    for _ in range(100):
        is_refused(town, town.sign_in(someone), "000000")
        town.clock.advance(hours=1)


def test_after_a_hundred_failures_no_code_is_right_and_nothing_tells_it_from_a_wrong_one(
    town: Town, someone: Person
) -> None:
    session = town.sign_in(someone)
    app, phone = town.add_app(session), town.add_phone(session)
    codes = town.store.recovery_codes.make(session)
    [app_id] = [method.id for method in town.store.second_step.ways(session).methods if method.id != phone]
    enter, enter_recovery_code = town.store.second_step.enter, town.store.second_step.enter_recovery_code
    for _ in range(100):
        refused(enter, town.sign_in(someone), app_id, Secret("000000"))
        town.clock.advance(hours=1)

    def tries(what: Any, *arguments: Any) -> tuple[object, ...]:
        told = answer(refused(what, *arguments))
        town.clock.advance(hours=1)
        return (*told[:2], told[2]["tries_left"], told[2]["until"] - town.clock.now)  # type: ignore[index]

    wrong_one = tries(enter, town.sign_in(someone), app_id, Secret("000000"))
    code = town.app_code(app)
    assert tries(enter, town.sign_in(someone), app_id, Secret(code)) == wrong_one
    # Nor was it used up: the answer would give away that it had been right.
    town.clock.advance(hours=-1)
    assert refused(enter, town.sign_in(someone), app_id, Secret(code)).refusal is Refusal.CODE_LOCKED
    town.clock.advance(hours=1)
    assert tries(enter_recovery_code, town.sign_in(someone), codes[0]) == wrong_one
    assert tries(enter_recovery_code, town.sign_in(someone), codes[0]) == wrong_one
    session = town.sign_in(someone)
    sent = sent_code(town, session, phone)
    assert tries(enter, session, phone, Secret(sent)) == wrong_one
    assert town.rows("SELECT count(*) FROM recovery_code WHERE used_at IS NULL") == [(10,)]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'blocked'") == [(1,)]


def test_the_block_ends_the_other_sessions(town: Town, someone: Person, app: str) -> None:
    for _ in range(99):
        is_refused(town, town.sign_in(someone), "000000")
        town.clock.advance(hours=1)
    elsewhere, session = town.sign_in(someone), town.sign_in(someone)
    is_refused(town, session, "000000")
    assert refused(town.store.second_step.ways, elsewhere).refusal is Refusal.SESSION_ENDED
    assert is_refused(town, session, "000000") is Refusal.CODE_LOCKED


def test_a_reset_lifts_the_block_down_to_the_longest_wait(town: Town, someone: Person, app: str) -> None:
    fail_until_blocked(town, someone)
    someone = town.reset(someone)
    session = town.sign_in(someone)
    wrong_again = refused(enters, town, session, "000000")
    assert wrong_again.until == town.clock.now + timedelta(hours=1)
    town.clock.advance(hours=1)
    assert enters(town, town.sign_in(someone), town.app_code(app)).stage is Stage.FULL


def test_a_reset_forgives_no_wrong_codes_below_the_block(town: Town, someone: Person, app: str) -> None:
    for _ in range(5):
        is_refused(town, town.sign_in(someone), "000000")
    session = town.sign_in(town.reset(someone))
    assert is_refused(town, session, town.app_code(app)) is Refusal.CODE_LOCKED


# The session that waits for its second step


def test_no_other_use_case_is_open_before_the_second_step(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    for name, use_case, arguments in use_cases_of_a_session(town):
        if name.startswith("second_step") or name in OPEN_AT_ANY_STAGE:
            continue
        assert refused(use_case, session, *arguments).refusal is Refusal.SECOND_STEP_DUE, name


def use_cases_of_a_session(town: Town) -> list[tuple[str, Any, list[object]]]:
    """Return every use case of the store that takes a session, with arguments that have the right form."""
    known: dict[str, object] = {
        "password": PASSWORD,
        "current": PASSWORD,
        "new": NEW_PASSWORD,
        "confirmation": NEW_PASSWORD,
        "identity": IDENTITY,
        "enrolment": Enrolment("Aegis", Secret("A" * 32), Secret("")),
        "language": ENGLISH,
        "number": PHONE,
        "email": "other@example.org",
        "name": "Aegis",
        "reason": "because",
        "code": Secret("123456"),
        "key": Secret("0123456789ABCDEF"),
        "answers": [(1, Secret("first")), (2, Secret("second")), (3, Secret("third"))],
    }
    found = []
    for group in Store.__annotations__:
        use_cases = getattr(town.store, group)
        for name, method in inspect.getmembers(type(use_cases), inspect.isfunction):
            _self, *parameters = inspect.signature(method).parameters.values()
            if name.startswith("_") or not parameters or parameters[0].name not in {"session", "operator"}:
                continue
            needed = [each.name for each in parameters[1:] if each.default is each.empty]
            arguments = [known.get(each) for each in needed]
            found.append((f"{group}.{name}", getattr(use_cases, name), arguments))
    return found


def test_it_lives_for_fifteen_idle_minutes(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    town.clock.advance(seconds=SESSION_IDLE.seconds + 1)
    assert is_refused(town, session, "000000") is Refusal.SESSION_ENDED


def test_it_lives_for_twenty_minutes_in_all(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    town.clock.advance(minutes=10)
    town.store.sessions.touch(session)
    town.clock.advance(seconds=PROOF_LIFE.seconds - 600)
    assert town.store.second_step.ways(session).methods
    town.clock.advance(microseconds=1)
    assert refused(town.store.second_step.ways, session).refusal is Refusal.SESSION_ENDED


def test_once_done_it_lives_as_any_other_and_there_is_nothing_more_to_do(
    town: Town, someone: Person, app: str
) -> None:
    session = enters(town, town.sign_in(someone), town.app_code(app))
    assert is_refused(town, session, "000000") is Refusal.NOTHING_DUE
    for _ in range(3):
        town.clock.advance(minutes=14)
        town.store.sessions.touch(session)
    assert is_open(town, session)


def test_the_history_tells_of_the_sign_in_once_the_second_step_is_done(
    town: Town, someone: Person, app: str
) -> None:
    def sign_ins() -> int:
        [(count,)] = town.rows("SELECT count(*) FROM event WHERE kind = 'signed-in'")
        return int(count)

    before = sign_ins()
    session = town.sign_in(someone)
    assert sign_ins() == before
    session = enters(town, session, town.app_code(app))
    assert sign_ins() == before + 1
    assert town.store.history.recent(session)[0].happening is Happening.SIGNED_IN


def test_a_changed_password_ends_a_sign_in_that_is_half_done(town: Town, someone: Person, app: str) -> None:
    half = town.sign_in(someone)
    session = enters(town, town.sign_in(someone), town.app_code(app))
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert refused(town.store.second_step.ways, half).refusal is Refusal.SESSION_ENDED


def test_a_method_that_was_removed_meanwhile_is_gone(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    first, second = town.add_phone(session), town.add_phone(session, OTHER_PHONE)
    half = town.sign_in(someone)
    code = sent_code(town, half, second)
    town.store.phones.delete(session, second, OTHER_PHONE)
    for attempt in (
        lambda: town.store.second_step.enter(half, second, Secret(code)),
        lambda: town.store.second_step.send(half, second),
    ):
        assert refused(attempt).refusal is Refusal.METHOD_GONE
    assert [method.id for method in town.store.second_step.ways(half).methods] == [first]
    assert refused(enters, town, half, "123456").refusal is Refusal.CODE_EXPIRED


def test_an_apps_code_is_none_of_a_phone_and_a_strangers_method_is_none(
    town: Town, someone: Person, app: str
) -> None:
    other = town.person("dominique")
    theirs = town.add_phone(town.sign_in(other))
    session = town.sign_in(someone)
    step = town.store.second_step
    assert refused(step.send, session, only_method(town, session)).refusal is Refusal.METHOD_GONE
    assert refused(step.send, session, theirs).refusal is Refusal.METHOD_GONE
    assert refused(step.enter, session, theirs, Secret("123456")).refusal is Refusal.METHOD_GONE


def test_a_password_past_its_life_is_due_after_the_second_step(town: Town, someone: Person, app: str) -> None:
    town.clock.advance(days=366)
    session = town.sign_in(someone)
    assert session.stage is Stage.SECOND_STEP
    due = refused(town.store.password.change_expired, session, NEW_PASSWORD, NEW_PASSWORD)
    assert due.refusal is Refusal.SECOND_STEP_DUE
    session = enters(town, session, town.app_code(app))
    assert session.stage is Stage.PASSWORD_DUE
    assert refused(town.store.sessions.overview, session).refusal is Refusal.PASSWORD_CHANGE_DUE
    session = town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    assert is_open(town, session)


def test_an_accepted_profile_is_active_with_the_password_typed_before_the_second_step(
    town: Town, someone: Person
) -> None:
    session = town.asks(someone)
    app = town.add_app(session)
    town.accept(someone)
    session = enters(town, town.sign_in(someone), town.app_code(app))
    town.store.profile.activate(session)
    assert town.store.profile.status(session).profile is ProfileState.ACTIVE


def test_a_raised_cost_of_hashing_loses_nothing_on_the_way(town: Town, someone: Person) -> None:
    holder = town.verify(someone)
    app = town.add_app(town.sign_in(holder))
    town.reopen(hashing=HashingCost(16, 2, 1))
    session = enters(town, town.sign_in(holder), town.app_code(app))
    assert town.store.profile.open(session, PASSWORD).identity == IDENTITY
    town.clock.advance(seconds=30)
    session = enters(town, town.sign_in(holder), town.app_code(app))
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert town.store.profile.open(session, NEW_PASSWORD).identity == IDENTITY


def test_a_reset_skips_no_second_step(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(town.reset(someone))
    assert session.stage is Stage.SECOND_STEP
    assert enters(town, session, town.app_code(app)).stage is Stage.FULL


def test_signing_out_before_the_second_step_ends_the_sign_in(town: Town, someone: Person, app: str) -> None:
    session = town.sign_in(someone)
    before = town.rows("SELECT * FROM event")
    town.store.sessions.end(session)
    assert refused(town.store.second_step.ways, session).refusal is Refusal.SESSION_ENDED
    # Nobody was signed in, so nobody has signed out.
    assert town.rows("SELECT * FROM event") == before


def test_a_stranger_to_the_second_step_has_none(town: Town) -> None:
    session = town.store.sign_in.with_password(town.person().username, PASSWORD, TERMINAL)
    assert session.stage is Stage.FULL
    assert refused(town.store.second_step.enter_recovery_code, session, Secret("0123456789")).refusal is (
        Refusal.NOTHING_DUE
    )
