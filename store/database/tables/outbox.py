"""Messages that wait to be delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, BindParameter, ColumnElement, and_, or_, type_coerce
from sqlmodel import Field, col

from store.database.tables.row import Moment, Row
from store.rules.limits import GIVEN_UP_AFTER, TRIES_BEFORE_GIVING_UP


class OutboxMessage(Row, table=True):
    """An email or a text that waits: whom to and what it says are sealed. Deleted once delivered.

    Its `kind` says by which route it leaves. After `expires_at` it is of no use; None: it always is.
    `last_error` is why it was not sent, sealed, for an error may quote whom it was for; None of the one that
    is being tried now.
    """

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    account: str
    kind: str
    sealed: bytes
    written_at: datetime = Field(sa_type=Moment)
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment, index=True)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    last_error: bytes | None = None


def is_of_use(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Tell whether a message is worth sending at the moment `now`."""
    expires_at = col(OutboxMessage.expires_at)
    return or_(expires_at.is_(None), expires_at > now)


def is_given_up() -> ColumnElement[bool]:
    """Tell whether the next try of a message would come too late."""
    tried_for = type_coerce(col(OutboxMessage.next_try_at), BigInteger) - type_coerce(
        col(OutboxMessage.written_at), BigInteger
    )
    too_long = tried_for > GIVEN_UP_AFTER // timedelta(microseconds=1)
    return and_(col(OutboxMessage.tries) >= TRIES_BEFORE_GIVING_UP, too_long)
