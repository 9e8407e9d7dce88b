"""What is noted in the history of an account; `store.events.Happening` lists the kinds of event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import harmless
from store.accounts.context import Context
from store.database.port import after_commit
from store.database.tables.events import Event
from store.database.tables.row import table_of
from store.events import Happening

_TERMINAL_LIMIT = 200
_RECORD = insert(table_of(Event))


@dataclass(frozen=True)
class About:
    """What an event is about: the `kind` of a method, empty where there is none; and what was `undone`.

    Or the id of the `service` that was opened.
    """

    kind: str = ""
    undone: Happening | None = None
    service: str = ""

    @classmethod
    def of(cls, event: Event) -> About:
        """Return what an event of the database is about."""
        if event.kind == Happening.SERVICE_OPENED.value:
            return cls(service=event.about)
        if event.kind != Happening.UNDONE.value:
            return cls(event.about)
        undone, _colon, kind = event.about.partition(":")
        return cls(kind, Happening(undone))

    @property
    def written(self) -> str:
        """What the database has of it."""
        if self.undone is not None:
            return f"{self.undone.value}:{self.kind}"
        return self.service or self.kind


ABOUT_NOTHING = About()


def record(
    db: Transaction,
    context: Context,
    account_id: int,
    happening: Happening,
    *,
    happened_at: datetime,
    terminal: str,
    actor_id: int | None = None,
    reason: str = "",
    about: About = ABOUT_NOTHING,
) -> None:
    """Write one event within the transaction it tells of; it is linked to those before it soon after.

    `actor_id` is the operator whose doing it is; the `reason` that someone gave was judged by the use case.
    """
    line = {
        "account_id": account_id,
        "kind": happening.value,
        "happened_at": happened_at,
        "terminal": terminal_shown(terminal),
        "actor_id": actor_id,
        "reason": reason,
        "about": about.written,
        "request": context.settings.request_id,
    }
    db.exec(_RECORD, params=line)
    after_commit(db, context.linking.ask)


def last_moment(db: Transaction) -> datetime | None:
    """Return when the last event of all was, by the clock of then; None where there is none."""
    return db.exec(select(Event.happened_at).order_by(col(Event.id).desc()).limit(1)).first()


def terminal_shown(terminal: str) -> str:
    """Return the name of a terminal as it is kept: short, and harmless to show (its environment set it)."""
    return harmless(terminal[:_TERMINAL_LIMIT])
