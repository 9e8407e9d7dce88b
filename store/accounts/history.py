"""What happened to an account: when, what, from which terminal."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from store.accounts import sessions
from store.accounts.context import Context
from store.database.tables import Event
from store.values import Happening, PastEvent, Session

_SHOWN = 100


@dataclass(frozen=True)
class History:
    """The person's own view of the events of their account."""

    context: Context

    def recent(self, session: Session) -> tuple[PastEvent, ...]:
        """Return the last hundred events, the newest first. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            account = sessions.require(db, self.context, session).account
            newest_first = (
                select(Event)
                .where(col(Event.account_id) == account.id)
                .order_by(col(Event.id).desc())
                .limit(_SHOWN)
            )
            return tuple(
                PastEvent(Happening(event.kind), event.happened_at, event.terminal)
                for event in db.exec(newest_first)
            )
