"""The contrast datum of a DNI or NIE, which its holder alone reads from it (PRODUCT §8, seed 002)."""

from __future__ import annotations

import re
from datetime import date

from store.problems import Problem, Refusal
from store.rules.dates import read_date
from store.rules.documents import NIE, as_number

_SUPPORT_NUMBER = re.compile(r"[CE]\d{8}")
_SUPPORT_DIGITS = 8
_PERMANENT = date(9999, 1, 1)  # the expiry date of a document that has none


def contrast_datum(kind: str, typed: str, field: str = "contrast") -> str:
    """Return the datum that tells who holds a DNI or NIE, in the form in which it is compared.

    Of a DNI its expiry date; its issue date where it is permanent. Of an NIE its support number, a letter (E
    or C) and eight digits; zeros that are missing are put right. Raises `Problem` DATE_FORM (fault);
    CONTRAST_FORM (fault): `permanent` for the expiry date of a permanent DNI, `support` for what is no such
    number.
    """
    if kind == NIE:
        given = as_number(typed)
        number = f"{given[:1]}{given[1:].lstrip('0').zfill(_SUPPORT_DIGITS)}"
        if not (given[1:] and _SUPPORT_NUMBER.fullmatch(number)):
            raise Problem(Refusal.CONTRAST_FORM, field, fault="support")
        return number
    day = read_date(typed, field)
    if day == _PERMANENT:
        raise Problem(Refusal.CONTRAST_FORM, field, fault="permanent")
    return day.isoformat()
