"""Messages that wait to be delivered."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class OutboxMessage(Row, table=True):
    """An email or a text that waits: whom to and what it says are sealed. Deleted once delivered."""

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    account: str
    sealed: bytes
    written_at: datetime = Field(sa_type=Moment)
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment, index=True)
