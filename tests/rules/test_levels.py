"""What a session may do by what was proved in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.rules.levels import (
    Evidence,
    Factor,
    Proof,
    Step,
    due,
    is_alive,
    is_by_pin,
    is_fresh,
    level,
    proved_at,
)
from store.rules.limits import CLOCK_TOLERANCE, PROOF_LIFE, SESSION_IDLE, SESSION_TOTAL

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

times = st.integers(0, 13 * 3600).map(lambda seconds: NOW - timedelta(seconds=seconds))
proofs = st.dictionaries(st.sampled_from(Factor), times.map(Proof))


def evidence(
    *factors: Factor, at: datetime = NOW, asks_second_step: bool = False, seen_at: datetime | None = None
) -> Evidence:
    return Evidence(at, seen_at or at, {factor: Proof(at) for factor in factors}, asks_second_step)


@given(proofs, st.booleans(), st.none() | times)
def test_no_session_is_complete_without_the_second_step_that_its_account_has(
    made: dict[Factor, Proof], asks: bool, expires_at: datetime | None
) -> None:
    step = due(Evidence(NOW, NOW, made, asks), expires_at)
    waits_for_pin = Factor.DOCUMENT in made and Factor.PIN not in made
    assert (step is Step.PIN) == waits_for_pin
    assert (step is Step.SECOND_STEP) == (not waits_for_pin and asks and Factor.SECOND_STEP not in made)


def test_a_pin_takes_the_place_of_the_password_whatever_that_is() -> None:
    began = evidence(Factor.DOCUMENT, asks_second_step=True)
    entered = evidence(Factor.DOCUMENT, Factor.PIN, asks_second_step=True)
    complete = evidence(Factor.DOCUMENT, Factor.PIN, Factor.SECOND_STEP, asks_second_step=True)
    assert [due(one, NOW - SECOND) for one in (began, entered, complete)] == [
        Step.PIN,
        Step.SECOND_STEP,
        None,
    ]
    assert all(is_by_pin(one) for one in (began, entered, complete))
    assert not is_by_pin(evidence(Factor.PASSWORD))
    assert is_fresh(complete, NOW)
    assert not is_fresh(began, NOW)


def test_a_password_past_its_life_is_due_once_the_second_step_is_done() -> None:
    only_password = evidence(Factor.PASSWORD, asks_second_step=True)
    both = evidence(Factor.PASSWORD, Factor.SECOND_STEP, asks_second_step=True)
    assert due(only_password, NOW - SECOND) is Step.SECOND_STEP
    assert due(both, NOW - SECOND) is Step.NEW_PASSWORD
    assert due(both, NOW + SECOND) is None
    assert due(both, None) is None


def test_a_password_that_expires_in_the_midst_of_a_session_is_due_at_the_next_one() -> None:
    assert due(evidence(Factor.PASSWORD, at=NOW - 2 * SECOND, seen_at=NOW), NOW - SECOND) is None
    assert due(evidence(Factor.PASSWORD), NOW - SECOND) is Step.NEW_PASSWORD


def test_a_method_that_is_added_in_a_session_asks_it_for_nothing() -> None:
    assert due(evidence(Factor.PASSWORD), None) is None


def test_the_second_step_is_level_two() -> None:
    assert level(evidence(Factor.PASSWORD)) == 1
    assert level(evidence(Factor.PASSWORD, Factor.SECOND_STEP)) == 2


@given(times)
def test_a_password_is_fresh_for_twenty_minutes(typed_at: datetime) -> None:
    assert is_fresh(evidence(Factor.PASSWORD, at=typed_at), NOW) == (NOW - typed_at <= PROOF_LIFE)


def test_without_a_password_or_with_one_of_the_future_nothing_is_fresh() -> None:
    assert not is_fresh(evidence(Factor.SECOND_STEP), NOW)
    assert not is_fresh(evidence(Factor.PASSWORD, at=NOW + CLOCK_TOLERANCE + SECOND), NOW)


@given(times, times, st.none() | st.sampled_from(Step))
def test_a_session_lives_by_its_last_use_and_its_start_and_shorter_before_it_is_complete(
    started_at: datetime, seen_at: datetime, step: Step | None
) -> None:
    life = SESSION_TOTAL if step is None else PROOF_LIFE
    alive = NOW - seen_at <= SESSION_IDLE and NOW - started_at <= life
    assert is_alive(evidence(at=started_at, seen_at=seen_at), step, NOW) == alive


def test_a_session_that_lies_in_the_future_is_dead() -> None:
    ahead = NOW + CLOCK_TOLERANCE + SECOND
    assert not is_alive(evidence(at=ahead, seen_at=NOW), None, NOW)
    assert not is_alive(evidence(at=NOW, seen_at=ahead), None, NOW)


@given(proofs)
def test_what_was_proved_last_is_the_newest_of_the_proofs(made: dict[Factor, Proof]) -> None:
    newest = proved_at(Evidence(NOW, NOW, made, asks_second_step=False))
    assert newest == max((proof.made_at for proof in made.values()), default=NOW)
