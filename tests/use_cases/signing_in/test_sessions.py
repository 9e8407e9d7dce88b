"""Sessions: how long they last, what ends them, and what a half-open one opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import Happening, Problem, Refusal, Secret, Session, Step
from store.accounts.store import Store
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Town, answer, refused

FULL_USE_CASES: dict[str, Callable[[Store, Session], object]] = {
    "overview": lambda store, session: store.account.overview(session),
    "history": lambda store, session: store.history.recent(session),
    "change": lambda store, session: store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD),
}
USE_CASES: dict[str, Callable[[Store, Session], object]] = {
    **FULL_USE_CASES,
    "touch": lambda store, session: store.sessions.touch(session),
    "owner": lambda store, session: store.password.owner(session),
    "change expired": lambda store, session: store.password.change_expired(
        session, NEW_PASSWORD, NEW_PASSWORD
    ),
}


def is_open(town: Town, session: Session) -> bool:
    try:
        town.store.account.overview(session)
    except Problem as problem:
        return problem.refusal is not Refusal.SESSION_ENDED
    return True


def test_a_session_lasts_fifteen_minutes_without_a_sign_of_life(town: Town) -> None:
    session = town.sign_in(town.person())
    town.clock.advance(minutes=15)
    assert is_open(town, session)
    town.clock.advance(microseconds=1)
    assert not is_open(town, session)


def test_a_sign_of_life_keeps_a_session_for_another_fifteen_minutes(town: Town) -> None:
    session = town.sign_in(town.person())
    for _ in range(10):
        town.clock.advance(minutes=14)
        town.store.sessions.touch(session)
    town.clock.advance(minutes=16)
    assert refused(town.store.sessions.touch, session).refusal is Refusal.SESSION_ENDED


def test_a_session_ends_after_twelve_hours_whatever_is_done(town: Town) -> None:
    session = town.sign_in(town.person())
    for _ in range(12 * 6):
        town.clock.advance(minutes=10)
        town.store.sessions.touch(session)
    town.clock.advance(microseconds=1)
    assert refused(town.store.sessions.touch, session).refusal is Refusal.SESSION_ENDED


def test_a_change_of_password_ends_the_other_sessions_and_not_this_one(town: Town) -> None:
    someone, other = town.person("alexandre"), town.person("dominique")
    here, there, others = town.sign_in(someone), town.sign_in(someone), town.sign_in(other)
    town.store.password.change(here, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert [is_open(town, session) for session in (here, there, others)] == [True, False, True]


def test_a_reset_ends_all_sessions_of_the_account(town: Town) -> None:
    someone, other = town.person("alexandre"), town.person("dominique")
    sessions = [town.sign_in(someone), town.sign_in(someone), town.sign_in(other)]
    town.store.reset.set_password(town.reset_token(someone), NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    assert [is_open(town, session) for session in sessions] == [False, False, True]


def test_signing_out_ends_one_session_once(town: Town) -> None:
    someone = town.person()
    here, there = town.sign_in(someone), town.sign_in(someone)
    town.store.sessions.end(here)
    town.store.sessions.end(here)
    assert [is_open(town, session) for session in (here, there)] == [False, True]
    happened = [event.happening for event in town.store.history.recent(there)]
    assert happened.count(Happening.SIGNED_OUT) == 1


def test_a_session_survives_a_restart_of_the_store(town: Town) -> None:
    session = town.sign_in(town.person())
    town.reopen()
    assert is_open(town, session)


@pytest.mark.parametrize("name", USE_CASES)
@pytest.mark.parametrize("token", ["", "made-up", "A" * 43, "\x00", "\ud800"], ids=range(5))
def test_a_made_up_session_opens_nothing(town: Town, name: str, token: str) -> None:
    someone = town.person()
    made_up = Session(Secret(token), someone.username, "en")
    problem = refused(USE_CASES[name], town.store, made_up)
    assert answer(problem) == (Refusal.SESSION_ENDED, None, {})
    town.store.sessions.end(made_up)


@pytest.mark.parametrize("name", USE_CASES)
def test_a_session_of_another_store_opens_nothing(town: Town, tmp_path: Path, name: str) -> None:
    elsewhere = Town(tmp_path / "elsewhere")
    foreign = elsewhere.sign_in(elsewhere.person())
    town.person()
    assert refused(USE_CASES[name], town.store, foreign).refusal is Refusal.SESSION_ENDED
    elsewhere.store.close()


@pytest.mark.parametrize("name", USE_CASES)
def test_a_token_that_is_no_sessions_opens_no_session(town: Town, name: str) -> None:
    token = town.reset_token(town.person())
    session = Session(token, "alexandre", "en")
    assert refused(USE_CASES[name], town.store, session).refusal is Refusal.SESSION_ENDED


@pytest.mark.parametrize("name", FULL_USE_CASES)
def test_a_session_past_the_passwords_life_opens_only_the_change(town: Town, name: str) -> None:
    someone = town.person()
    town.clock.advance(days=365)
    session = town.sign_in(someone)
    assert town.due(session) is Step.NEW_PASSWORD
    assert refused(FULL_USE_CASES[name], town.store, session).refusal is Refusal.PASSWORD_CHANGE_DUE
    town.store.sessions.touch(session)
    assert town.store.password.owner(session).username == someone.username
    town.store.password.change_expired(session, NEW_PASSWORD, NEW_PASSWORD)
    assert town.due(session) is None
    assert is_open(town, session)


def test_a_full_session_does_not_skip_the_current_password(town: Town) -> None:
    session = town.sign_in(town.person())
    problem = refused(town.store.password.change_expired, session, NEW_PASSWORD, NEW_PASSWORD)
    assert problem.refusal is Refusal.NOTHING_DUE
    town.sign_in(town.person("dominique"))


def test_the_history_tells_what_happened_newest_first_and_of_nobody_else(town: Town) -> None:
    someone = town.person("alexandre")
    town.sign_in(town.person("dominique"))
    town.clock.advance(minutes=1)
    town.store.reset.request(someone.email, ENGLISH, "tty1")
    town.clock.advance(minutes=1)
    session = town.store.sign_in.with_password(someone.username, PASSWORD, "192.0.2.7")
    told = [
        (event.happening, event.happened_at, event.terminal) for event in town.store.history.recent(session)
    ]
    times = sorted({at for _, at, _ in told}, reverse=True)
    assert told == [
        (Happening.SIGNED_IN, times[0], "192.0.2.7"),
        (Happening.RESET_REQUESTED, times[1], "tty1"),
        (Happening.ACCOUNT_CREATED, times[2], TERMINAL),
    ]


def test_sessions_that_ended_leave_no_row_behind_a_restart(town: Town) -> None:
    town.clock.advance(hours=1)
    town.sign_in(town.person())
    town.clock.advance(minutes=16)
    town.reopen()
    assert town.rows("SELECT * FROM session") == []
