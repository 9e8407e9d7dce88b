"""Known places: where someone signed in to an account before. Tries from there are counted separately."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.context import Context
from store.database.tables.signing_in import KnownPlace


def mark(db: Transaction, context: Context, account_id: int, place: str) -> str:
    """Return the mark of a place, for one account; empty where it stands for no one in particular.

    The account has it for a place that it knows, though another key of marks may have come since.
    """
    if not place:
        return ""
    marks = context.mark_keys.marks("place", str(account_id), place)
    of_any = col(KnownPlace.account_id) == account_id, col(KnownPlace.mark).in_(marks)
    return db.exec(select(KnownPlace.mark).where(*of_any)).first() or marks[0]


def known(db: Transaction, account_id: int, place: str) -> str:
    """Return the mark of a place again if the account was signed in to from there, else an empty one."""
    return place if place and db.get(KnownPlace, (account_id, place)) is not None else ""


def remember(db: Transaction, account_id: int, place: str, now: datetime) -> None:
    """Note that the account was signed in to from the place of this mark, the second step included."""
    if place:
        db.merge(KnownPlace(account_id=account_id, mark=place, seen_at=now))
