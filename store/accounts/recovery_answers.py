"""The answers to an account's recovery questions, within the transactions of others."""

from __future__ import annotations

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select

from store.database.tables import RecoveryAnswer


def are_set(db: Transaction, account_id: int) -> bool:
    """Tell whether the account has recovery questions."""
    return bool(rows(db, account_id))


def rows(db: Transaction, account_id: int) -> list[RecoveryAnswer]:
    """Return the account's answers, in the order of the questions' numbers."""
    of_account = select(RecoveryAnswer).where(col(RecoveryAnswer.account_id) == account_id)
    return list(db.exec(of_account.order_by(col(RecoveryAnswer.question))))


def replace(db: Transaction, account_id: int, answers: list[RecoveryAnswer]) -> None:
    """Let these be the account's answers; of those before nothing is left."""
    db.exec(delete(RecoveryAnswer).where(col(RecoveryAnswer.account_id) == account_id))
    db.add_all(answers)
