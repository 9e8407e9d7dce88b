"""One-time PINs (PRODUCT §8): three letters or digits, and the code that the page shows beside them."""

from __future__ import annotations

import secrets
import string
import unicodedata

from store.problems import Problem, Refusal
from store.rules.unseen import without_unseen

ALPHABET = string.ascii_uppercase + "234567"
"""Without Ñ, and without 0, 1, 8 and 9, which read like O, I and B."""
PIN_CHARACTERS = 3
CODE_CHARACTERS = 4
_ASCII_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)  # `upper` makes ß into SS


def new_pin() -> str:
    """Return a new PIN, which is typed."""
    return _drawn(PIN_CHARACTERS)


def new_code() -> str:
    """Return a new code, by which people see that a PIN is the one that their page asks for."""
    return _drawn(CODE_CHARACTERS)


def read_pin(typed: str, field: str = "pin") -> str:
    """Return the PIN that was typed, in capitals. Case, width, spaces, dashes and 0 for O are forgiven.

    Raises `Problem` PIN_CHARACTER (character) for what no PIN has, such as Ñ or 1; PIN_LENGTH (found).
    """
    plain = unicodedata.normalize("NFKC", without_unseen(typed)).translate(_ASCII_UPPER).replace("0", "O")
    pin = "".join(character for character in plain if not character.isspace() and character != "-")
    if len(pin) != PIN_CHARACTERS:
        raise Problem(Refusal.PIN_LENGTH, field, found=len(pin))
    for character in pin:
        if character not in ALPHABET:
            raise Problem(Refusal.PIN_CHARACTER, field, character=character.upper())
    return pin


def _drawn(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
