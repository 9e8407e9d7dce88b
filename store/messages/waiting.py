"""Messages that have not left: what may be told of them, and having them tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, func, not_, or_, type_coerce, update
from sqlalchemy.orm import load_only
from sqlmodel import col, select

from i18n import harmless
from store.database.alone import NOTHING
from store.database.port import Database
from store.database.sealed_columns import LAST_ERROR
from store.database.tables.outbox import OutboxMessage, is_given_up, is_of_use
from store.problems import Problem, Refusal
from store.rules.limits import LONGEST_RETRY, MESSAGE_LEASE
from store.vault.keyring import KeyRing

BEHIND = timedelta(seconds=1)
"""So much later than others, whoever is put behind them is tried."""
_LONGEST_ERROR = 500
"""Characters that are kept of an error: a mail server may answer anything."""


@dataclass(frozen=True)
class WaitingMessage:
    """What may be shown of a message that waits: nothing of what it says, nor whom to.

    The last error, of a try that failed, is one line of plain text, which may quote an address. What was
    `given_up` is not tried by itself any more.
    """

    id: str
    kind: str
    written_at: datetime
    of_use_until: datetime | None
    tries: int
    next_try_at: datetime
    given_up: bool
    last_error: str | None


@dataclass(frozen=True)
class OutboxState:
    """How many messages are `waiting` to be tried, and when the oldest was written.

    `last_error` is why the newest of those that failed did not leave, one line for `tui.wording.undelivered`.
    What has expired is not counted.
    """

    waiting: int
    oldest_written_at: datetime | None
    last_error: str | None


@dataclass(frozen=True)
class GivenUp:
    """How many messages are not tried any more: `in_all`, and where nothing is taken for their recipient.

    `last_error` is why the newest of the others did not leave or, where there are none, of these.
    """

    in_all: int
    for_recipient: int
    last_error: str | None


@dataclass(frozen=True)
class Waiting:
    """What waits in a database, and what was given up in it; no route is needed for that."""

    database: Database
    keys: KeyRing
    clock: Callable[[], datetime]

    def messages(self) -> tuple[WaitingMessage, ...]:
        """Return what waits or was given up, the oldest first."""
        with self.database.read() as db:
            waiting = select(OutboxMessage, is_given_up().label("given_up"))
            rows = db.exec(waiting.order_by(col(OutboxMessage.written_at))).all()
        return tuple(
            WaitingMessage(
                row.id,
                row.kind,
                row.written_at,
                row.expires_at,
                row.tries,
                row.next_try_at,
                given_up,
                self._last_error(row),
            )
            for row, given_up in rows
        )

    def state(self) -> OutboxState:
        """Return how much waits to be tried, and why it has not left yet."""
        now, by_age = self.clock(), col(OutboxMessage.written_at)
        waits = (is_of_use(now), not_(is_given_up()))
        with self.database.read() as db:
            count = db.exec(select(func.count()).select_from(OutboxMessage).where(*waits)).one()
            # A damaged date, which none can be made of, lies in the future.
            oldest = db.exec(select(func.min(by_age)).where(*waits, by_age <= now)).one()
            failed = select(OutboxMessage).where(*waits, col(OutboxMessage.last_error).is_not(None))
            newest = db.exec(failed.where(by_age <= now).order_by(by_age.desc()).limit(1)).first()
        return OutboxState(count, oldest, None if newest is None else self._last_error(newest))

    def given_up(self) -> GivenUp:
        """Return how much is not tried any more, and why."""
        # Not the dates, of which one may be damaged.
        columns = load_only(*(getattr(OutboxMessage, name) for name in ("id", "account", "last_error")))
        given_up = select(OutboxMessage).options(columns).where(is_of_use(self.clock()), is_given_up())
        with self.database.read() as db:
            newest_first = db.exec(given_up.order_by(col(OutboxMessage.written_at).desc())).all()
            errors = [self._last_error(row) for row in newest_first]
        others = [error for error in errors if not _is_of_recipient(error)]
        return GivenUp(len(errors), len(errors) - len(others), next(iter(others or errors), None))

    def hurry(self) -> None:
        """Have what waits after a try that failed tried now, in the turn in which it would have been.

        What another process has leased is left to it. Of what a closed way put off without a try of its own,
        and so without an error, some waits for the first two minutes: it looks like that.
        """
        now = self.clock()
        next_try_at = col(OutboxMessage.next_try_at)
        failed = or_(col(OutboxMessage.last_error).is_not(None), next_try_at > now + MESSAGE_LEASE)
        waits = update(OutboxMessage).where(next_try_at > now, is_of_use(now), not_(is_given_up()), failed)
        sooner = (LONGEST_RETRY + BEHIND) // timedelta(microseconds=1)
        with self.database.write(alone_with=NOTHING) as db:
            db.exec(waits.values(next_try_at=type_coerce(next_try_at, BigInteger) - sooner))

    def try_again(self) -> int:
        """Have what was given up tried once more; return how many messages that is."""
        again = update(OutboxMessage).where(is_given_up(), is_of_use(self.clock()))
        with self.database.write(alone_with=NOTHING) as db:
            return int(db.exec(again.values(next_try_at=col(OutboxMessage.written_at))).rowcount)

    def _last_error(self, row: OutboxMessage) -> str | None:
        try:
            error = LAST_ERROR.find_text(self.keys, row)
        except Problem as damaged:
            error = told(damaged)
        return None if error is None else harmless(error)


def told(error: Exception) -> str:
    """Return what is kept of why a message did not leave; `tui.wording.undelivered` has words for it."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, Problem):
        text = ": ".join(
            filter(None, (error.refusal.value, str(error.facts.get("detail", error.facts.get("path", "")))))
        )
    # A lone surrogate, of which there is no UTF-8, is written as its escape.
    return text.encode(errors="backslashreplace").decode()[:_LONGEST_ERROR]


def _is_of_recipient(error: str | None) -> bool:
    return error is not None and error.partition(":")[0] == Refusal.MAIL_RECIPIENT.value
