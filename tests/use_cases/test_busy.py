"""Whoever finds no place to hash for too long is told so, and loses no try by it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest

from store import Refusal, Session
from store.accounts.password import new_password
from store.database.sealed_columns import VERIFIER
from tests.sealed import unsealed
from tests.theft import HOSTILE_ANSWERS
from tests.town import PASSWORD, TERMINAL, Person, Town, refused

Attempt = Callable[[], object]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a place."""
    monkeypatch.setattr("store.locks.BUSY_AFTER", timedelta(milliseconds=1))


@contextmanager
def all_places_taken(town: Town) -> Iterator[None]:
    with ExitStack() as held:
        files = sorted(town.settings.home.rglob("hash-*.lock"))
        assert files
        for file in files:
            fcntl.flock(held.enter_context(file.open("r+")), fcntl.LOCK_EX)
        yield


def five_times_busy(town: Town, attempt: Attempt) -> None:
    counted = town.rows("SELECT subject, kind, failures FROM counter")
    with all_places_taken(town):
        for _ in range(5):
            assert refused(attempt).refusal is Refusal.BUSY
    assert town.rows("SELECT subject, kind, failures FROM counter") == counted


def test_a_right_password_costs_no_try_at_the_sign_in(town: Town, someone: Person) -> None:
    five_times_busy(town, lambda: town.sign_in(someone))
    nobody = Person("nobody-at-all", "nobody@example.org")
    five_times_busy(town, lambda: town.sign_in(nobody))
    town.sign_in(someone)


def test_a_right_password_costs_no_try_in_a_session(town: Town, session: Session) -> None:
    five_times_busy(town, lambda: town.store.password.prove(session, PASSWORD))
    town.store.password.prove(session, PASSWORD)


def test_wrong_tries_of_before_stay_counted(town: Town, someone: Person) -> None:
    town.fails_to_sign_in(someone.username, 3)
    five_times_busy(town, lambda: town.sign_in(someone))
    assert town.fails_to_sign_in(someone.username).facts["tries_left"] == 1


def test_a_right_answer_costs_no_try(town: Town, someone: Person) -> None:
    town.store.recovery_questions.set(town.sign_in(someone), HOSTILE_ANSWERS, PASSWORD)
    token = town.reset_token(someone)
    question = town.store.reset.open(token).question
    assert question is not None
    right = dict(HOSTILE_ANSWERS)[question]
    five_times_busy(town, lambda: town.store.reset.answer(token, question, right, TERMINAL))
    town.store.reset.answer(token, question, right, TERMINAL)


def test_a_right_key_costs_no_try(town: Town) -> None:
    holder = town.reset(town.verified_person())
    session = town.sign_in(holder)
    five_times_busy(town, lambda: town.store.reactivation.check_key(session, holder.key))
    town.store.reactivation.check_key(session, holder.key)


def test_a_new_password_that_is_not_compared_is_not_counted(town: Town, someone: Person) -> None:
    context, [(account_id,)] = town.store.reset.context, town.rows("SELECT id FROM account")
    [verifier] = (one.decode() for one in unsealed(town, VERIFIER))
    five_times_busy(town, lambda: new_password.is_same(context, account_id, verifier, PASSWORD))
    assert new_password.is_same(context, account_id, verifier, PASSWORD)
