"""Wrong codes at the second step: how many tries over all methods, how long the waits, when it is blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from store import Refusal, Secret
from tests.digits import wrong
from tests.town import PASSWORD, Person, Town, answer, refused
from tests.use_cases.signing_in.second_step import enters, is_refused, passes, sent_code


def test_tries_are_counted_over_all_methods(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    app, phone = town.add_app(session), town.add_phone(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
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
    enter(session, phone, Secret(sent))
    assert town.due(session) is None


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
    is_refused(town, town.sign_in(someone), "000000")
    town.passes_over_failures()
    is_refused(town, town.sign_in(someone), "000000")
    town.clock.advance(hours=1)


def test_after_a_hundred_failures_no_code_is_right_and_nothing_tells_it_from_a_wrong_one(
    town: Town, someone: Person
) -> None:
    session = town.sign_in(someone)
    app, phone = town.add_app(session), town.add_phone(session)
    codes = town.store.recovery_codes.make(session, PASSWORD)
    [app_id] = [method.id for method in town.store.second_step.ways(session).methods if method.id != phone]
    enter, enter_recovery_code = town.store.second_step.enter, town.store.second_step.enter_recovery_code
    refused(enter, town.sign_in(someone), app_id, Secret("000000"))
    town.passes_over_failures()
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
    wrong_recovery_code = (Refusal.WRONG_RECOVERY_CODE, *wrong_one[1:])
    assert tries(enter_recovery_code, town.sign_in(someone), codes[0]) == wrong_recovery_code
    assert tries(enter_recovery_code, town.sign_in(someone), codes[0]) == wrong_recovery_code
    session = town.sign_in(someone)
    sent = sent_code(town, session, phone)
    assert tries(enter, session, phone, Secret(sent)) == wrong_one
    assert town.rows("SELECT count(*) FROM recovery_code WHERE used_at IS NULL") == [(10,)]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'blocked'") == [(1,)]


def test_the_block_ends_the_other_sessions(town: Town, someone: Person, app: str) -> None:
    is_refused(town, town.sign_in(someone), "000000")
    town.passes_over_failures()
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
    assert passes(town, town.sign_in(someone), town.app_code(app))


def test_a_reset_forgives_no_wrong_codes_below_the_block(town: Town, someone: Person, app: str) -> None:
    for _ in range(5):
        is_refused(town, town.sign_in(someone), "000000")
    session = town.sign_in(town.reset(someone))
    assert is_refused(town, session, town.app_code(app)) is Refusal.CODE_LOCKED
