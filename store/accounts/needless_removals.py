"""What ends a removal before its time: its person can do without it (PRODUCT §10).

Whoever does the second step, or changes what was to be removed, can do without the removal: so it ends within
the transaction of a sign-in, a code, a change, a reset or an undoing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

from sqlmodel import Session as Transaction

from store.accounts import events, live_removals
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.methods.kind import number_of
from store.accounts.notices import sending
from store.accounts.notices.before import Before
from store.database.sealed_columns import METHOD
from store.database.tables.desk import RemovalRow
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow
from store.events import Happening
from store.messages.letters.desk import removal_needless
from store.problems import Problem
from store.values.removals import Ending, Removable

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


def end_all(
    db: Transaction, context: Context, account_id: int, after: Happening | MethodRow, terminal: str
) -> None:
    """End the removals that an account can do without after what happened, or a right code of a method."""
    if isinstance(after, Happening) and after not in _NEEDLESS_AFTER:
        return
    for row in live_removals.of_account(db, account_id):
        if _is_needless(db, context, row, after):
            end(db, context, row, terminal)


def end(db: Transaction, context: Context, row: RemovalRow, terminal: str = "") -> None:
    """End a removal that an account can do without. It has an event.

    Whom its announcement had reached is told, where there was one: whoever came back may be a thief.
    """
    now = context.now()
    if row.approved_at is not None:
        account = db.get_one(Account, row.account_id)
        notice = removal_needless(live_removals.what_of(row), now)
        before, also = Before.of(db, context, account), live_removals.told_besides(db, context, row)
        sending.tell(db, context, account, before, notice, also)
    live_removals.end(db, row, Ending.NEEDLESS, now)
    events.record(
        db,
        context,
        row.account_id,
        Happening.REMOVAL_NEEDLESS,
        happened_at=now,
        terminal=terminal,
        about=live_removals.about(row),
    )


def _is_needless(db: Transaction, context: Context, row: RemovalRow, after: Happening | MethodRow) -> bool:
    if isinstance(after, Happening):
        return live_removals.what_of(row) in _NEEDLESS_AFTER[after] or not live_removals.is_there(db, row)
    replaced = live_removals.what_of(row) is Removable.REGISTERED_PHONE
    return row.method == after.id or (replaced and _is_registered(db, context, after))


def _is_registered(db: Transaction, context: Context, method: MethodRow) -> bool:
    """Tell whether codes of a method come by the phone that was registered, which nobody knows where the
    registration is damaged.
    """
    number = number_of(context, method.kind, METHOD.open_text(context.keys, method))
    with suppress(Problem):
        return number == registered.number_of(db, context, method.account_id)
    return False
