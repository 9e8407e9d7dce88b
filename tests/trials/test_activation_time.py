"""That someone was registered is told neither by an answer to a wrong activation code nor by its time."""

from __future__ import annotations

import time
from statistics import median

import pytest

from store import Refusal, Secret
from tests.registered import registered
from tests.town import TERMINAL, Town
from tests.trials.outcomes import outcome
from tests.trials.test_activation import dni

pytestmark = [pytest.mark.trial, pytest.mark.timeout(3600)]

MEASURES_TIME = True

_PAIRS, _TRIES, _MOST_MILLISECONDS = 200, 5, 2.0
_KNOWN, _UNKNOWN = 40_000_000, 50_000_000


def test_a_wrong_activation_code_takes_as_long_for_an_unknown_document(town: Town) -> None:
    for number in range(_PAIRS):
        registered(town, dni(_KNOWN + number), f"person-{number}@example.org")
    gaps = []
    for number in range(_PAIRS * _TRIES):
        place, turn = number % _PAIRS, number % 2
        spans = {}
        for first in (_KNOWN, _UNKNOWN) if turn else (_UNKNOWN, _KNOWN):
            spans[first] = _span_ms(town, dni(first + place), f"person-{place}@example.org")
        gaps.append(spans[_KNOWN] - spans[_UNKNOWN])
    gap = abs(median(gaps))
    print(f"{gap:.3f} ms")
    assert gap < _MOST_MILLISECONDS


def _span_ms(town: Town, document: str, email: str) -> float:
    start = time.perf_counter()
    answer = outcome(town.store.activation.begin, document, email, Secret("0000-0000-0000"), TERMINAL)
    span = (time.perf_counter() - start) * 1_000
    # Past the guesses of an hour, the answer is another one for either.
    wrong = {Refusal.WRONG_ACTIVATION, Refusal.ACTIVATION_BLOCKED, Refusal.CODE_LOCKED}
    assert answer in {refusal.value for refusal in wrong}
    return span
