"""Activation codes: one an account, on paper at first; each use of one makes the next (PRODUCT §8)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import tries
from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.accounts.password import reset_tokens
from store.database.tables.password import ActivationCode
from store.messages.letters.password import activation_slip
from store.rules import codes
from store.rules.limits import FIRST_ACTIVATION_LIFE
from store.rules.moments import lies_ahead
from store.rules.paper_codes import ACTIVATION_CODE
from store.rules.secret import Secret

_NONE = ""
"""The mark of no code."""


def hand_over(change: Change) -> str:
    """Make a code for the account, let its slip be printed, and return the number of the slip."""
    expires_at, number = change.now + FIRST_ACTIVATION_LIFE, codes.six_digits()
    code = replace(change.db, change.context, change.account_id, expires_at)
    slip = activation_slip(number, code, shown_name(change.account), expires_at)
    language = language_of(change.account.language)
    change.context.outbox.queue(change.db, slip, number, language, change.account_id)
    return number


def replace(db: Transaction, context: Context, account_id: int, expires_at: datetime | None = None) -> Secret:
    """Make a code for an account in place of the one there is, and return it.

    What was begun with that one ends, and a block of it is lifted, also of codes to the registered phone.
    """
    code = Secret(ACTIVATION_CODE.new())
    row = ActivationCode(
        account_id=account_id,
        mark=context.mark_keys.mark(*_code(account_id, code)),
        made_at=context.now(),
        expires_at=expires_at,
    )
    db.merge(row)
    reset_tokens.end_activating(db, account_id)
    tries.forget(db, account_id, tries.ACTIVATION)
    tries.unblock(db, account_id, tries.REGISTERED_PHONE)
    return code


def is_live(db: Transaction, context: Context, account_id: int, typed: Secret) -> bool:
    """Tell whether this is the account's code, in the form in which codes are kept, and still good."""
    row = in_use(db, account_id)
    marks = context.mark_keys.marks(*_code(account_id, typed))
    return row is not None and row.mark in marks and not has_expired(row, context.now())


def has_expired(row: ActivationCode, now: datetime) -> bool:
    """Tell whether a code is no longer good, whoever types it; one can be blocked besides."""
    return row.expires_at is not None and (row.expires_at <= now or lies_ahead(row.made_at, now))


def in_use(db: Transaction, account_id: int) -> ActivationCode | None:
    """Return the account's code, whatever has become of it; None where it has none."""
    return db.get(ActivationCode, account_id)


def mark_in_use(db: Transaction, account_id: int) -> str:
    """Return the mark of the account's code, whatever has become of it; of none where it has none."""
    row = in_use(db, account_id)
    return _NONE if row is None else row.mark


def _code(account_id: int, code: Secret) -> tuple[str, ...]:
    return "activation", str(account_id), code.reveal()
