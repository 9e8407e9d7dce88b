"""Codes that people read off paper and type: Crockford base 32, which has no I, L, O or U."""

from __future__ import annotations

import secrets
import string
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Each character stands for 5 bits."""
_BREAKS = "\t\r\n"
_VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""The variation selectors, which follow a sign that is drawn in colour."""
_READ_AS = str.maketrans(string.ascii_lowercase + "OoIiLl", string.ascii_uppercase + "001111")


def new_code(characters: int) -> str:
    """Return a new code of so many characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def grouped(code: str, size: int) -> str:
    """Return the code as it is shown, in groups of `size` characters joined by dashes."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def forgiven(typed: str) -> str:
    """Return `typed` in capitals and of usual width, O read as 0, I and L as 1, without what stands between.

    Spaces, punctuation, signs and what cannot be seen are dropped, whichever they are. A letter that no code
    has stays, so that it can be named.
    """
    # Before the width: that makes letters of some signs, such as ™.
    kept = "".join(character for character in typed if not _separates(character))
    return unicodedata.normalize("NFKC", kept).translate(_READ_AS)


def _separates(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "ZPS" or category == "Cf" or character in _BREAKS or character in _VARIATIONS
