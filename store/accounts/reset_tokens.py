"""What becomes of reset tokens: they end by their use, a newer one or a new password, or have to answer."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.database.waiting import ResetTokenRow

USED, REPLACED = "used", "replaced"


def end(db: Transaction, account_id: int, how: str) -> None:
    """End the account's live token, if it has one."""
    db.exec(
        update(ResetTokenRow)
        .where(col(ResetTokenRow.account_id) == account_id, col(ResetTokenRow.ended) == "")
        .values(ended=how)
    )


def ask_again(db: Transaction, account_id: int) -> None:
    """Forget that the account's tokens were answered for: its recovery questions have changed."""
    db.exec(update(ResetTokenRow).where(col(ResetTokenRow.account_id) == account_id).values(answered=False))
