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

    Of a DNI its expiry date; its issue date where it is permanent. Of a NIE its support number, a letter (E
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


def is_permanent(kind: str, typed: str) -> bool:
    """Tell whether this is the expiry date of a DNI that has none."""
    try:
        return kind != NIE and read_date(typed, "contrast") == _PERMANENT
    except Problem:
        return False


def contrast_at_the_desk(kind: str, typed: str, issued: str, today: date) -> str:
    """Return the datum of a document that someone is registered with `today`; see `contrast_datum`.

    Of a DNI, `typed` is what stands there as its expiry date; of a permanent one, `issued` is its issue date,
    which alone may have passed. Raises what `contrast_datum` raises; CONTRAST_FORM (fault) also `expired`,
    and of `issued`, `ahead`.
    """
    if is_permanent(kind, typed):
        datum = contrast_datum(kind, issued, "issued")
        if datum > today.isoformat():
            raise Problem(Refusal.CONTRAST_FORM, "issued", fault="ahead")
        return datum
    datum = contrast_datum(kind, typed)
    if kind != NIE and datum < today.isoformat():
        raise Problem(Refusal.CONTRAST_FORM, "contrast", fault="expired")
    return datum
