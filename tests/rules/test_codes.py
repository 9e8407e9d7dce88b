"""Tokens and codes that nobody copies by hand, and six digits: what is made, and what is read back."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal, Secret
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


def digits_of(typed: str) -> str:
    """Return the code that is read; empty where there is none."""
    try:
        return codes.read_code(Secret(typed)).reveal()
    except Problem as problem:
        return "" if problem.refusal is Refusal.CODE_FORM else str(problem)


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
    assert digits_of(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "²²²²²²", "ⅧⅧⅧⅧⅧⅧ", "\x00", "\ud800"])
def test_any_other_number_of_digits_is_no_code(typed: str) -> None:
    assert digits_of(typed) == ""


@pytest.mark.parametrize(
    "typed", ["abcdef", "O12345", "012345é", "7K3MX-9QZRB-5TDVW-A1B2C", "０１２３４５ａ", "٠١٢٣٤٥م"]
)
def test_what_has_letters_is_no_six_digit_code_however_many_digits_it_has(typed: str) -> None:
    assert digits_of(typed) == ""


@pytest.mark.parametrize("character", ["a", "1", " ", "\n", "/", "é", "٣", "\u200b", "\ud800"])
def test_a_megabyte_is_refused_like_anything_else(character: str) -> None:
    assert digits_of(character * MEGABYTE) == ""


@given(st.text(st.characters(categories=None)) | st.text(st.characters(categories=("Nd", "Z", "P"))))
def test_what_is_read_is_six_digits_in_ascii_whatever_was_typed(typed: str) -> None:
    assert re.fullmatch("([0-9]{6})?", digits_of(typed))
