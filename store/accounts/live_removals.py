"""The removals of an account that have not come to an end, and what ends them before that (PRODUCT §10).

Whoever does the second step, or changes what was to be removed, can do without the removal: so it ends within
the transaction of a sign-in, a code, a change, a reset or an undoing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import language_of
from store.accounts import events
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import registered
from store.accounts.methods.kind import number_of
from store.accounts.password import recovery_answers
from store.database.sealed_columns import METHOD
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow, RecoveryCode
from store.events import Happening
from store.messages.letters.desk import removal_needless
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.removals import Ending, Removable

_PURPOSE = "removal"
_NEEDLESS_AFTER: Mapping[Happening, Collection[Removable]] = {
    Happening.SIGNED_IN: (Removable.QUESTIONS,),
    Happening.SECOND_STEP_DONE: (Removable.METHOD, Removable.RECOVERY_CODES, Removable.QUESTIONS),
    Happening.PASSWORD_RESET: tuple(Removable),
    Happening.METHOD_REMOVED: (),
    Happening.METHOD_REPLACED: (),
    Happening.RECOVERY_CODES_MADE: (Removable.RECOVERY_CODES,),
    Happening.RECOVERY_CODE_USED: (Removable.RECOVERY_CODES,),
    Happening.QUESTIONS_SET: (Removable.QUESTIONS,),
}
"""What needs no removal after what happened, besides what is not there any more.

Who signed in with the password alone can choose other questions. Who did the second step cannot register
another phone.
"""
KNOWN = col(RemovalRow.what).in_([what.value for what in Removable])
"""A row that names none of these is damaged: it is left out, so that the others still work."""
# Each sign-in asks: to put the statement together takes longer than to carry it out.
_LIVE = (
    select(RemovalRow)
    .where(col(RemovalRow.account_id) == bindparam("account_id"), col(RemovalRow.ended) == "", KNOWN)
    .order_by(col(RemovalRow.asked_at))
)


def of_account(db: Transaction, account_id: int) -> list[RemovalRow]:
    """Return the account's removals that have not ended, the oldest first."""
    return list(db.exec(_LIVE, params={"account_id": account_id}))


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


def end_needless(
    db: Transaction, context: Context, account_id: int, after: Happening | MethodRow, terminal: str
) -> None:
    """End the removals that an account can do without after what happened, or after a right code of a method.

    Each has an event. Of those that were announced, the email address is told: whoever came back may be a
    thief.
    """
    if isinstance(after, Happening) and after not in _NEEDLESS_AFTER:
        return
    now = context.now()
    for row in of_account(db, account_id):
        if not _is_needless(db, context, row, after):
            continue
        if row.approved_at is not None:
            account = db.get_one(Account, row.account_id)
            letter, language = removal_needless(what_of(row), now), language_of(account.language)
            context.outbox.queue(db, letter, account.email, language, account.id)
        end(db, row, Ending.NEEDLESS, now)
        events.record(
            db,
            context,
            row.account_id,
            Happening.REMOVAL_NEEDLESS,
            happened_at=now,
            terminal=terminal,
            about=about(row),
        )


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


def told_besides(db: Transaction, context: Context, row: RemovalRow) -> str:
    """Return the number that was told of a removal and is none of the account's own; else nothing."""
    replaces = what_of(row) is Removable.REGISTERED_PHONE
    return registered.number_of(db, context, row.account_id) if replaces else ""


def mark_of(context: Context, code: Secret) -> str:
    """Return what is stored of a new code that cancels."""
    return context.mark_keys.mark(_PURPOSE, code.reveal())


def by_code(db: Transaction, context: Context, code: Secret) -> RemovalRow | None:
    """Return the removal that a code cancels, ended or not; None for a code of none."""
    marks = context.mark_keys.marks(_PURPOSE, code.reveal())
    return db.exec(select(RemovalRow).where(col(RemovalRow.mark).in_(marks))).first()


def _is_needless(db: Transaction, context: Context, row: RemovalRow, after: Happening | MethodRow) -> bool:
    if isinstance(after, Happening):
        return what_of(row) in _NEEDLESS_AFTER[after] or not is_there(db, row)
    replaced = what_of(row) is Removable.REGISTERED_PHONE
    return row.method == after.id or (replaced and _is_registered(db, context, after))


def _is_registered(db: Transaction, context: Context, method: MethodRow) -> bool:
    """Tell whether codes of a method come by the phone that was registered."""
    number = number_of(context, method.kind, METHOD.open_text(context.keys, method))
    return number == registered.number_of(db, context, method.account_id)
