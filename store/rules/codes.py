"""Tokens, codes and numbers that the store makes; those that people copy by hand are `paper_codes`."""

from __future__ import annotations

import re
import secrets
import string
import unicodedata

from store.problems import Problem, Refusal
from store.rules.secret import Secret

TOKEN_CHARACTERS = 43  # 62 ** 43 is just over 2 ** 256
CODE_DIGITS = 6
ACCOUNT_ID_DIGITS = 12

_BASE_62 = string.digits + string.ascii_letters
_NOT_A_DIGIT = re.compile(r"\D+")


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


def read_digits(typed: str) -> str:
    """Return the digits in what was typed, as ASCII, whatever script they are in; all else is dropped."""
    digits = _NOT_A_DIGIT.sub("", typed)
    if digits.isascii():
        return digits
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)


def read_code(typed: Secret, field: str = "code") -> Secret:
    """Return the six-digit code in what was typed. Raises `Problem` CODE_FORM for more digits, or fewer."""
    digits = read_digits(typed.reveal())
    if len(digits) != CODE_DIGITS:
        raise Problem(Refusal.CODE_FORM, field)
    return Secret(digits)
