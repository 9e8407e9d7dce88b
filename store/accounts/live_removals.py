"""The removals of an account that have not come to an end (PRODUCT §10)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.password import recovery_answers
from store.database.sealed_columns import OTHER_PHONE
from store.database.tables.desk import RemovalRow
from store.database.tables.methods import MethodRow, RecoveryCode
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.methods import Method
from store.values.removals import Ending, Removable

_PURPOSE = "removal"
KNOWN = col(RemovalRow.what).in_([what.value for what in Removable])
"""A row that names none of these is damaged: it is left out, so that the others still work."""
# Each sign-in asks: to put the statement together takes longer than to carry it out.
_OF_ONE = col(RemovalRow.account_id) == bindparam("account_id"), col(RemovalRow.ended) == "", KNOWN
_LIVE = select(RemovalRow).where(*_OF_ONE).order_by(col(RemovalRow.asked_at))
_LIVE_IDS = select(RemovalRow.id).where(*_OF_ONE).order_by(col(RemovalRow.asked_at))
_UNREADABLE = TypeError, ValueError, OverflowError
"""What the dates of a damaged row raise."""


def of_account(db: Transaction, account_id: int) -> list[RemovalRow]:
    """Return the account's removals that have not ended, the oldest first, but those that cannot be read:
    nobody can carry them out, and they keep no one from their account.
    """
    of_one = {"account_id": account_id}
    try:
        return list(db.exec(_LIVE, params=of_one))
    except _UNREADABLE:
        each = (readable(db, removal) for removal in db.exec(_LIVE_IDS, params=of_one).all())
        return [row for row in each if row is not None]


def readable(db: Transaction, removal: str) -> RemovalRow | None:
    """Return a removal, None where there is none or its dates cannot be read: it hides no other."""
    try:
        return db.get(RemovalRow, removal)
    except _UNREADABLE:
        return None


def what_of(row: RemovalRow) -> Removable:
    """Return what is to be removed. Raises `Problem` CORRUPT where nobody knows that."""
    try:
        return Removable(row.what)
    except ValueError:
        raise Problem(Refusal.CORRUPT) from None


def about(row: RemovalRow) -> About:
    """Return what events of a removal are about: the kind of the method, or else what is removed."""
    return About(row.kind or row.what)


def end(db: Transaction, row: RemovalRow, ending: Ending, now: datetime) -> None:
    """Let a removal have come to its end: its code is right no more, and what was sealed is gone."""
    row.ended, row.ended_at = ending.value, now
    row.due_at = row.sealed = None
    db.add(row)


def is_there(db: Transaction, row: RemovalRow) -> bool:
    """Tell whether the account still has what is to be removed. Raises `Problem` CORRUPT."""
    match what_of(row):
        case Removable.METHOD:
            method = db.get(MethodRow, row.method)
            return method is not None and method.account_id == row.account_id
        case Removable.RECOVERY_CODES:
            unused = select(RecoveryCode).where(
                col(RecoveryCode.account_id) == row.account_id, col(RecoveryCode.used_at).is_(None)
            )
            return db.exec(unused.limit(1)).first() is not None
        case Removable.QUESTIONS:
            return recovery_answers.are_set(db, row.account_id)
        case Removable.REGISTERED_PHONE:
            return registered.find(db, row.account_id) is not None


def replaces_phone(db: Transaction, account_id: int) -> bool:
    """Tell whether another phone is about to take the place of the registered one: it was approved."""
    replacing = (row for row in of_account(db, account_id) if what_of(row) is Removable.REGISTERED_PHONE)
    return any(row.approved_at is not None for row in replacing)


def told_besides(db: Transaction, context: Context, row: RemovalRow) -> str:
    """Return the number that was told of a removal and is none of the account's own; else nothing.

    There is none where the registration is damaged: nothing need be opened to end a removal.
    """
    with suppress(Problem):
        if what_of(row) is Removable.REGISTERED_PHONE:
            return registered.number_of(db, context, row.account_id)
    return ""


def legible(db: Transaction, context: Context, row: RemovalRow) -> tuple[Method | None, str]:
    """Return the method that is removed, and the number (E.164) that replaces another.

    There is none of what is damaged, nor where something else is removed.
    """
    with suppress(Problem):
        match what_of(row):
            case Removable.METHOD:
                return held.shown(context, held.find(db, row.account_id, row.method)), ""
            case Removable.REGISTERED_PHONE:
                return None, OTHER_PHONE.open_text(context.keys, row)
    return None, ""


def mark_of(context: Context, code: Secret) -> str:
    """Return what is stored of a new code that cancels."""
    return context.mark_keys.mark(_PURPOSE, code.reveal())


def by_code(db: Transaction, context: Context, code: Secret) -> RemovalRow | None:
    """Return the removal that a code cancels, ended or not; None for a code of none.

    Raises `Problem` CORRUPT for one that cannot be read, which nobody can carry out.
    """
    marks = context.mark_keys.marks(_PURPOSE, code.reveal())
    found = db.exec(select(RemovalRow.id).where(col(RemovalRow.mark).in_(marks))).first()
    if found is None:
        return None
    if (row := readable(db, found)) is None:
        raise Problem(Refusal.CORRUPT)
    return row
