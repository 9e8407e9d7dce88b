"""Usernames, email addresses, document numbers: what is accepted, and the form under which they are found.

Lookups are made here and not by the database, whose `lower` knows ASCII only and whose collations
take letters for others.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from store.problems import Problem, Refusal
from store.rules import documents
from store.rules.unseen import bare

USERNAME_SHORTEST = 8
USERNAME_LONGEST = 16
USERNAME_MOST_DIGITS = 7
EMAIL_LONGEST = 254  # octets, RFC 5321 §4.5.3.1.3 with erratum 1690

_USERNAME = re.compile(rf"[A-Za-z0-9._-]{{{USERNAME_SHORTEST},{USERNAME_LONGEST}}}")
_ENCODED_WORD = "=?"  # what begins one (RFC 2047 §2), which mail programs read as other characters
_IN_ASCII = "xn--"  # what begins a part of a domain that has other letters (RFC 5890 §2.3.2.1)
_NEITHER = "!"  # begins neither a username nor, with no @ after it, an email address


@dataclass(frozen=True)
class Email:
    """An email address: `address` to write to and to show, `lookup` to find it by."""

    address: str
    lookup: str


def username(typed: str, field: str = "username") -> str:
    """Return the username in `typed`, without the spaces and unseen characters around it.

    8 to 16 ASCII letters, digits, dots, hyphens and underscores (letters of other scripts include
    look-alikes of these), at most 7 of them digits. Raises USERNAME_FORM with those numbers, and
    USERNAME_NUMBER for one that reads like the number of a DNI or NIE.
    """
    name = bare(typed)
    if not _USERNAME.fullmatch(name) or sum(map(str.isdigit, name)) > USERNAME_MOST_DIGITS:
        raise Problem(
            Refusal.USERNAME_FORM,
            field,
            shortest=USERNAME_SHORTEST,
            longest=USERNAME_LONGEST,
            most_digits=USERNAME_MOST_DIGITS,
        )
    if documents.spanish_number(name) is not None:
        raise Problem(Refusal.USERNAME_NUMBER, field)
    return name


def email(typed: str, field: str = "email") -> Email:
    """Return the email address in `typed`, without the spaces and unseen characters around it.

    Nothing is asked of the network. Names reserved for tests (`.test`, RFC 6761) are accepted. Raises
    TOO_LONG over 254 characters, and EMAIL_FORM, also for what a mail program would take for another address.
    """
    address = bare(typed)
    if len(address) > EMAIL_LONGEST:
        raise Problem(Refusal.TOO_LONG, field, limit=EMAIL_LONGEST)
    from email_validator import EmailNotValidError, validate_email  # 0.3 MiB, where names sign people in

    try:
        valid = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Problem(Refusal.EMAIL_FORM, field) from None
    if _ENCODED_WORD in valid.local_part:
        raise Problem(Refusal.EMAIL_FORM, field)
    return Email(valid.normalized, f"{_folded(valid.local_part)}@{valid.ascii_domain}")


def masked(address: str) -> str:
    """Return an email address as it is shown to others: how it begins, and its domain."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}"


def lookup(identifier: str) -> str:
    """Return the form under which a person with this identifier is found. Never raises.

    Upper case is folded, and nothing else that makes one address another: `mıke@` is not `mike@`,
    `straße@` not `strasse@`. A domain is in lower-case ASCII (IDNA 2008).

    The number of a passport that could be a username has the lookup of a username, and has to be typed as it
    is kept, without spaces and dashes. Everything else has a digest: it is bounded, can always be encoded,
    and does not show a password that someone typed into the wrong field. The digest of a number is the same
    however it is spaced, and with how many zeros, so that tries at it are counted together.
    """
    try:
        return email(identifier).lookup if "@" in identifier else _folded(username(identifier))
    except Problem:
        number = documents.spanish_number(identifier) or documents.as_number(identifier)
        return _NEITHER + hashlib.sha256(number.encode("utf-8", "surrogatepass")).hexdigest()


def beginnings(typed: str) -> tuple[str, ...]:
    """Return how the lookup of a username or an email address can begin whose own beginning was `typed`.

    Each is an end of its own, none the beginning of another. What is found by them may be a little more: of a
    part of a domain in other letters than ASCII, they only say that it is one.
    """
    local, at, domain = bare(typed).partition("@")
    if not at:
        # A letter can be folded otherwise before another one: Σ is ς at the end of a word.
        both = zip(_folded(local), _folded(f"{local}a"), strict=False)
        return ("".join(one for one, goes_on in takewhile(lambda pair: pair[0] == pair[1], both)),)
    start, named = f"{_folded(local)}@", unicodedata.normalize("NFKC", domain).lower()
    in_ascii = "".join(takewhile(str.isascii, named))
    whole, dot, last = in_ascii.rpartition(".")
    encoded = f"{start}{whole}{dot}{_IN_ASCII}"
    if in_ascii != named:
        return (encoded,)
    says_all = last.startswith(_IN_ASCII) or _IN_ASCII.startswith(last)
    return (start + named,) if says_all else (start + named, encoded)


def _folded(text: str) -> str:
    # `casefold` would make ß into ss.
    return unicodedata.normalize("NFC", text.lower())
