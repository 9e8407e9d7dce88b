"""Tokens, codes and numbers that the store makes; those that people copy by hand are `paper_codes`."""

from __future__ import annotations

import secrets
import string
import unicodedata

from store.problems import Problem, Refusal
from store.rules.secret import Secret

TOKEN_CHARACTERS = 43  # 62 ** 43 is just over 2 ** 256
CODE_DIGITS = 6
ACCOUNT_ID_DIGITS = 12

_BASE_62 = string.digits + string.ascii_letters


def new_token() -> str:
    """Return a new token, of a session or a ticket, which nobody types: 43 letters and digits, 256 bits."""
    return "".join(secrets.choice(_BASE_62) for _ in range(TOKEN_CHARACTERS))


def six_digits() -> str:
    """Return a new code to be sent by email or SMS."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def account_id() -> str:
    """Return a new account ID: 12 digits, of which the first is not 0."""
    smallest = 10 ** (ACCOUNT_ID_DIGITS - 1)
    return str(smallest + secrets.randbelow(9 * smallest))


def read_code(typed: Secret, field: str = "code") -> Secret:
    """Return the six-digit code that was typed, in ASCII, whatever script its digits are in.

    What stands between them is dropped. Raises `Problem` CODE_FORM for letters, as other codes have, and
    (with how many were `found`) for more digits, or fewer.
    """
    characters = typed.reveal()
    digits = [character for character in characters if character.isdecimal()]
    if any(character.isalpha() for character in characters):
        raise Problem(Refusal.CODE_FORM, field)
    if len(digits) != CODE_DIGITS:
        raise Problem(Refusal.CODE_FORM, field, found=len(digits))
    return Secret("".join(str(unicodedata.decimal(digit)) for digit in digits))
