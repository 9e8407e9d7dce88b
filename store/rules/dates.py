"""Dates as people write them: in figures, or with the name of the month in any language of Macle."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache

from babel import Locale

from i18n import LANGUAGES
from store.problems import Problem, Refusal
from store.rules.unseen import without_unseen

_PARTS = re.compile(r"\d+|[^\W\d_]+")
_BESIDE_NUMBERS = frozenset({"le", "er", "the", "of", "st", "nd", "rd", "th"})
_YEAR_DIGITS = 4
_OLDEST_BIRTH_YEAR = 1900
_LONGEST = 40  # characters
_REGIONS = ("en_AU", "en_CA", "en_GB", "fr_CA", "fr_CH")
"""Where months are shortened in another way."""


def birth_date(typed: str, today: date, field: str = "birth_date") -> date:
    """Return a date of birth: day, month, year; year, month, day (ISO 8601); or with the month by its name.

    Raises `Problem` DATE_FORM (fault): `form` for what is no date; `year` for one of not four digits; `day`
    for one that no month has; `ahead` of today, `long-ago` for one on which nobody alive was born.
    """
    born = read_date(typed, field)
    if born > today:
        raise Problem(Refusal.DATE_FORM, field, fault="ahead")
    if born.year < _OLDEST_BIRTH_YEAR:
        raise Problem(Refusal.DATE_FORM, field, fault="long-ago")
    return born


def read_date(typed: str, field: str) -> date:
    """Return any date, as `birth_date` reads it. Raises DATE_FORM (fault): `form`, `year` or `day`."""
    try:
        year, month, day = _read(typed)
    except ValueError as error:
        raise Problem(Refusal.DATE_FORM, field, fault=str(error)) from None
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Problem(Refusal.DATE_FORM, field, fault="day") from None


def _read(typed: str) -> tuple[int, int, int]:
    """Return year, month and day. Raises `ValueError` with what is wrong: `form` or `year`."""
    parts = _PARTS.findall(_plain(without_unseen(typed))) if len(typed) <= _LONGEST else []
    numbers = [part for part in parts if part.isdecimal()]
    words = [part for part in parts if not part.isdecimal() and part not in _BESIDE_NUMBERS]
    months = [_months()[word] for word in words if word in _months()]
    if len(months) != len(words) or len(numbers) + len(months) != 3 or len(months) > 1:
        raise ValueError("form")
    is_year_first = len(numbers[0]) == _YEAR_DIGITS
    year, *others = numbers if is_year_first else reversed(numbers)
    if len(year) != _YEAR_DIGITS:
        raise ValueError("year")
    month, day = (int(other) for other in (*map(str, months), *others))
    return int(year), month, day


def _plain(text: str) -> str:
    """Return a text in small letters without accents: `FÉVRIER` is `fevrier`."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def _months() -> Mapping[str, int]:
    """Return the months by their names, long and short."""
    return {
        _plain(name).rstrip("."): number
        for locale in (*LANGUAGES, *_REGIONS)
        for names in Locale.parse(locale).months["format"].values()
        for number, name in names.items()
        if len(name) > 1  # the narrow names are no names
    }
