"""Identity documents (PRODUCT §4, §8)."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from store.problems import Problem, Refusal
from store.rules.unseen import without_unseen

NUMBER_LONGEST = 40  # characters
_SEPARATORS = re.compile(r"[\s./\u2010-\u2015\u2212-]")
_ASCII_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)  # `upper` makes ß into SS
_PASSPORT = re.compile(r"[A-Z0-9]*")
DNI, NIE = "dni", "nie"
_OF_FOREIGNERS = ("X", "Y", "Z")  # begin a NIE
_SPANISH = re.compile(r"[XYZ]?\d+[A-Z]")  # with zeros too few or too many


@dataclass(frozen=True)
class _Kind:
    """A kind of document: how long its numbers are, what judges them, and how they are written.

    Where people write zeros too few, or too many, so many `digits` stand after a `prefix` of so many
    characters.
    """

    lengths: range
    validate: Callable[[str], str]
    grouped: Callable[[str], str] = str
    prefix: int = 0
    digits: int = 0


@cache
def _kinds() -> Mapping[str, _Kind]:
    """Return the kinds: Spanish DNI and NIE, French NIR, Canadian SIN, and a passport."""
    # Too heavy for each session: few type the number of a document.
    from stdnum import exceptions
    from stdnum.ca import sin
    from stdnum.es import dni, nie
    from stdnum.fr import nir

    def passport(number: str) -> str:
        # It has no check digit that is common to all countries.
        if not _PASSPORT.fullmatch(number):
            raise exceptions.InvalidFormat
        return number

    return {
        DNI: _Kind(range(9, 10), dni.validate, digits=8),
        NIE: _Kind(range(9, 10), nie.validate, prefix=1, digits=7),
        "nir": _Kind(range(15, 16), nir.validate, nir.format),
        "sin": _Kind(range(9, 10), sin.validate, lambda number: f"{number[:3]} {number[3:6]} {number[6:]}"),
        "passport": _Kind(range(6, 13), passport),
    }


def as_number(typed: str) -> str:
    """Return what was typed as document numbers are kept, without spaces and punctuation, in upper case.

    What is too long to be one is returned as it is.
    """
    if len(typed) > NUMBER_LONGEST:
        return typed
    plain = unicodedata.normalize("NFKC", without_unseen(typed))
    return _SEPARATORS.sub("", plain).translate(_ASCII_UPPER)


def kind_of_spanish(typed: str) -> str:
    """Return which of `DNI` and `NIE` a number is meant to be, by how it begins."""
    return NIE if as_number(typed).startswith(_OF_FOREIGNERS) else DNI


def spanish_number(typed: str) -> str | None:
    """Return the number of a DNI or NIE, as it is kept; None for anything else."""
    if not _SPANISH.fullmatch(as_number(typed)):
        return None
    try:
        return document_number(kind_of_spanish(typed), typed)
    except Problem:
        return None


def document_number(kind: str, typed: str, field: str = "number") -> str:
    """Return a document's number without spaces or dashes, its check digit verified.

    Zeros that are missing at the beginning of a DNI or NIE, or too many there, are put right. Raises
    `Problem` DOCUMENT_NUMBER (kind, fault): `length` (found); `characters` that no such number has in their
    place; `check` where the check digit or letter does not fit.
    """
    of = _kinds().get(kind)
    if of is None:
        raise Problem(Refusal.DOCUMENT_NUMBER, field, kind=kind, fault="kind")
    if len(typed) > NUMBER_LONGEST:
        raise Problem(Refusal.DOCUMENT_NUMBER, field, kind=kind, fault="length", found=len(typed))
    from stdnum import exceptions  # too heavy for each session, as the kinds are

    given = as_number(typed)
    number, fault = _with_zeros(of, given), "length"
    if len(number) in of.lengths:
        try:
            return str(of.validate(number))
        except exceptions.InvalidChecksum:
            # A digit other than a zero at the beginning may be missing.
            fault = "length" if len(given) < len(number) else "check"
        except exceptions.ValidationError:
            # Zeros alone do not make it a number of its kind, so its length stays the fault.
            fault = "characters" if number == given else "length"
    found = {"found": len(given)} if fault == "length" else {}
    raise Problem(Refusal.DOCUMENT_NUMBER, field, kind=kind, fault=fault, **found)


def spanish_document(typed: str) -> str:
    """Return the number that was typed as `document`, of a DNI or NIE; see `document_number`."""
    return document_number(kind_of_spanish(typed), typed, "document")


def written(kind: str, number: str) -> str:
    """Return a document's number as the document has it, in groups."""
    return _kinds()[kind].grouped(number)


def _with_zeros(of: _Kind, number: str) -> str:
    """Return a number with as many zeros before its digits as its kind has."""
    first, digits, last = number[: of.prefix], number[of.prefix : -1], number[-1:]
    filled = of.digits and digits and last.isalpha()
    return f"{first}{digits.lstrip('0').zfill(of.digits)}{last}" if filled else number
