"""The plain values that use cases take and return. Importing them loads no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.rules.password_rules import Owner
from store.rules.secret import Secret


class Stage(Enum):
    """How far a sign-in has come."""

    FULL = "full"
    PASSWORD_DUE = "password-due"
    """The password is past its life: nothing but setting a new one is allowed."""


@dataclass(frozen=True)
class Session:
    """What a person who signed in holds: opens their account's use cases until it ends."""

    token: Secret
    username: str
    language: str
    stage: Stage


@dataclass(frozen=True)
class Overview:
    """What the account page says. `password_expires_at` None: the password lives for ever."""

    account_number: str
    username: str
    email: str
    password_set_at: datetime
    password_expires_at: datetime | None


@dataclass(frozen=True)
class Ticket:
    """A sign-up that waits for its code, sent to `email`."""

    token: Secret
    email: str


@dataclass(frozen=True)
class OpenedReset:
    """What a live reset token opens: whose password it may set, and until when."""

    owner: Owner
    expires_at: datetime


class Happening(Enum):
    """The kinds of event in an account's history."""

    ACCOUNT_CREATED = "account-created"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    BLOCKED = "blocked"
    PASSWORD_CHANGED = "password-changed"
    RESET_REQUESTED = "reset-requested"
    PASSWORD_RESET = "password-reset"


@dataclass(frozen=True)
class PastEvent:
    """One line of the history; `terminal` may be empty."""

    happening: Happening
    happened_at: datetime
    terminal: str
