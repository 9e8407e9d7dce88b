"""The sheet of recovery codes of an account: reading and using one, within the transactions of others."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from store.accounts import marked
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.methods import held
from store.database.tables.identity import Account
from store.database.tables.methods import RecoveryCode
from store.database.watching import settled
from store.messages.letters.methods import recovery_code_used
from store.problems import Refusal
from store.rules.secret import Secret
from store.rules.standing import is_standing

_PURPOSE = "recovery code"


def use(
    db: Transaction,
    context: Context,
    account: Account,
    terminal: str,
    typed: Secret,
    *,
    standing_only: bool = False,
) -> Refusal | None:
    """Use a code up and tell of it, within a writing transaction; or return why it is refused.

    WRONG_RECOVERY_CODE, also for one that is not standing where only those are taken; CODE_USED for one that
    was.
    """
    assert account.id is not None
    now = context.now()
    marks = context.mark_keys.marks(_PURPOSE, str(account.id), typed.reveal())
    found = marked.find(db, RecoveryCode, marks)
    if found is None or (
        standing_only and not is_standing(found.made_at, account.created_at, settled(db, now))
    ):
        return Refusal.WRONG_RECOVERY_CODE
    if found.used_at is not None:
        return Refusal.CODE_USED
    with changing_account(db, context, account, terminal) as change:
        found.used_at = now
        db.add(found)
        db.flush()
        change.notify(recovery_code_used(now, held.ways(db, context, account.id).recovery_codes))
    return None


def mark_of(context: Context, account_id: int, code: Secret) -> str:
    """Return what is stored of a new code."""
    return context.mark_keys.mark(_PURPOSE, str(account_id), code.reveal())
