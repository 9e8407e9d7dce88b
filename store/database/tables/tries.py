"""What is counted: wrong secrets, and what people have sent."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class Counter(Row, table=True):
    """Failures with one kind of secret of one subject: an account, or an identifier that has none."""

    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    failures: int
    opens_at: datetime | None = Field(sa_type=Moment)
    counted_at: datetime = Field(sa_type=Moment, index=True)


class Quota(Row, table=True):
    """What may still be sent of one kind to one subject, by its mark; see `store.rules.quota`."""

    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    full_at: datetime = Field(sa_type=Moment, index=True)
