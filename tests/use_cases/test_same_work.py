"""The store does the same for a document number that somebody has as for one that nobody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import Refusal, Secret
from tests.registered import registered
from tests.statements import statements
from tests.town import DNI, TERMINAL, Town, outcome

UNKNOWN, EMAIL = "87654321X", "ines@example.org"
WRONG_DATUM, WRONG_CODE = Secret("18/05/2031"), Secret("0000-0000-0000")


@pytest.fixture(autouse=True)
def ines(town: Town) -> None:
    registered(town)


def work(guess: Callable[[], object], refusal: Refusal) -> list[str]:
    """Return what the database does for a guess that is refused so."""
    answers: list[Refusal | None] = []
    said = statements(lambda: answers.append(outcome(guess)))
    assert answers == [refusal]
    return said


@pytest.mark.parametrize("place", ["", "user 1000"])
def test_a_contrast_datum_is_guessed_at_with_the_same_work(town: Town, place: str) -> None:
    def guess(document: str) -> list[str]:
        begin = town.store.one_time_pin.begin
        return work(lambda: begin(document, WRONG_DATUM, TERMINAL, place), Refusal.WRONG_DOCUMENT)

    guess("00000001R")  # what the first one at a place begins to count
    for _time in range(5):
        assert guess(DNI) == guess(UNKNOWN)


def test_an_activation_code_is_guessed_at_with_the_same_work(town: Town) -> None:
    def guess(document: str, email: str, refusal: Refusal) -> list[str]:
        begin = town.store.activation.begin
        return work(lambda: begin(document, email, WRONG_CODE, TERMINAL), refusal)

    guess("00000001R", EMAIL, Refusal.WRONG_ACTIVATION)
    for refusal in (*[Refusal.WRONG_ACTIVATION] * 4, *[Refusal.ACTIVATION_BLOCKED] * 2):
        known = guess(DNI, EMAIL, refusal)
        assert known == guess(UNKNOWN, EMAIL, refusal)
        assert known == guess(DNI, "stranger@example.org", refusal)


def test_for_a_wrong_activation_code_nothing_is_opened_that_nobody_has(town: Town) -> None:
    town.rows("UPDATE registration SET sealed = X'00'")
    begin = town.store.activation.begin
    assert outcome(begin, DNI, EMAIL, WRONG_CODE, TERMINAL) is Refusal.WRONG_ACTIVATION
