"""Codes of an authenticator app at the second step: which are taken, and each of them once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from store import Refusal
from tests.digits import FULL_WIDTH, WRITINGS
from tests.town import Person, Town, refused
from tests.use_cases.signing_in.second_step import enters, is_open, is_refused, passes


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS.keys())
def test_a_code_is_taken_once_however_it_is_written(
    town: Town, someone: Person, app: str, write: Any
) -> None:
    code = town.app_code(app)
    session = town.sign_in(someone)
    enters(town, session, write(code))
    assert town.due(session) is None
    assert is_open(town, session)
    for again in (code, write(code), code.translate(FULL_WIDTH)):
        assert is_refused(town, town.sign_in(someone), again) is Refusal.CODE_USED


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_step_before_and_of_the_next_is_taken(
    town: Town, someone: Person, app: str, steps: int
) -> None:
    town.clock.advance(minutes=5)
    assert passes(town, town.sign_in(someone), town.app_code(app, steps))


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
    assert passes(town, town.sign_in(someone), town.app_code(app))


def test_a_used_code_counts_as_a_failure(town: Town, someone: Person, app: str) -> None:
    code = town.app_code(app)
    enters(town, town.sign_in(someone), code)
    session = town.sign_in(someone)
    left = [refused(enters, town, session, code).facts["tries_left"] for _ in range(4)]
    assert left == [4, 3, 2, 1]
    last = refused(enters, town, session, code)
    assert (last.refusal, last.until) == (Refusal.CODE_USED, town.clock.now + timedelta(seconds=30))
    assert is_refused(town, session, code) is Refusal.CODE_LOCKED


@pytest.mark.parametrize(
    "typed", ["", "letters", "12345", "1234567", "\u0000", "é" * 256, "7K3MX-9QZRB-5TDVW-A1B2C"]
)
def test_what_can_be_no_code_costs_no_try(town: Town, someone: Person, app: str, typed: str) -> None:
    session = town.sign_in(someone)
    for _ in range(6):
        assert is_refused(town, session, typed) is Refusal.CODE_FORM
    assert refused(enters, town, session, "٣" * 6).facts["tries_left"] == 4
