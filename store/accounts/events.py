"""What is noted in the history of an account; `store.events.Happening` lists the kinds of event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session as Transaction

from i18n import harmless
from store.accounts.context import Context
from store.database.port import after_commit
from store.database.tables.events import Event
from store.database.tables.row import table_of
from store.events import Happening

_TERMINAL_LIMIT = 200
_RECORD = insert(table_of(Event))


def record(
    db: Transaction,
    context: Context,
    account_id: int,
    happening: Happening,
    happened_at: datetime,
    terminal: str,
    actor_id: int | None = None,
    reason: str = "",
    about: str = "",
) -> None:
    """Write one event within the transaction it tells of; it is linked to those before it soon after.

    `actor_id` is the operator whose doing it is; the `reason` that someone gave was judged by the use case.
    `about` is as in the table.
    """
    line = {
        "account_id": account_id,
        "kind": happening.value,
        "happened_at": happened_at,
        "terminal": terminal_shown(terminal),
        "actor_id": actor_id,
        "reason": reason,
        "about": about,
    }
    db.exec(_RECORD, params=line)
    after_commit(db, context.linking.ask)


def terminal_shown(terminal: str) -> str:
    """Return the name of a terminal as it is kept: short, and harmless to show (its environment set it)."""
    return harmless(terminal[:_TERMINAL_LIMIT])
