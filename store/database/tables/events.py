"""The history of accounts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


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
