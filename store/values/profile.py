"""Profiles and personal keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from store.rules.secret import Secret


class ProfileState(Enum):
    """How far a profile, or the request for one, has come."""

    PENDING = "pending"
    """An operator is to decide."""
    ACCEPTED = "accepted"
    """The personal key is yet to be made, when the password is next typed."""
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    """The password was reset: only the personal key opens the profile."""
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ProfileStatus:
    """`profile` is active, deactivated or None; `request` is what became of the newest request, if any.

    `reason` says why a request was refused. `key_kept` is False while the person has not said that they saved
    the key of an active profile.
    """

    profile: ProfileState | None
    request: ProfileState | None
    verified_at: datetime | None
    key_made_at: datetime | None
    reason: str = ""
    key_kept: bool = True


@dataclass(frozen=True, repr=False)
class Identity:
    """What a person states of themselves, and an operator compares with their document."""

    legal_name: str
    birth_date: date
    document_kind: str
    document_number: str
    address: str


@dataclass(frozen=True)
class PersonalKey:
    """A personal key (16 characters, not grouped), and when it was made; `id` tells it from every other."""

    key: Secret
    made_at: datetime
    id: str


@dataclass(frozen=True)
class OpenedProfile:
    """A profile that its owner has opened with their password."""

    identity: Identity
    verified_at: datetime
    personal_key: PersonalKey
