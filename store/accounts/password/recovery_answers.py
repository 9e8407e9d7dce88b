"""The answers to an account's recovery questions, within the transactions of others."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select

from store.accounts.context import Context
from store.database.sealed_columns import ANSWER_VERIFIER
from store.database.tables.identity import Account
from store.database.tables.password import RecoveryAnswer
from store.database.watching import settled
from store.rules.standing import is_standing


def are_set(db: Transaction, account_id: int) -> bool:
    """Tell whether the account has recovery questions."""
    return bool(rows(db, account_id))


def are_standing(db: Transaction, context: Context, account: Account) -> bool:
    """Tell whether the account's questions are standing, so that they are its owner's."""
    assert account.id is not None
    chosen = (row.set_at for row in rows(db, account.id))
    now = settled(db, context.now())
    return all(is_standing(set_at, account.created_at, now) for set_at in chosen)


def rows(db: Transaction, account_id: int) -> list[RecoveryAnswer]:
    """Return the account's answers, in the order of the questions' numbers."""
    of_account = select(RecoveryAnswer).where(col(RecoveryAnswer.account_id) == account_id)
    return list(db.exec(of_account.order_by(col(RecoveryAnswer.question))))


def row(context: Context, account_id: int, question: int, verifier: str, set_at: datetime) -> RecoveryAnswer:
    """Return the row of an answer, by its verifier."""
    sealed = ANSWER_VERIFIER.seal(context.keys, verifier, question, account_id)
    return RecoveryAnswer(account_id=account_id, question=question, verifier=sealed, set_at=set_at)


def verifier_of(context: Context, answer: RecoveryAnswer) -> str:
    """Return what tells whether an answer is right. Raises `Problem` CORRUPT."""
    return ANSWER_VERIFIER.open_text(context.keys, answer)


def asked(db: Transaction, account_id: int) -> RecoveryAnswer | None:
    """Return the answer that a reset asks for, the same until it is given; None without questions."""
    return max(rows(db, account_id), key=lambda row: row.asked, default=None)


def ask_another(db: Transaction, answered: RecoveryAnswer) -> None:
    """Draw the question that is asked next, another than the one that was answered."""
    answered.asked = False
    db.add(answered)
    _draw(db, [row for row in rows(db, answered.account_id) if row.question != answered.question])


def replace(db: Transaction, account_id: int, answers: list[RecoveryAnswer]) -> None:
    """Let these be the account's answers, one of them drawn to be asked; of those before nothing is left."""
    db.exec(delete(RecoveryAnswer).where(col(RecoveryAnswer.account_id) == account_id))
    _draw(db, answers)


def remove(db: Transaction, account_id: int) -> None:
    """Leave the account without recovery questions."""
    replace(db, account_id, [])


def _draw(db: Transaction, answers: list[RecoveryAnswer]) -> None:
    if answers:
        secrets.choice(answers).asked = True
    db.add_all(answers)
