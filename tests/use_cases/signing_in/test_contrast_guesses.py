"""Guesses at contrast data, one number after the other: each place has so many an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stdnum.es import dni

from store import Refusal, Secret
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR
from tests.one_time_pins import HERE, begin, signed_in
from tests.registered import registered
from tests.town import CONTRAST, DNI, Town, answer, outcome, refused

UNKNOWN, WRONG = "87654321X", "18/05/2031"
SHARED, ELSEWHERE = "user 1000 from 192.0.2.7", "user 1000 from 192.0.2.8"


@pytest.fixture(autouse=True)
def ines(town: Town) -> None:
    registered(town)


def guess_all(town: Town, place: str) -> None:
    """Guess at one number after the other, as often as it is taken."""
    for number in range(GUESSES_AT_A_PLACE_AN_HOUR):
        document = f"{number:08}{dni.calc_check_digit(f'{number:08}')}"
        assert outcome(begin, town, document, CONTRAST, place) is Refusal.WRONG_DOCUMENT


@pytest.mark.parametrize(
    ("document", "contrast"),
    [pytest.param(DNI, CONTRAST, marks=pytest.mark.more), (DNI, WRONG), (UNKNOWN, CONTRAST)],
)
def test_after_so_many_at_a_place_none_is_compared_and_the_refusal_says_until_when(
    town: Town, document: str, contrast: str
) -> None:
    guess_all(town, SHARED)
    until = town.clock.now + timedelta(hours=1) / GUESSES_AT_A_PLACE_AN_HOUR
    problem = refused(begin, town, document, contrast, SHARED)
    assert answer(problem) == (Refusal.DOCUMENT_LOCKED, None, {"until": until})
    assert town.rows("SELECT * FROM counter WHERE subject LIKE 'account:%'") == []
    town.clock.now = until
    begin(town, place=SHARED)


def test_what_is_guessed_at_one_place_shuts_nobody_out_elsewhere(town: Town) -> None:
    guess_all(town, SHARED)
    begin(town, place=ELSEWHERE)


def test_where_its_owner_signed_in_before_a_document_is_still_taken(town: Town) -> None:
    signed_in(town)
    guess_all(town, HERE.place)
    assert outcome(begin, town, UNKNOWN) is Refusal.DOCUMENT_LOCKED
    assert outcome(begin, town, DNI, WRONG) is Refusal.WRONG_DOCUMENT
    begin(town)


def test_the_terminal_that_shows_pins_is_registered_under_the_same_limit(town: Town) -> None:
    guess_all(town, HERE.place)
    refusal = outcome(town.store.pin_app.begin, DNI, Secret(CONTRAST), HERE)
    assert refusal is Refusal.DOCUMENT_LOCKED


def test_right_ones_and_what_cannot_be_one_cost_no_guess(town: Town) -> None:
    for _time in range(GUESSES_AT_A_PLACE_AN_HOUR):
        begin(town, place=SHARED)
        assert outcome(begin, town, DNI, "soon", SHARED) is Refusal.DATE_FORM
    guess_all(town, SHARED)


def test_where_a_place_stands_for_no_one_a_stranger_shuts_nobody_out(town: Town) -> None:
    guess_all(town, "")
    begin(town, place="")
