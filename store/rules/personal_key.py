"""The personal key: 16 characters that open a profile when the password no longer does (PRODUCT §4)."""

from __future__ import annotations

import secrets
import string

from store.problems import Problem, Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
CHARACTERS = 16  # of 5 bits each
_GROUP = 4
_SEPARATORS = dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u202f.-_\u2010\u2011\u2012\u2013\u2014\u2212\u200b\ufeff")
)
_READ_AS = str.maketrans(string.ascii_lowercase + "OoIiLl", string.ascii_uppercase + "001111")


def new_key() -> str:
    """Return a new key: 80 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))


def grouped(key: str) -> str:
    """Return the key as it is shown: `XXXX-XXXX-XXXX-XXXX`."""
    return "-".join(key[start : start + _GROUP] for start in range(0, len(key), _GROUP))


def forgiven(typed: str) -> str:
    """Return `typed` in capitals, without spaces, dots and dashes, O read as 0, I and L as 1."""
    return typed.translate(_SEPARATORS).translate(_READ_AS)


def read_key(typed: str, field: str = "key") -> str:
    """Return the key that was typed, in the form that is hashed.

    Case, spaces, dots and dashes are forgiven; O is read as 0, I and L as 1. Raises `Problem` KEY_CHARACTER
    (character) for one that no key holds, such as U, and KEY_LENGTH (found, expected).
    """
    if len(typed) > CHARACTERS * 16:
        raise Problem(Refusal.KEY_LENGTH, field, found=len(typed), expected=CHARACTERS)
    key = forgiven(typed)
    for character in key:
        if character not in ALPHABET:
            raise Problem(Refusal.KEY_CHARACTER, field, character=character)
    if len(key) != CHARACTERS:
        raise Problem(Refusal.KEY_LENGTH, field, found=len(key), expected=CHARACTERS)
    return key
