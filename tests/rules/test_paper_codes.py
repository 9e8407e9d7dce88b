"""Personal keys, tokens and codes on paper: what is forgiven when one is typed, what is refused by name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.crockford import ALPHABET, forgiven
from store.rules.paper_codes import (
    NOTICE_CODE,
    PERSONAL_KEY,
    RECOVERY_CODE,
    RESET_TOKEN,
    PaperCode,
    end_of_link,
)
from tests.town import answer, refused

KEY = "0123456789ABCDEF"
MEGABYTE = 1_000_000
EVERY = (PERSONAL_KEY, RESET_TOKEN, NOTICE_CODE, RECOVERY_CODE)
CHARACTERS = PERSONAL_KEY.characters
KEYS = st.text(ALPHABET, min_size=CHARACTERS, max_size=CHARACTERS)
MARKS = (
    *",/:;'\"()[]<>|\\*+=~!?&#^`´·•…‧・、。，：；–—―‐−¦→™©✂",
    "▪\ufe0f",
    *"\u2009\u200a\u3000\u2028\u00ad\u2060",
)
SEPARATORS = st.text(
    st.characters(categories=("Zs", "Zl", "Zp", "P", "S", "Cf"), include_characters="\t\r\n"), max_size=3
)


def read_key(typed: str) -> str:
    return PERSONAL_KEY.read(typed, "key")


def test_a_key_has_sixteen_characters_none_of_which_looks_like_another() -> None:
    made = {PERSONAL_KEY.new() for _ in range(500)}
    assert len(made) == 500
    assert {len(key) for key in made} == {16}
    assert set().union(*made) == set(string.digits + string.ascii_uppercase) - set("ILOU")
    assert len(ALPHABET) ** CHARACTERS == 2**80


def test_a_key_is_shown_in_four_groups_of_four() -> None:
    assert PERSONAL_KEY.grouped(KEY) == "0123-4567-89AB-CDEF"


@pytest.mark.parametrize(
    "typed",
    [
        KEY,
        "0123-4567-89AB-CDEF",
        "0123-4567-89ab-cdef",
        "0123 4567 89AB CDEF",
        "0123.4567.89ab.cdef",
        " 0 1 2 3 4 5 6 7 8 9 a b c d e f\r\n",
        "0123–4567—89AB\u00a0CDEF",
        "0123\n4567\n89AB\nCDEF",
        "o123-4567-89AB-CDEF",
        "O123-4567-89AB-CDEF",
        "0l23-4567-89AB-CDEF",
        "0L23-4567-89AB-CDEF",
        "0i23-4567-89AB-CDEF",
        "oI23-4567-89ab-cdef",
        "\ufeff0123\u200b4567_89AB\u2011CDEF",
        "０１２３－４５６７－８９ＡＢ－ｃｄｅｆ",
        *(f"0123{mark}4567{mark}89AB{mark}CDEF" for mark in MARKS),
    ],
)
def test_a_key_is_read_as_it_was_meant(typed: str) -> None:
    assert read_key(typed) == KEY


@pytest.mark.parametrize(
    ("typed", "character"),
    [
        ("U123-4567-89AB-CDEF", "U"),
        ("0123-4567-89AB-CDEu", "U"),
        ("0123-4567-89AB-CDÉF", "É"),
        ("0123-4567-89AB-CDеF", "е"),
        ("0123-4567-89AB-CDEß", "ß"),
        ("0123-4567-89AB-CDE\x00", "\x00"),
        ("U", "U"),
    ],
)
def test_what_no_key_holds_is_refused_by_name(typed: str, character: str) -> None:
    assert answer(refused(read_key, typed)) == (Refusal.KEY_CHARACTER, "key", {"character": character})


@pytest.mark.parametrize("typed", ["", " - - ", KEY[:15], KEY + "G", "0123-4567-89AB-CDE", KEY * 2])
def test_a_wrong_length_is_refused_with_the_count(typed: str) -> None:
    found = len(forgiven(typed))
    assert answer(refused(read_key, typed)) == (Refusal.KEY_LENGTH, "key", {"found": found, "expected": 16})


@pytest.mark.parametrize("typed", ["0" * MEGABYTE, "-" * MEGABYTE, "ﬃ" * MEGABYTE], ids=range(3))
def test_a_whole_book_is_refused_for_its_length(typed: str) -> None:
    assert refused(read_key, typed).refusal is Refusal.KEY_LENGTH


def widths(characters: str) -> str:
    """Return characters of ASCII, and the same in full width."""
    return characters + "".join(chr(ord(character) + 0xFEE0) for character in characters)


@given(KEYS, st.lists(SEPARATORS, min_size=CHARACTERS, max_size=CHARACTERS), st.data())
def test_every_key_is_read_whatever_its_case_its_width_and_what_stands_between(
    key: str, separators: list[str], data: st.DataObject
) -> None:
    look_alikes = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        data.draw(st.sampled_from(widths(look_alikes.get(character, character + character.lower()))))
        + separator
        for character, separator in zip(key, separators, strict=True)
    )
    assert read_key(typed) == key
    assert read_key(PERSONAL_KEY.grouped(key)) == key


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        key = read_key(typed)
    except Problem:
        return
    assert len(key) == CHARACTERS
    assert set(key) <= set(ALPHABET)
    assert read_key(key) == key


@pytest.mark.parametrize("kind", EVERY)
def test_every_code_that_is_copied_by_hand_is_read_as_forgivingly_as_a_key(kind: PaperCode) -> None:
    code = "01" + kind.new()[2:]
    shown = kind.grouped(code)
    for typed in (code, shown, shown.lower(), shown.replace("-", " "), f" {shown}\n", f"oI{shown[2:]}"):
        assert kind.read(typed, "code") == code


@pytest.mark.parametrize("kind", EVERY)
def test_every_such_code_refuses_a_u_by_name_and_a_wrong_length_with_the_count(kind: PaperCode) -> None:
    code, expected = kind.new(), kind.characters
    foreign = answer(refused(kind.read, f"u{code[1:]}", "code"))
    assert foreign == (kind.foreign, "code", {"character": "U"})
    short = answer(refused(kind.read, code[1:], "code"))
    assert short == (kind.length, "code", {"found": expected - 1, "expected": expected})


def test_a_token_has_a_hundred_bits_in_five_groups_of_four() -> None:
    assert len(ALPHABET) ** RESET_TOKEN.characters == 2**100
    assert RESET_TOKEN.grouped("0123456789ABCDEFGHJK") == "0123-4567-89AB-CDEF-GHJK"


@pytest.mark.parametrize(
    "line", ["{0}", "macle:reset/{0}", "https://example.org/{0}", "<macle:reset/{0}>.", "macle:reset/{0}/ \n"]
)
def test_a_token_is_read_from_the_end_of_a_link(line: str) -> None:
    token = RESET_TOKEN.new()
    assert RESET_TOKEN.read(end_of_link(line.format(RESET_TOKEN.grouped(token))), "token") == token


@pytest.mark.parametrize("line", ["", "/", " / - /", "\u200b/"])
def test_a_link_of_nothing_ends_with_nothing(line: str) -> None:
    assert end_of_link(line) == ""
