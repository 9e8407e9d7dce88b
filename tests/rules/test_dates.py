"""Dates of birth, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from store import Problem, Refusal
from store.rules.dates import birth_date
from tests.town import refused

TODAY = date(2026, 3, 14)
MEGABYTE = 1_000_000


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
    assert refused(birth_date, "15/03/2026", TODAY).refusal is Refusal.DATE_FORM
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
        "1990 99999999999999999999 1",
        "01/01/0000",
        "01/01/99999",
        "1/1/" + "9" * 30,
        "1/1/" + "9" * MEGABYTE,
        "17 mai",
        "yesterday",
        "\x00",
        "²/²/1990",
    ],
    ids=range(18),
)
def test_what_is_no_birth_date_is_refused(typed: str) -> None:
    problem = refused(birth_date, typed, TODAY)
    assert (problem.refusal, problem.field) == (Refusal.DATE_FORM, "birth_date")


@given(st.text(max_size=50) | st.text("0123456789/-. ٣", max_size=45))
def test_whatever_date_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        born = birth_date(typed, TODAY)
    except Problem:
        return
    assert date(1900, 1, 1) <= born <= TODAY
    assert birth_date(born.isoformat(), TODAY) == born


@pytest.mark.parametrize(
    "typed",
    [
        "3 mai 1990",
        "3 MAI 1990",
        "le 3 mai 1990",
        "3 May 1990",
        "May 3, 1990",
        "May 3rd, 1990",
        "the 3rd of May, 1990",
        "3-May-1990",
        "1990 May 3",
        "\ufeff3\u00a0mai\u202f1990\u200b",
    ],
)
def test_a_month_may_be_written_by_its_name_in_either_language(typed: str) -> None:
    assert birth_date(typed, TODAY) == date(1990, 5, 3)


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1er mai 1990", date(1990, 5, 1)),
        ("2 févr. 1990", date(1990, 2, 2)),
        ("2 fevrier 1990", date(1990, 2, 2)),
        ("15 août 1990", date(1990, 8, 15)),
        ("15 AOUT 1990", date(1990, 8, 15)),
        ("15 Aug 1990", date(1990, 8, 15)),
        ("Sept. 9, 1990", date(1990, 9, 9)),
        ("31 déc. 1990", date(1990, 12, 31)),
    ],
)
def test_short_names_and_names_without_accents_are_known_too(typed: str, born: date) -> None:
    assert birth_date(typed, TODAY) == born


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("yesterday", "form"),
        ("3 mai", "form"),
        ("3 mai juin 1990", "form"),
        ("3 pluviôse 1990", "form"),
        ("17/05/90", "year"),
        ("3 mai 90", "year"),
        ("31/02/1990", "day"),
        ("31 février 1990", "day"),
        ("05/17/1990", "day"),
        ("15/03/2026", "ahead"),
        ("3 mai 2062", "ahead"),
        ("31/12/1899", "long-ago"),
    ],
)
def test_what_is_wrong_with_a_date_is_told(typed: str, fault: str) -> None:
    assert refused(birth_date, typed, TODAY).facts == {"fault": fault}


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["fr", "en", "en_CA", "en_GB", "fr_CA", "fr_CH"]),
    st.sampled_from(["long", "d MMM y", "d MMMM y"]),
)
def test_a_date_is_read_as_the_languages_write_it(born: date, locale: str, form: str) -> None:
    assert birth_date(format_date(born, form, locale=locale), TODAY) == born
