"""Identity documents and birth dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.documents import DOCUMENT_KINDS, birth_date, document_number
from tests.town import answer, refused

TODAY = date(2026, 3, 14)
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        ("dni", "12345678Z", "12345678Z"),
        ("dni", "12.345.678-z", "12345678Z"),
        ("dni", " 54362315 K ", "54362315K"),
        ("dni", "００００００００Ｔ", "00000000T"),
        ("nie", "X-2482300-W", "X2482300W"),
        ("nie", "y1234567x", "Y1234567X"),
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
        ("dni", "1234567\nL"),
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
        *((kind, typed) for kind in DOCUMENT_KINDS for typed in ("", " - ", "\x00", "9" * MEGABYTE)),
        ("driving licence", "12345678Z"),
        ("", ""),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_number_that_cannot_be_is_refused(kind: str, typed: str) -> None:
    assert answer(refused(document_number, kind, typed)) == (
        Refusal.DOCUMENT_NUMBER,
        "number",
        {"kind": kind},
    )


@given(
    st.sampled_from(DOCUMENT_KINDS) | st.text(max_size=5),
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
    "typed",
    [
        "17/05/1990",
        "17-5-1990",
        "17.05.1990",
        " 17 05 1990 ",
        "1990-05-17",
        "1990/5/17",
        "１７/０５/１９９０",
    ],
)
def test_a_birth_date_is_read_in_both_orders(typed: str) -> None:
    assert birth_date(typed, TODAY) == date(1990, 5, 17)


def test_who_was_born_today_may_say_so_and_who_is_born_tomorrow_may_not() -> None:
    assert birth_date("14/03/2026", TODAY) == TODAY
    assert refused(birth_date, "15/03/2026", TODAY).refusal is Refusal.DATE_AHEAD
    assert birth_date("01/01/1900", TODAY) == date(1900, 1, 1)
    assert refused(birth_date, "31/12/1899", TODAY).refusal is Refusal.DATE_FORM


def test_the_29th_of_february_is_a_birth_date_in_leap_years_only() -> None:
    assert birth_date("29/02/2000", TODAY) == date(2000, 2, 29)
    assert refused(birth_date, "29/02/2001", TODAY).refusal is Refusal.DATE_FORM


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31/02/1990",
        "2026-13-01",
        "05/17/1990",
        "17/05/90",
        "17/05",
        "17051990",
        "1/1/1/1990",
        "00/01/1990",
        "01/01/0000",
        "01/01/99999",
        "1/1/" + "9" * 30,
        "1/1/" + "9" * MEGABYTE,
        "17 mai 1990",
        "yesterday",
        "\x00",
        "²/²/1990",
    ],
    ids=range(17),
)
def test_what_is_no_birth_date_is_refused(typed: str) -> None:
    assert answer(refused(birth_date, typed, TODAY)) == (Refusal.DATE_FORM, "birth_date", {})


@given(st.text(max_size=50) | st.text("0123456789/-. ٣", max_size=45))
def test_whatever_date_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        born = birth_date(typed, TODAY)
    except Problem:
        return
    assert date(1900, 1, 1) <= born <= TODAY
    assert birth_date(born.isoformat(), TODAY) == born
