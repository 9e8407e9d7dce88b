"""One-time PINs: what they are made of, and how forgivingly one is read."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.pins import ALPHABET, new_code, new_pin, read_pin

pins = st.text(ALPHABET, min_size=3, max_size=3)
FOREIGN = sorted(set("189Ñ") | {"É", "!"})


def test_a_pin_has_three_characters_that_nobody_takes_for_others_and_its_code_four() -> None:
    drawn = [(new_pin(), new_code()) for _ in range(500)]
    assert {(len(pin), len(code)) for pin, code in drawn} == {(3, 4)}
    assert {character for pair in drawn for one in pair for character in one} == set(ALPHABET)
    assert not set(ALPHABET) & set("0189Ñ")


@given(pins, st.sampled_from(["", " ", "-", "\u00a0", "\u200b"]))
def test_case_and_what_stands_between_the_characters_are_forgiven(pin: str, between: str) -> None:
    for typed in (pin, pin.lower()):
        assert read_pin(f" {between.join(typed)} ") == pin


def test_a_zero_is_read_as_an_o() -> None:
    assert read_pin("0a7") == "OA7"


@given(pins, st.integers(0, 2), st.sampled_from(FOREIGN))
def test_what_no_pin_has_is_refused_by_name(pin: str, place: int, foreign: str) -> None:
    with pytest.raises(Problem) as refused:
        read_pin((pin[:place] + foreign + pin[place + 1 :]).lower())
    assert (refused.value.refusal, refused.value.facts) == (
        Refusal.PIN_CHARACTER,
        {"character": foreign},
    )


@given(st.text(ALPHABET, max_size=300).filter(lambda text: len(text) != 3))
def test_another_length_is_refused_and_counted(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        read_pin(typed)
    assert (refused.value.refusal, refused.value.facts) == (Refusal.PIN_LENGTH, {"found": len(typed)})


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    with contextlib.suppress(Problem):
        assert set(read_pin(typed)) <= set(ALPHABET)
