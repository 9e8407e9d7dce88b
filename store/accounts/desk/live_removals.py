"""The removals of an account that have not come to an end, and what ends them before that (PRODUCT §10).

Whoever does the second step, or changes what was to be removed, can do without the removal: so it ends within
the transaction of a sign-in, a code, a change, a reset or an undoing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import language_of
from store.accounts import events
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.methods.kind import number_of
from store.accounts.password import recovery_answers
from store.database.sealed_columns import METHOD, OTHER_PHONE
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow, RecoveryCode
from store.events import Happening
from store.messages.letters.desk import removal_needless
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.methods import Method
from store.values.removals import Ending, Removable

_PURPOSE = "removal"
_OWNERS_CHANGE: Mapping[Happening, Removable | None] = {
    Happening.METHOD_REMOVED: None,
    Happening.METHOD_REPLACED: None,
    Happening.RECOVERY_CODES_MADE: Removable.RECOVERY_CODES,
    Happening.QUESTIONS_SET: Removable.QUESTIONS,
}
"""What changes something that can be removed, and which of it is another one from then on."""
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


def end_at_second_step(db: Transaction, context: Context, account_id: int, terminal: str) -> None:
    """End what someone who did the second step can do without: all but another phone of the registration,
    which they cannot register themselves.
    """
    rows = of_account(db, account_id)
    _end_needless(
        db, context, (row for row in rows if row.what != Removable.REGISTERED_PHONE.value), terminal
    )


def end_at_password(db: Transaction, context: Context, account_id: int, terminal: str) -> None:
    """End the removal of recovery questions: who signed in without a second step can choose others."""
    rows = of_account(db, account_id)
    _end_needless(db, context, (row for row in rows if row.what == Removable.QUESTIONS.value), terminal)


def end_at_method(db: Transaction, context: Context, method: MethodRow, terminal: str) -> None:
    """End the removal of a method of which a code has just been right; and where that came by the phone of
    the registration, the other one that is to replace it.
    """
    for row in of_account(db, method.account_id):
        if row.method == method.id or (
            row.what == Removable.REGISTERED_PHONE.value and _is_registered(db, context, method)
        ):
            _end_needless(db, context, (row,), terminal)


def end_at_recovery_code(db: Transaction, context: Context, account_id: int, terminal: str) -> None:
    """End the removal of the sheet of recovery codes, of which one has just been right."""
    rows = of_account(db, account_id)
    sheet = (row for row in rows if row.what == Removable.RECOVERY_CODES.value)
    _end_needless(db, context, sheet, terminal)


def end_at_change(
    db: Transaction, context: Context, account_id: int, happening: Happening, terminal: str
) -> None:
    """End the removals of what the account has no longer, or has another one of since what happened."""
    if happening not in _OWNERS_CHANGE:
        return
    changed = _OWNERS_CHANGE[happening]
    rows = of_account(db, account_id)
    gone = (row for row in rows if what_of(row) is changed or not is_there(db, row))
    _end_needless(db, context, gone, terminal)


def end_all(db: Transaction, context: Context, account_id: int, terminal: str) -> None:
    """End all removals of an account whose password was reset."""
    _end_needless(db, context, of_account(db, account_id), terminal)


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
    """Return the removal that a code cancels, ended or not; None for a code of none."""
    marks = context.mark_keys.marks(_PURPOSE, code.reveal())
    return db.exec(select(RemovalRow).where(col(RemovalRow.mark).in_(marks))).first()


def _is_registered(db: Transaction, context: Context, method: MethodRow) -> bool:
    """Tell whether codes of a method come by the phone that was registered."""
    number = number_of(context, method.kind, METHOD.open_text(context.keys, method))
    return number == registered.number_of(db, context, method.account_id)


def _end_needless(db: Transaction, context: Context, rows: Iterable[RemovalRow], terminal: str) -> None:
    """End removals with an event each. Of those that were announced, the email address is told: whoever came
    back may be a thief.
    """
    now = context.now()
    for row in rows:
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
