"""Quotas: how much may be asked for in an hour or a day, such as messages to one address or phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session as Transaction

from store.accounts.context import Context
from store.database.tables.tries import Quota
from store.rules import quota
from store.rules.identifiers import Email
from store.rules.limits import ASKERS_OF_ONE
from store.rules.quota import HOUR


def of_address(context: Context, address: Email) -> str:
    """Return the subject of the quotas of an email address: a mark of it."""
    return context.mark_keys.mark("address", address.lookup)


def allowed(
    db: Transaction, kind: str, subject: str, now: datetime, number: int, within: timedelta = HOUR
) -> bool:
    """Take one from the quota of `subject` within the writing transaction `db`; return whether it had one.

    It is of so many within an hour, or a day.
    """
    row = db.get(Quota, (subject, kind))
    full_at = quota.after_one(None if row is None else row.full_at, now, number, within)
    if full_at is None:
        return False
    row = row or Quota(subject=subject, kind=kind, full_at=full_at)
    row.full_at = full_at
    db.add(row)
    return True


def give_back(db: Transaction, kind: str, subject: str, number: int, within: timedelta = HOUR) -> None:
    """Put one that was taken back into the quota of `subject`."""
    row = db.get(Quota, (subject, kind))
    if row is not None:
        row.full_at = quota.before_one(row.full_at, number, within)
        db.add(row)


def is_spent(db: Transaction, kind: str, subject: str, now: datetime, an_hour: int) -> bool:
    """Tell whether the quota of `subject` has none left, and take none."""
    row = db.get(Quota, (subject, kind))
    return row is not None and quota.after_one(row.full_at, now, an_hour) is None


def allowed_at(db: Transaction, kind: str, subject: str, number: int, within: timedelta = HOUR) -> datetime:
    """Return when one can be taken again from the quota of `subject`, which has none left."""
    row = db.get(Quota, (subject, kind))
    assert row is not None
    return quota.next_at(row.full_at, number, within)


def allowed_to_one_of_many(
    db: Transaction, kind: str, subject: str, asker: str, now: datetime, an_hour: int
) -> bool:
    """Take one from what `asker` may send to `subject`, and from what all who ask may, which is more.

    So one account cannot use up what another may ask for; only many accounts together can.
    """
    own = allowed(db, kind, f"{subject} {asker}", now, an_hour)
    return own and allowed(db, f"{kind} by all", subject, now, an_hour * ASKERS_OF_ONE)
