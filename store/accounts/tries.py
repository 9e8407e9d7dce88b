"""Wrong secrets are counted before they are compared, so that no race buys an extra guess."""

from __future__ import annotations

from sqlmodel import Session as Transaction
from sqlmodel import col, delete

from store.accounts import events, sessions
from store.accounts.context import Context
from store.database.tables import Counter as CounterRow
from store.problems import Problem, Refusal
from store.rules import throttle
from store.rules.throttle import Counter
from store.values import Happening

PASSWORD = "password"


def claim(db: Transaction, context: Context, subject: str, kind: str) -> tuple[Counter, Counter]:
    """Count one try as failed until `succeed` says otherwise; return the counter before and after.

    Raises `Problem` LOCKED (until) while a wait runs. `db` must be a writing transaction.
    """
    now = context.now()
    row = db.get(CounterRow, (subject, kind))
    before = Counter(0, None) if row is None else Counter(row.failures, row.opens_at)
    if not throttle.is_open(before, now):
        raise Problem(Refusal.LOCKED, until=before.open_at)
    after = throttle.after_failure(before, now)
    if row is None:
        row = CounterRow(subject=subject, kind=kind, failures=0, opens_at=None, counted_at=now)
    row.failures, row.opens_at, row.counted_at = after.failures, after.open_at, now
    db.add(row)
    return before, after


def claim_of_account(
    db: Transaction, context: Context, account_id: int, kind: str
) -> tuple[Counter, Counter]:
    """Claim a try at one of an account's secrets; see `claim`."""
    return claim(db, context, of_account(account_id), kind)


def note_wrong(context: Context, account_id: int, before: Counter, after: Counter, terminal: str) -> None:
    """End the account's sessions if the try that was just judged wrong is the one that blocks it."""
    if throttle.is_blocked(after) and not throttle.is_blocked(before):
        with context.database.write() as db:
            sessions.end_all(db, account_id)
            events.record(db, account_id, Happening.BLOCKED, context.now(), terminal)


def succeed(db: Transaction, account_id: int, kind: str) -> None:
    """Forget the failures with this kind of secret, and with them a wait or a block."""
    db.exec(
        delete(CounterRow).where(
            col(CounterRow.subject) == of_account(account_id), col(CounterRow.kind) == kind
        )
    )


def of_account(account_id: int) -> str:
    return f"account:{account_id}"


def wrong(refusal: Refusal, field: str, counter: Counter) -> Problem:
    """The refusal of a wrong secret, with the tries that are left and when the next wait ends."""
    return Problem(refusal, field, tries_left=throttle.tries_left(counter), until=counter.open_at)
