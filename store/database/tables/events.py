"""The history of accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from store.database.tables.row import Moment, Row


class Event(Row, table=True):
    """One line of an account's history.

    `actor_id` is the account of the operator who did it, if one did, and `reason` what they said. `about` is
    written and read by `store.accounts.events.About`. `request` is the id of the script's request that it
    answers, if it does.
    """

    # Both hold only what operators did (`migrations/versions/0014_acts.py`).
    __table_args__ = (
        Index("ix_event_act", "happened_at", "id"),
        Index("ix_event_actor_id", "actor_id", "happened_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    happened_at: datetime = Field(sa_type=Moment)
    terminal: str
    actor_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = ""
    about: str = ""
    request: str = ""


class EventLink(Row, table=True):
    """One link of the chain of events: of which event, and the HMAC that ties it to the link before.

    It does not refer to its event as other rows do, or an event that was removed would take its link along.
    """

    __tablename__ = "event_link"

    position: int = Field(primary_key=True)
    event_id: int = Field(unique=True)
    key_version: int
    mac: str
