"""Messages that wait to be delivered."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


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
