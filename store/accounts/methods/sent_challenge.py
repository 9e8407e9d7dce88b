"""A code that is sent to a method: sending it, and judging what is typed (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session as Transaction

from store.accounts import sent_codes
from store.accounts.context import Context
from store.accounts.methods.kind import Ask, CodeJudge
from store.accounts.sent_codes import Purpose
from store.database.tables.methods import MethodRow
from store.problems import Refusal
from store.rules.secret import Secret
from store.values.methods import SentTo


def send(
    db: Transaction,
    context: Context,
    method: MethodRow,
    ask: Ask,
    address: str,
    deliver: Callable[[Secret, datetime], None],
    *,
    again: bool,
) -> SentTo:
    """Deliver a code to `address`, unless one still works; with `again` also then, and that one ends.

    `deliver` gets the code, and until when it works. Raises `Problem` CODE_TRIES_SPENT after five wrong ones
    of this method; CODE_TOO_SOON (until), within a minute of the last; and what `deliver` raises.
    """
    row = sent_codes.find(db, context, ask.purpose, ask.asker, method.id)
    if row is not None and not again and not sent_codes.has_expired(context, row):
        return sent_codes.sent_to(sent_codes.live(context, row), address)
    if row is None:
        mark = sent_codes.mark(context, ask.purpose, ask.asker, method.id)
        row = sent_codes.new(context, ask.purpose, mark, method.account_id, about=method.id)
    code = sent_codes.renew(context, row)
    db.add(row)
    deliver(code, row.expires_at)
    return sent_codes.sent_to(row, address)


def judging(context: Context, method: MethodRow) -> CodeJudge:
    """Return what judges a code: it is right for the purpose and the asker that it was sent for."""
    method_id = method.id

    def judge(db: Transaction, purpose: Purpose, asker: Secret, tried: Secret) -> Refusal | None:
        row = sent_codes.find(db, context, purpose, asker, method_id)
        problem = sent_codes.try_code(db, context, row, tried)
        return None if problem is None else problem.refusal

    return judge
