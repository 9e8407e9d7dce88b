"""What the store remembers. Limits and forms are checked in the use cases: tables do not check them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Row(SQLModel):
    """What every table is: nothing is checked in it, so no checks are built for it."""

    model_config = {"defer_build": True}


class Fact(Row, table=True):
    """Something the store knows of itself, such as the fingerprint of its keys."""

    name: str = Field(primary_key=True)
    value: str


class Account(Row, table=True):
    """One person's record. `number` is the 12-digit account ID; `verifier` proves the password.

    While a reset is due, nobody signs in. A role that is suspended gives no rights until it is given back.
    The owner was last warned of wrong tries at `warned_at`.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    username: str
    email: str
    language: str
    verifier: str
    password_set_at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    role: str = "person"
    role_suspended: bool = False
    reset_due: bool = False
    warned_at: datetime | None = Field(default=None, sa_type=Moment)


class Identifier(Row, table=True):
    """A name that signs an account in since `added_at`, in the form it is looked up by.

    A former email address signs nobody in; it is kept for the account until `kept_until`, which says nothing
    of one that the account has gone back to.
    """

    lookup: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    added_at: datetime = Field(sa_type=Moment)
    kept_until: datetime | None = Field(default=None, sa_type=Moment)


class Counter(Row, table=True):
    """Failures with one kind of secret of one subject: an account, or an identifier that has none."""

    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    failures: int
    opens_at: datetime | None = Field(sa_type=Moment)
    counted_at: datetime = Field(sa_type=Moment, index=True)


class SessionRow(Row, table=True):
    """A session that has not ended; `stage` is one of `store.values.Stage`.

    The password was last typed, or chosen, at `proved_at`. `second_step` is the kind of method that was used
    (`store.values.MethodKind`, or `recovery-code`), empty where there was none. `place` is the mark of where
    one sits, empty where that stands for no one in particular.
    """

    __tablename__ = "session"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    terminal: str
    stage: str
    second_step: str = ""
    place: str = ""
    started_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment, index=True)


class KnownPlace(Row, table=True):
    """A place, by its mark, from which an account was signed in to; last at `seen_at`."""

    __tablename__ = "known_place"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)


class Quota(Row, table=True):
    """What is left of the requests of one kind for one subject, by its mark; see `store.rules.quota`."""

    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    full_at: datetime = Field(sa_type=Moment, index=True)


class Event(Row, table=True):
    """One line of an account's history.

    `actor_id` is the account of the operator who did it, if one did, and `reason` what they said.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    happened_at: datetime = Field(sa_type=Moment)
    terminal: str
    actor_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = ""


class OutboxMessage(Row, table=True):
    """An email waiting to be delivered: whom to and what it says are sealed. Deleted once delivered."""

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    account: str
    sealed: bytes
    written_at: datetime = Field(sa_type=Moment)
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment, index=True)


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
    key_verifier: str | None = None
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
    key_verifier: str
    key_wrap: bytes
    personal_key: bytes
    made_at: datetime = Field(sa_type=Moment)


class MethodRow(Row, table=True):
    """One way to do the second step: an authenticator app or a phone (`store.values.MethodKind`).

    `sealed` holds an app's secret or a phone's number. `name` is the app's; a phone has none. A code of an
    app counts once: only for a later time step (RFC 6238) than `last_step`.
    """

    __tablename__ = "method"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    name: str
    sealed: bytes
    last_step: int
    is_default: bool
    added_at: datetime = Field(sa_type=Moment)


class RecoveryCode(Row, table=True):
    """One of an account's recovery codes, by its mark; it works until it is used."""

    __tablename__ = "recovery_code"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class RecoveryAnswer(Row, table=True):
    """The answer to one recovery question, chosen at `set_at`, hashed like a password.

    The one that is `asked` is asked until it is answered.
    """

    __tablename__ = "recovery_answer"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    question: int = Field(primary_key=True)
    verifier: str
    set_at: datetime = Field(sa_type=Moment)
    asked: bool = False
