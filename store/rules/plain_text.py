"""Short texts that people write freely: names, addresses, reasons."""

from __future__ import annotations

import re
import unicodedata

from i18n.harmless import JOINERS, changes_letters
from store.problems import Problem, Refusal
from store.rules.limits import REASON_LETTERS
from store.rules.unseen import UNSEEN, bare, is_steering

_LONGEST_TEXT = 200
_WEB_ADDRESS = re.compile(
    r"""
    :// | \bwww\.
    | (?<![\w.@-]) (?:[\w-]+\.)+ (?:xn--[a-z0-9-]+ | [^\W\d_]{2,}) (?![\w@])  # a domain; not an email address
    | @[\w.-]+/  # which leads to its domain with a path behind it
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A domain is any two words with a full stop and no space between them: no list has all that there are."""


def plain_text(typed: str, field: str, longest: int = _LONGEST_TEXT) -> str:
    """Return what was written in NFC, without the spaces and unseen characters around it.

    Raises `Problem` MISSING where nothing is left, TOO_LONG over so many characters as typed,
    TEXT_CHARACTERS for control or unseen ones.
    """
    if len(typed) > longest:
        raise Problem(Refusal.TOO_LONG, field, limit=longest)
    text = bare(_joined_as_written(unicodedata.normalize("NFC", bare(typed, UNSEEN))), UNSEEN)
    if not text:
        raise Problem(Refusal.MISSING, field)
    if any(map(is_steering, text)):
        raise Problem(Refusal.TEXT_CHARACTERS, field)
    return text


def reason(typed: str) -> str:
    """Return the `reason` of an operator as plain text.

    Raises what `plain_text` raises, and `Problem` REASON_SHORT for fewer letters than a word has.
    """
    text = plain_text(typed, "reason")
    if sum(map(str.isalpha, text)) < REASON_LETTERS:
        raise Problem(Refusal.REASON_SHORT, "reason")
    return text


def reason_told(typed: str) -> str:
    """Return a `reason` that is mailed to whom it is about.

    Raises what `reason` raises, and `Problem` WEB_ADDRESS where it holds one: in a letter of the store
    people would trust it.
    """
    text = reason(typed)
    if _WEB_ADDRESS.search(unicodedata.normalize("NFKC", text)):
        raise Problem(Refusal.WEB_ADDRESS, "reason")
    return text


def person_name(typed: str, field: str, longest: int = _LONGEST_TEXT) -> str:
    """Return a person's name as identity documents have it: letters, and no digits (ICAO Doc 9303-3 §4.6).

    Raises what `plain_text` raises, and `Problem` NAME_FORM for what can be no name, such as a date.
    """
    name = plain_text(typed, field, longest)
    if not any(map(str.isalpha, name)) or any(map(str.isdigit, name)):
        raise Problem(Refusal.NAME_FORM, field)
    return name


def _joined_as_written(text: str) -> str:
    """Return `text` with those joiners alone that change how letters are drawn.

    One that joins or parts nothing would only make a name another.
    """
    kept = (
        character
        for place, character in enumerate(text)
        if character not in JOINERS or changes_letters(text, place)
    )
    return "".join(kept)
