"""Short texts that people write freely."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.plain_text import person_name, plain_text
from tests.town import refused

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Dominique Tremblay ", "Dominique Tremblay"),
        ("E\u0301milie", "Émilie"),
        ("Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai"),
        ("山田 太郎", "山田 太郎"),
        ("O’Brien-D'Arcy, 3ᵉ", "O’Brien-D'Arcy, 3ᵉ"),
        ("[/b] {name} <b>", "[/b] {name} <b>"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_name_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert plain_text(typed, "legal_name") == kept


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", Refusal.MISSING),
        (" \t\n ", Refusal.MISSING),
        ("x" * 201, Refusal.TOO_LONG),
        ("x" * MEGABYTE, Refusal.TOO_LONG),
        ("a\nb", Refusal.TEXT_CHARACTERS),
        ("a\x00b", Refusal.TEXT_CHARACTERS),
        ("a\x1b[2Jb", Refusal.TEXT_CHARACTERS),
        ("a\u202eb", Refusal.TEXT_CHARACTERS),
        ("a\u200bb", Refusal.TEXT_CHARACTERS),
        ("a\u2028b", Refusal.TEXT_CHARACTERS),
        ("a\ud800b", Refusal.TEXT_CHARACTERS),
    ],
    ids=range(11),
)
def test_what_is_no_name_is_refused(typed: str, refusal: Refusal) -> None:
    problem = refused(plain_text, typed, "legal_name")
    assert (problem.refusal, problem.field) == (refusal, "legal_name")


@given(st.text(max_size=60))
def test_whatever_text_is_typed_is_kept_or_refused(typed: str) -> None:
    try:
        kept = plain_text(typed, "address")
    except Problem:
        return
    assert unicodedata.is_normalized("NFC", kept)
    assert plain_text(kept, "address") == kept
    kept.encode()


@pytest.mark.parametrize(
    "name",
    [
        "ශ්\u200dරී",
        "می\u200cخواهم",
        "क्\u200cष",
        "മോഹന്\u200d",
        "Dominique Tremblay",
        "O’Brien-D’Arcy",
        "山田 太郎",
        "Nguyễn Thị Minh Khai",
    ],
)
def test_a_name_keeps_the_joiners_it_is_written_with(name: str) -> None:
    assert person_name(name, "legal_name") == name


@pytest.mark.parametrize("typed", ["Ca\u200dmille", "Ca\u200cmille", "\u200dCamille\u200c"])
def test_a_joiner_that_joins_nothing_makes_no_other_name(typed: str) -> None:
    assert person_name(typed, "legal_name") == "Camille"


@pytest.mark.parametrize(
    "typed", ["\ufeffCamille", "\u00a0Camille\u200b", "\u202aCamille\u202c", " \u00adCamille "]
)
def test_what_cannot_be_seen_around_a_name_is_dropped(typed: str) -> None:
    assert plain_text(typed, "legal_name") == "Camille"


@pytest.mark.parametrize("typed", ["28/02/1990", "Camille 2", "//", "12345678Z", "٣", "-"])
def test_a_date_or_a_number_is_no_name(typed: str) -> None:
    problem = refused(person_name, typed, "legal_name")
    assert (problem.refusal, problem.field) == (Refusal.NAME_FORM, "legal_name")


@given(st.text(max_size=60) | st.text("ab\u200c\u200d\u0dca\u0dbb\u06cc\u062e 1", max_size=20))
def test_whatever_name_is_typed_is_kept_or_refused(typed: str) -> None:
    try:
        kept = person_name(typed, "legal_name")
    except Problem:
        return
    assert person_name(kept, "legal_name") == kept
    assert not any(map(str.isdigit, kept))
