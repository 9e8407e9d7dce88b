"""Wrong secrets are counted before they are compared, so that no race buys an extra guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete

from store.accounts import events, sessions
from store.accounts.context import Context
from store.database.tables import Counter as CounterRow
from store.database.tables import SessionRow
from store.problems import Problem, Refusal
from store.rules import throttle
from store.rules.limits import FAILURES_THAT_BLOCK, FAILURES_UNTIL_THE_LONGEST_WAIT
from store.rules.throttle import Counter, Schedule
from store.values import Happening


@dataclass(frozen=True)
class Kind:
    """A kind of secret, with a counter of its own: how its waits grow, and how a wait is refused."""

    name: str
    schedule: Schedule
    locked: Refusal


PASSWORD = Kind("password", throttle.PASSWORD, Refusal.LOCKED)
PERSONAL_KEY = Kind("personal-key", throttle.PERSONAL_KEY, Refusal.KEY_LOCKED)
SECOND_STEP = Kind("second-step", throttle.PASSWORD, Refusal.CODE_LOCKED)
CONFIRMATION = Kind("confirmation", throttle.PASSWORD, Refusal.CODE_LOCKED)
ANSWER = Kind("answer", throttle.PASSWORD, Refusal.ANSWER_LOCKED)


def claim(db: Transaction, context: Context, subject: str, kind: Kind) -> tuple[Counter, Counter]:
    """Count one try as failed until `succeed` says otherwise; return the counter before and after.

    Raises `Problem` `kind.locked` (until) while a wait runs. `db` must be a writing transaction.
    """
    now = context.now()
    row = db.get(CounterRow, (subject, kind.name))
    before = Counter()
    if row is not None:
        before = throttle.remembered(Counter(row.failures, row.opens_at), row.counted_at, now, kind.schedule)
    if not throttle.is_open(before, now):
        raise Problem(kind.locked, until=before.open_at)
    after = throttle.after_failure(before, now, kind.schedule)
    if row is None:
        row = CounterRow(subject=subject, kind=kind.name, failures=0, opens_at=None, counted_at=now)
    row.failures, row.opens_at, row.counted_at = after.failures, after.open_at, now
    db.add(row)
    return before, after


def claim_of_account(
    db: Transaction, context: Context, account_id: int, kind: Kind
) -> tuple[Counter, Counter]:
    """Claim a try at one of an account's secrets; see `claim`."""
    return claim(db, context, of_account(account_id), kind)


def note_wrong(
    context: Context,
    account_id: int,
    kind: Kind,
    before: Counter,
    after: Counter,
    terminal: str,
    *,
    but: SessionRow | None = None,
) -> None:
    """End the account's sessions, all or all but one, if the try just judged wrong is the one that blocks."""
    if throttle.is_blocked(after, kind.schedule) and not throttle.is_blocked(before, kind.schedule):
        with context.database.write() as db:
            sessions.end_all(db, account_id, but=but)
            events.record(db, account_id, Happening.BLOCKED, context.now(), terminal)


def succeed(db: Transaction, account_id: int, kind: Kind) -> None:
    """Forget the failures with this kind of secret, and with them a wait or a block."""
    db.exec(
        delete(CounterRow).where(
            col(CounterRow.subject) == of_account(account_id), col(CounterRow.kind) == kind.name
        )
    )


def unblock(db: Transaction, account_id: int, kind: Kind) -> None:
    """Lift a block; so many failures stay counted that each further one waits the longest."""
    row = db.get(CounterRow, (of_account(account_id), kind.name))
    if row is not None and row.failures >= FAILURES_THAT_BLOCK:
        row.failures, row.opens_at = FAILURES_UNTIL_THE_LONGEST_WAIT, None
        db.add(row)


def of_account(account_id: int) -> str:
    return f"account:{account_id}"


def waits_until(db: Transaction, context: Context, account_id: int, kind: Kind) -> datetime | None:
    """Return when the wait that now runs ends; None where none runs."""
    row = db.get(CounterRow, (of_account(account_id), kind.name))
    if row is None or row.opens_at is None or row.opens_at <= context.now():
        return None
    return row.opens_at


def wrong(refusal: Refusal, field: str, counter: Counter, kind: Kind = PASSWORD) -> Problem:
    """The refusal of a wrong secret, with the tries that are left and when the next wait ends."""
    tries_left = throttle.tries_left(counter, kind.schedule)
    return Problem(refusal, field, tries_left=tries_left, until=counter.open_at)
