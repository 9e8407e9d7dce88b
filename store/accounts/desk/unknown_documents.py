"""Document numbers that nobody has: one operator asks for few of them, else all could be gone through."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from store.accounts import access, quotas, tries
from store.accounts.access import Holder
from store.accounts.context import Context
from store.problems import Problem, Refusal
from store.rules.limits import UNKNOWN_DOCUMENTS_AN_HOUR
from store.values.signing_in import Session

_KIND = "unknown document"


def refuse_many(db: Transaction, context: Context, operator: Holder) -> None:
    """Raise `Problem` DOCUMENTS_TOO_MANY (until) to an operator who has asked for so many within an hour.

    Also of a number that somebody has, or the answer would tell.
    """
    whose, most = tries.of_account(operator.account_id), UNKNOWN_DOCUMENTS_AN_HOUR
    if quotas.is_spent(db, _KIND, whose, context.now(), most):
        raise Problem(Refusal.DOCUMENTS_TOO_MANY, until=quotas.allowed_at(db, _KIND, whose, most))


def count(context: Context, session: Session, operator: Holder) -> None:
    """Count one that an operator was told that nobody has, in a transaction of its own."""
    with context.database.write(alone_with=access.name_account(context, session)) as db:
        whose = tries.of_account(operator.account_id)
        quotas.allowed(db, _KIND, whose, context.now(), UNKNOWN_DOCUMENTS_AN_HOUR)


def give_back(db: Transaction, operator: Holder) -> None:
    """Count one less, of which somebody was registered: so that much honest work has no limit."""
    quotas.give_back(db, _KIND, tries.of_account(operator.account_id), UNKNOWN_DOCUMENTS_AN_HOUR)
