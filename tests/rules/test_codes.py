"""Tokens and codes that nobody copies by hand, and six digits: what is made, and what is read back."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules import codes

MEGABYTE = 1_000_000


def test_a_token_has_43_letters_and_digits() -> None:
    tokens = {codes.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {43}
    assert set().union(*tokens) == set(string.ascii_letters + string.digits)
    assert 62**43 > 2**256


def test_a_code_has_six_digits_and_may_begin_with_nought() -> None:
    made = [codes.six_digits() for _ in range(500)]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in made)
    assert any(code.startswith("0") for code in made)


def test_an_account_id_has_twelve_digits_and_does_not_begin_with_nought() -> None:
    made = [codes.account_id() for _ in range(500)]
    assert all(len(number) == 12 and number.isascii() and number.isdigit() for number in made)
    assert {number[0] for number in made} == set("123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "012345",
        " 012 345\n",
        "012-345",
        "012\u2011345",
        "012\u2013345",
        "０１２３４５",
        "٠١٢٣٤٥",
        "0\u200b12345",
    ],
)
def test_six_digits_are_read_whatever_stands_between_them_and_in_any_script(typed: str) -> None:
    assert codes.read_digits(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "O", "²", "Ⅷ", "\x00", "\ud800", "abcdef"])
def test_what_holds_no_digit_gives_none(typed: str) -> None:
    assert codes.read_digits(typed) == ""


@pytest.mark.parametrize("character", ["a", "1", " ", "\n", "/", "é", "٣", "\u200b", "\ud800"])
def test_a_megabyte_is_read_like_anything_else(character: str) -> None:
    typed = character * MEGABYTE
    assert codes.read_digits(typed) in {"", "1" * MEGABYTE, "3" * MEGABYTE}


@given(st.text(st.characters(categories=None)))
def test_what_is_read_is_plain_ascii_whatever_was_typed(typed: str) -> None:
    assert set(codes.read_digits(typed)) <= set(string.digits)


@given(st.text(st.characters(categories=None)))
def test_reading_twice_changes_nothing(typed: str) -> None:
    assert codes.read_digits(codes.read_digits(typed)) == codes.read_digits(typed)
