"""The personal key: 16 characters that open a profile when the password no longer does (PRODUCT §4)."""

from __future__ import annotations

from store.problems import Problem, Refusal
from store.rules import crockford
from store.rules.crockford import ALPHABET

CHARACTERS = 16
_GROUP = 4


def new_key() -> str:
    """Return a new key: 80 random bits."""
    return crockford.new_code(CHARACTERS)


def grouped(key: str) -> str:
    """Return the key as it is shown: `XXXX-XXXX-XXXX-XXXX`."""
    return crockford.grouped(key, _GROUP)


def read_key(typed: str, field: str = "key") -> str:
    """Return the key that was typed, in the form that is hashed.

    Case, width and whatever stands between the characters are forgiven; O is read as 0, I and L as 1.
    Raises `Problem` KEY_CHARACTER (character) for a letter that no key holds, such as U, and KEY_LENGTH
    (found, expected).
    """
    if len(typed) > CHARACTERS * 16:
        raise Problem(Refusal.KEY_LENGTH, field, found=len(typed), expected=CHARACTERS)
    key = crockford.forgiven(typed)
    for character in key:
        if character not in ALPHABET:
            raise Problem(Refusal.KEY_CHARACTER, field, character=character)
    if len(key) != CHARACTERS:
        raise Problem(Refusal.KEY_LENGTH, field, found=len(key), expected=CHARACTERS)
    return key
