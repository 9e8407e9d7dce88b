"""Codes that people read off paper and type: Crockford base 32, which has no I, L, O or U."""

from __future__ import annotations

import secrets
import string

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Each character stands for 5 bits."""
_SEPARATORS = dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u202f.-_\u2010\u2011\u2012\u2013\u2014\u2212\u200b\ufeff")
)
_READ_AS = str.maketrans(string.ascii_lowercase + "OoIiLl", string.ascii_uppercase + "001111")


def new_code(characters: int) -> str:
    """Return a new code of so many characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def grouped(code: str, size: int) -> str:
    """Return the code as it is shown, in groups of `size` characters joined by dashes."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def forgiven(typed: str) -> str:
    """Return `typed` in capitals, without spaces, dots and dashes, O read as 0, I and L as 1."""
    return typed.translate(_SEPARATORS).translate(_READ_AS)
