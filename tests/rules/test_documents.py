"""Identity documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.documents import document_number, written
from tests.town import refused

MEGABYTE = 1_000_000
KINDS = ("dni", "nie", "nir", "sin", "passport")


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        ("dni", "12345678Z", "12345678Z"),
        ("dni", "12.345.678-z", "12345678Z"),
        ("dni", " 54362315 K ", "54362315K"),
        ("dni", "００００００００Ｔ", "00000000T"),
        ("nie", "X-2482300-W", "X2482300W"),
        ("nie", "y1234567x", "Y1234567X"),
        ("dni", "1234567L", "01234567L"),
        ("dni", "1R", "00000001R"),
        ("dni", "012345678Z", "12345678Z"),
        ("nie", "X01234567L", "X1234567L"),
        ("dni", "\ufeff12345678\u2011Z\u200b", "12345678Z"),
        ("nir", "2 95 10 99 126 111 93", "295109912611193"),
        ("nir", "253072a07300443", "253072A07300443"),
        ("nir", "253072B07300470", "253072B07300470"),
        ("nir", "２９５１０９９１２６１１１９３", "295109912611193"),
        ("sin", "123-456-782", "123456782"),
        ("sin", "130 692 544", "130692544"),
        ("passport", "21 fv 12345", "21FV12345"),
        ("passport", "ＡＢ１２３４５６", "AB123456"),
        ("passport", "123456", "123456"),
        ("passport", "ABCDEF123456", "ABCDEF123456"),
    ],
)
def test_a_real_number_is_read_without_its_separators(kind: str, typed: str, number: str) -> None:
    assert document_number(kind, typed) == number


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("dni", "12345678A"),
        ("dni", "1234567Z"),
        ("dni", "12345678"),
        ("dni", "X2482300W"),
        ("dni", "1234567\nZ"),
        ("dni", "²2345678Z"),
        ("nie", "X2482300A"),
        ("nie", "A2482300W"),
        ("nie", "12345678Z"),
        ("nir", "295109912611199"),
        ("nir", "2951099126111"),
        ("nir", "253072C07300443"),
        ("sin", "999-999-999"),
        ("sin", "123456783"),
        ("sin", "823456785"),
        ("sin", "12345678Z"),
        ("passport", "12345"),
        ("passport", "ABCDEF1234567"),
        ("passport", "21FV-123É5"),
        ("passport", "Straße1"),
        ("passport", "ſſſſſſ1\x00"),
        *((kind, typed) for kind in KINDS for typed in ("", " - ", "\x00", "9" * MEGABYTE)),
        ("driving licence", "12345678Z"),
        ("", ""),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_number_that_cannot_be_is_refused(kind: str, typed: str) -> None:
    problem = refused(document_number, kind, typed)
    assert (problem.refusal, problem.field, problem.facts["kind"]) == (
        Refusal.DOCUMENT_NUMBER,
        "number",
        kind,
    )


@given(
    st.sampled_from(KINDS) | st.text(max_size=5),
    st.text(max_size=50) | st.text("0123456789XYZABCT- .\n２²٣", max_size=18),
)
def test_whatever_number_is_typed_is_read_or_refused(kind: str, typed: str) -> None:
    try:
        number = document_number(kind, typed)
    except Problem:
        return
    assert number.isascii()
    assert number.isalnum()
    assert document_number(kind, number) == number


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("dni", "12345678", "length"),
        ("dni", "1234567A", "length"),
        ("dni", "0012345678A", "check"),
        ("dni", "123456789Z", "length"),
        ("dni", "A1234567", "length"),
        ("dni", "1234S678Z", "characters"),
        ("dni", "X2482300W", "characters"),
        ("dni", "12345678A", "check"),
        ("nie", "X1234567", "length"),
        ("nie", "X482300A", "length"),
        ("nie", "A482300W", "length"),
        ("nie", "A2482300W", "characters"),
        ("nie", "X2482300A", "check"),
        ("nir", "2951099126111", "length"),
        ("nir", "253072C07300443", "characters"),
        ("nir", "295109912611199", "check"),
        ("sin", "12345678", "length"),
        ("sin", "12345678Z", "characters"),
        ("sin", "046454286", "characters"),
        ("sin", "123456783", "check"),
        ("passport", "AB123", "length"),
        ("passport", "21FV123É5", "characters"),
    ],
)
def test_what_is_wrong_with_a_number_is_told(kind: str, typed: str, fault: str) -> None:
    facts = refused(document_number, kind, typed).facts
    assert facts["fault"] == fault
    assert facts.get("found") == (len(typed) if fault == "length" else None)


@pytest.mark.parametrize(
    ("kind", "number", "groups"),
    [
        ("nir", "295109912611193", "2 95 10 99 126 111 93"),
        ("nir", "253072A07300443", "2 53 07 2A 073 004 43"),
        ("sin", "130692544", "130 692 544"),
        ("dni", "12345678Z", "12345678Z"),
        ("passport", "21FV12345", "21FV12345"),
    ],
)
def test_a_number_is_shown_in_the_groups_of_its_document(kind: str, number: str, groups: str) -> None:
    assert written(kind, number) == groups
    assert document_number(kind, groups) == number


@given(st.integers(0, 99_999_999), st.booleans())
def test_zeros_before_a_dni_may_be_left_out_and_its_letter_never_passes_for_another(
    digits: int, whole: bool
) -> None:
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    right = letters[digits % 23]
    typed = f"{digits:08}" if whole else str(digits)
    assert document_number("dni", typed + right) == f"{digits:08}{right}"
    for wrong in set(letters) - {right}:
        assert refused(document_number, "dni", typed + wrong).refusal is Refusal.DOCUMENT_NUMBER
