"""What becomes of removals whose time has come: what was lost is removed, as if its owner had done it.

A few that were approved are looked for before each sign-in, reset and activation; all, in the background.
What is due has nothing to do with who comes, so no time that this takes tells of anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import sent_codes, tries
from store.accounts.change import Change, changing_account
from store.accounts.context import Context
from store.accounts.desk import live_removals, roles, whose
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.password import recovery_answers
from store.accounts.signing_in import pin_app, sessions
from store.database import alone
from store.database.sealed_columns import OTHER_PHONE
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.watching import settled
from store.events import Happening
from store.messages.letters import desk as letters
from store.problems import Problem, Refusal
from store.rules import phone
from store.rules.limits import REMOVAL_TRIED_AGAIN, REMOVALS_AT_A_SIGN_IN
from store.values.removals import Ending, Removable


def carry_out_approved(context: Context) -> None:
    """Carry out the removals that are due for longest, so few that nobody who signs in waits for many."""
    _carry_out_due(context, approved=True, at_most=REMOVALS_AT_A_SIGN_IN)


@dataclass(frozen=True)
class DueRemovals:
    """For the process that does it in the background, and for whoever delivers messages."""

    context: Context

    def carry_out(self) -> bool:
        """Carry out each removal that is due, and end each that lapsed; say whether there was any."""
        return _carry_out_due(self.context)


def _carry_out_due(context: Context, *, approved: bool = False, at_most: int | None = None) -> bool:
    """Each is a transaction of its own. A script carries out none: it could time what it has nothing to do
    with, and would be noted as what did it.
    """
    if context.settings.request_id:
        return False
    due = select(RemovalRow.id, RemovalRow.asked_by, RemovalRow.approved_by).where(
        col(RemovalRow.due_at) <= context.now()
    )
    if approved:
        due = due.where(col(RemovalRow.approved_at).is_not(None))
    with context.database.read() as db:
        found = db.exec(due.order_by(col(RemovalRow.due_at)).limit(at_most)).all()
    # All of them, also after one that was.
    done = [
        _is_carried_out(context, removal, tuple(one for one in operators if one is not None))
        for removal, *operators in found
    ]
    return any(done)


def _is_carried_out(context: Context, removal: str, operators: Sequence[int]) -> bool:
    try:
        return _carry_out(context, removal, operators)
    except (ValueError, OverflowError):
        # A damaged row, whose dates cannot be read.
        _put_off(context, removal)
    except Problem as problem:
        if problem.refusal is not Refusal.CORRUPT:
            raise
        _put_off(context, removal)
    return False


def _put_off(context: Context, removal: str) -> None:
    """Have a removal that something damaged prevents be tried again later: it hinders nobody else."""
    with context.database.write(alone_with=alone.account_by_row(RemovalRow.id, removal)) as db:
        waits = update(RemovalRow).where(col(RemovalRow.id) == removal, col(RemovalRow.due_at).is_not(None))
        db.exec(waits.values(due_at=settled(db, context.now()) + REMOVAL_TRIED_AGAIN))


def _carry_out(context: Context, removal: str, operators: Sequence[int]) -> bool:
    alone_with = alone.account_by_row(RemovalRow.id, removal)
    for operator in operators:
        alone_with += alone.account(operator)
    with context.database.write(alone_with=alone_with, destroys=True) as db:
        row = db.get(RemovalRow, removal)
        if row is None or row.due_at is None or row.due_at > settled(db, context.now()):
            # Another process was faster, or its owner; or the clock may be ahead.
            return False
        account = db.get_one(Account, row.account_id)
        if row.approved_at is None:
            _end_unchanged(db, context, account, row, Ending.LAPSED, Happening.REMOVAL_LAPSED)
        elif not _stands(db, account, row):
            with changing_account(db, context, account) as change:
                live_removals.end(db, row, Ending.WITHDRAWN, change.now)
                also = live_removals.told_besides(db, context, row)
                notice = letters.removal_withdrawn(live_removals.what_of(row), change.now)
                change.tell(notice, also=also, about=live_removals.about(row))
        elif not live_removals.is_there(db, row):
            _end_unchanged(db, context, account, row, Ending.NEEDLESS, Happening.REMOVAL_NEEDLESS)
        else:
            with changing_account(db, context, account) as change:
                other_phone = OTHER_PHONE.find_text(context.keys, row)
                live_removals.end(db, row, Ending.DONE, change.now)
                sessions.end_all(db, context, change.account_id)
                sent_codes.forget_all(db, change.account_id)
                if other_phone is not None:
                    _replace_phone(change, other_phone)
                else:
                    _REMOVALS[live_removals.what_of(row)](change, row)
    return True


def _stands(db: Transaction, account: Account, row: RemovalRow) -> bool:
    """Tell whether neither of the operators who decided it has lost the rights to do so since."""
    decided = (db.get_one(Account, operator) for operator in (row.asked_by, row.approved_by))
    return all(whose.may_still_act(operator, account) for operator in decided)


def _end_unchanged(
    db: Transaction, context: Context, account: Account, row: RemovalRow, ending: Ending, how: Happening
) -> None:
    with changing_account(db, context, account, notifies=False) as change:
        live_removals.end(db, row, ending, change.now)
        change.note(how, about=live_removals.about(row))


def _remove_method(change: Change, row: RemovalRow) -> None:
    method = held.find(change.db, change.account_id, row.method)
    shown = held.shown(change.context, method)
    name = letters.told_apart(held.told_as(change.context, shown), shown)
    was_last = held.lose(change.db, method)
    change.notify(letters.method_removed(name, change.now, was_last=was_last), lost=True)
    if was_last:
        # The password alone would add another second step, and with it come to the rights of a role.
        roles.suspend(change, letters.role_suspended_without_second_step())


def _remove_codes(change: Change, _row: RemovalRow) -> None:
    held.forget_codes(change.db, change.account_id)
    change.notify(letters.recovery_codes_removed(change.now), lost=True)


def _remove_questions(change: Change, _row: RemovalRow) -> None:
    recovery_answers.remove(change.db, change.account_id)
    tries.succeed(change.db, change.account_id, tries.ANSWER)
    change.notify(letters.questions_removed(change.now), lost=True)


def _replace_phone(change: Change, number: str) -> None:
    """Have another phone (E.164) get what went to the one of the registration, which is told too.

    Whoever has that one may have been sent codes and PINs, or signed in by them; and the terminal that shows
    PINs may be lost with it. All of this ends.
    """
    db, context = change.db, change.context
    row = registered.find(db, change.account_id)
    assert row is not None
    before = registered.phone_of(context, row).reveal()
    registered.change(db, context, row, registered.level_of(context, row), number)
    notice = letters.registered_phone_replaced(phone.masked(number), change.now)
    change.tell(notice, also=before)
    pin_app.end(change)


_REMOVALS: Mapping[Removable, Callable[[Change, RemovalRow], None]] = {
    Removable.METHOD: _remove_method,
    Removable.RECOVERY_CODES: _remove_codes,
    Removable.QUESTIONS: _remove_questions,
}
