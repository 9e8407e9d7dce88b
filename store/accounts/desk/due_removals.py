"""What becomes of removals whose time has come: what was lost is removed, as if its owner had done it.

A few that were approved are looked for before each sign-in, reset and activation; all, in the background.
What is due has nothing to do with who comes, so no time that this takes tells of anyone. What could not be
done within a week is not done any more: its owner was told of a day that is long over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, update
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import live_removals, needless_removals, sent_codes, tries
from store.accounts.change import Change, changing_account
from store.accounts.context import Context
from store.accounts.desk import roles, whose
from store.accounts.identity import registered
from store.accounts.methods import held
from store.accounts.methods.kind import number_of
from store.accounts.notices import disowning
from store.accounts.password import recovery_answers
from store.accounts.signing_in import pin_app, sessions
from store.database import alone
from store.database.sealed_columns import OTHER_PHONE
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.watching import settled
from store.events import Happening
from store.messages.letters import desk as letters
from store.messages.letters.methods import told_apart
from store.problems import Problem, Refusal
from store.rules import phone
from store.rules.limits import REMOVAL_DONE_WITHIN, REMOVAL_TRIED_AGAIN, REMOVALS_AT_A_SIGN_IN
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
    now, failed_at = context.now(), col(RemovalRow.failed_at)
    due = select(RemovalRow.id, RemovalRow.asked_by, RemovalRow.approved_by).where(
        col(RemovalRow.due_at) <= now, or_(failed_at.is_(None), failed_at <= now - REMOVAL_TRIED_AGAIN)
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
    """Nothing that a damaged removal raises reaches whoever comes by, nor hinders the next one.

    What is amiss with the store itself is raised: it meets them too.
    """
    try:
        return _carry_out(context, removal, operators)
    except Exception as error:
        if isinstance(error, Problem) and error.refusal is not Refusal.CORRUPT:
            raise
        _fail(context, removal)
        return False


def _fail(context: Context, removal: str) -> None:
    """Note that something damaged prevents a removal: it is tried again later, and hinders nobody else."""
    with context.database.write(alone_with=alone.account_by_row(RemovalRow.id, removal)) as db:
        waits = update(RemovalRow).where(col(RemovalRow.id) == removal, col(RemovalRow.due_at).is_not(None))
        db.exec(waits.values(failed_at=settled(db, context.now())))


def _carry_out(context: Context, removal: str, operators: Sequence[int]) -> bool:
    alone_with = alone.account_by_row(RemovalRow.id, removal)
    for operator in operators:
        alone_with += alone.account(operator)
    with context.database.write(alone_with=alone_with, destroys=True) as db:
        row = db.get(RemovalRow, removal)
        now = settled(db, context.now())
        if row is None or row.due_at is None or row.due_at > now:
            # Another process was faster, or its owner; or the clock may be ahead.
            return False
        account = db.get_one(Account, row.account_id)
        if row.approved_at is None:
            with changing_account(db, context, account, notifies=False) as change:
                live_removals.end(db, row, Ending.LAPSED, change.now)
                change.note(Happening.REMOVAL_LAPSED, about=live_removals.about(row))
        elif row.due_at <= now - REMOVAL_DONE_WITHIN or not _stands(db, account, row):
            with changing_account(db, context, account) as change:
                live_removals.end(db, row, Ending.WITHDRAWN, change.now)
                also = live_removals.told_besides(db, context, row)
                notice = letters.removal_withdrawn(live_removals.what_of(row), change.now)
                change.tell(notice, also=also, about=live_removals.about(row))
        elif not live_removals.is_there(db, row):
            needless_removals.end(db, context, row)
        else:
            what = live_removals.what_of(row)
            replaces = what is Removable.REGISTERED_PHONE
            with changing_account(db, context, account) as change:
                # It is gone once the removal has ended.
                other_phone = OTHER_PHONE.open_text(context.keys, row) if replaces else ""
                live_removals.end(db, row, Ending.DONE, change.now)
                sessions.end_all(db, context, change.account_id)
                sent_codes.forget_all(db, change.account_id)
                if replaces:
                    _replace_phone(change, row, other_phone)
                else:
                    _REMOVALS[what](change, row)
    return True


def _stands(db: Transaction, account: Account, row: RemovalRow) -> bool:
    """Tell whether neither of the operators who decided it has lost the rights to do so since."""
    decided = (db.get_one(Account, operator) for operator in (row.asked_by, row.approved_by))
    return all(whose.may_still_act(operator, account) for operator in decided)


def _remove_method(change: Change, row: RemovalRow) -> None:
    method = held.find(change.db, change.account_id, row.method)
    shown = held.shown(change.context, method)
    name = told_apart(held.told_as(change.context, shown), shown)
    number = number_of(change.context, method.kind, held.opened(change.context, method).reveal())
    if number is not None:
        _end_codes_sent_to(change, number, row)
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


def _replace_phone(change: Change, removal: RemovalRow, number: str) -> None:
    """Have another phone (E.164) get what went to the one of the registration, which is told too.

    Whoever has that one may have been sent codes and PINs, or signed in by them; and the terminal that shows
    PINs may be lost with it. All of this ends.
    """
    db, context = change.db, change.context
    row = registered.find(db, change.account_id)
    assert row is not None
    before = registered.phone_of(context, row).reveal()
    registered.change(db, context, row, registered.level_of(context, row), number)
    _end_codes_sent_to(change, before, removal)
    notice = letters.registered_phone_replaced(phone.masked(number), change.now)
    change.tell(notice, also=before)
    pin_app.end(change)


def _end_codes_sent_to(change: Change, number: str, removal: RemovalRow) -> None:
    """Let whoever has the phone undo nothing by what it was sent before the removal was approved.

    Since then it got no code.
    """
    assert removal.approved_at is not None
    disowning.end_codes_by_sms(change, number, removal.approved_at)


_REMOVALS: Mapping[Removable, Callable[[Change, RemovalRow], None]] = {
    Removable.METHOD: _remove_method,
    Removable.RECOVERY_CODES: _remove_codes,
    Removable.QUESTIONS: _remove_questions,
}
