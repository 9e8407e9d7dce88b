"""Profiles, which their owners alone can read."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class ProfileRow(Row, table=True):
    """An identity that its owner alone can read, from the request on; `state` says how far it has come.

    `pending` (an operator is to decide), `accepted` (the personal key is yet to be made), `active`,
    `deactivated` (the password was reset: only the personal key opens it), and `refused` or `cancelled`,
    of which only the fact remains.
    """

    __tablename__ = "profile"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    state: str = Field(index=True)
    requested_at: datetime = Field(sa_type=Moment)
    verified_at: datetime | None = Field(default=None, sa_type=Moment)
    identity: bytes | None = None
    password_wrap: bytes | None = None
    key_id: str | None = None
    key_verifier: bytes | None = None
    key_wrap: bytes | None = None
    personal_key: bytes | None = None
    key_made_at: datetime | None = Field(default=None, sa_type=Moment)
    key_kept_at: datetime | None = Field(default=None, sa_type=Moment)
    for_operator: bytes | None = None
    reason: bytes | None = None


class KeyCandidate(Row, table=True):
    """A personal key that is tried before it takes the place of the one before it, and is shown."""

    __tablename__ = "key_candidate"

    id: str = Field(primary_key=True)
    profile_id: str = Field(foreign_key="profile.id", index=True)
    key_verifier: bytes
    key_wrap: bytes
    personal_key: bytes
    made_at: datetime = Field(sa_type=Moment)


class Certificate(Row, table=True):
    """A certificate to sign with, by its serial number in hexadecimal; both parts under the profile's key.

    Of one that was revoked only the fact remains, for the list of them; it expires at the end of its life.
    """

    serial: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    profile_id: str = Field(index=True)
    certificate: bytes | None = None
    private_key: bytes | None = None
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
