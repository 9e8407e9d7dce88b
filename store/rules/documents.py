"""Identity documents, and what a person states of themselves (PRODUCT §4)."""

from __future__ import annotations

import re
from datetime import date

from stdnum import exceptions
from stdnum.ca import sin
from stdnum.es import dni, nie
from stdnum.fr import nir

from store.problems import Problem, Refusal
from store.rules.identifiers import NUMBER_LONGEST, as_number

DOCUMENT_KINDS = ("dni", "nie", "nir", "sin", "passport")
_CHECKERS = {"dni": dni, "nie": nie, "nir": nir, "sin": sin}
_PASSPORT = re.compile(r"[A-Za-z0-9]{6,12}")
_DATE_PARTS = re.compile(r"\d+")
_OLDEST_BIRTH_YEAR = 1900
_LONGEST_DATE = 40


def document_number(kind: str, typed: str, field: str = "number") -> str:
    """Return a document's number without spaces or dashes, its check digit verified.

    `kind` is one of `DOCUMENT_KINDS`: Spanish DNI or NIE, French NIR, Canadian SIN, or a passport, which has
    no check digit that is common to all countries. Raises `Problem` DOCUMENT_NUMBER (kind).
    """
    refused = Problem(Refusal.DOCUMENT_NUMBER, field, kind=kind)
    if len(typed) > NUMBER_LONGEST or kind not in DOCUMENT_KINDS:
        raise refused
    number = as_number(typed)
    if kind == "passport":
        if not _PASSPORT.fullmatch(number):
            raise refused
        return number
    try:
        return str(_CHECKERS[kind].validate(number))
    except exceptions.ValidationError:
        raise refused from None


def birth_date(typed: str, today: date, field: str = "birth_date") -> date:
    """Return a date of birth typed as day, month, year, or as year, month, day (ISO 8601).

    Raises `Problem` DATE_AHEAD for one after today, and DATE_FORM for what is no date, or none on which
    someone alive was born.
    """
    parts = _DATE_PARTS.findall(typed) if len(typed) <= _LONGEST_DATE else []
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    try:
        day, month, year = (int(part) for part in parts)
        born = date(year, month, day)
    except (ValueError, OverflowError):
        raise Problem(Refusal.DATE_FORM, field) from None
    if born > today:
        raise Problem(Refusal.DATE_AHEAD, field)
    if born.year < _OLDEST_BIRTH_YEAR:
        raise Problem(Refusal.DATE_FORM, field)
    return born
