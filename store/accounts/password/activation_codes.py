"""Activation codes: one an account, on paper at first; each use of one makes the next (PRODUCT §8)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.database.tables.password import ActivationCode
from store.messages.letters.password import activation_slip
from store.rules import codes
from store.rules.limits import FIRST_ACTIVATION_LIFE
from store.rules.paper_codes import ACTIVATION_CODE
from store.rules.secret import Secret


def hand_over(change: Change) -> str:
    """Make the account's first code, let its slip be printed, and return the number of the slip."""
    expires_at, number = change.now + FIRST_ACTIVATION_LIFE, codes.six_digits()
    code = replace(change.db, change.context, change.account_id, expires_at)
    slip = activation_slip(number, code, shown_name(change.account), expires_at)
    language = language_of(change.account.language)
    change.context.outbox.queue(change.db, slip, number, language, change.account_id)
    return number


def replace(db: Transaction, context: Context, account_id: int, expires_at: datetime | None = None) -> Secret:
    """Make a code for an account in place of the one there is, and return it."""
    code = Secret(ACTIVATION_CODE.new())
    row = ActivationCode(
        account_id=account_id,
        mark=context.mark_keys.mark(*_code(account_id, code)),
        made_at=context.now(),
        expires_at=expires_at,
    )
    db.merge(row)
    return code


def _code(account_id: int, code: Secret) -> tuple[str, ...]:
    return "activation", str(account_id), code.reveal()
