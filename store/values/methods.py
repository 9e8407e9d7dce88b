"""Methods of the second step, and codes that are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.rules.secret import Secret


class Challenge(Enum):
    """Where the codes of a method of the second step come from."""

    SHOWN = "shown"
    """The method shows them by itself: nothing is sent."""
    SENT = "sent"
    """One has to be sent to it first."""


@dataclass(frozen=True)
class Method:
    """One way to do the second step, of a kind such as `app`, since `added_at`.

    `name` tells it from others of its kind, but for two phones that end alike.
    """

    id: str
    kind: str
    challenge: Challenge
    name: str
    is_default: bool
    added_at: datetime


@dataclass(frozen=True)
class Ways:
    """What a person can do the second step with: the default method first, and so many recovery codes."""

    methods: tuple[Method, ...]
    recovery_codes: int


RECOVERY_SHEET = "recovery-codes"
"""In the place of a method's id: the sheet of recovery codes."""


@dataclass(frozen=True, repr=False)
class Confirmation:
    """A code of a method that stays, or a recovery code, typed on the page of a removal that it confirms.

    `method_id` may be `RECOVERY_SHEET`.
    """

    method_id: str
    code: Secret


@dataclass(frozen=True)
class SentTo:
    """A code on its way to `address`, masked or as it was typed: when it dies, when another may be sent."""

    address: str
    expires_at: datetime
    resend_at: datetime


@dataclass(frozen=True)
class CodeTicket:
    """A sign-up, a phone or an address that waits for the code that was sent to it."""

    token: Secret
    sent: SentTo


@dataclass(frozen=True, repr=False)
class Enrolment:
    """An authenticator app that is yet to be proved: its secret in base 32, and as an `otpauth:` address."""

    name: str
    secret: Secret
    address: Secret
