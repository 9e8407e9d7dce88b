"""Ending a reset token: by its use, by a newer one, by a new password."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.database.tables import ResetTokenRow

USED, REPLACED = "used", "replaced"


def end(db: Transaction, account_id: int, how: str) -> None:
    """End the account's live token, if it has one."""
    db.exec(
        update(ResetTokenRow)
        .where(col(ResetTokenRow.account_id) == account_id, col(ResetTokenRow.ended) == "")
        .values(ended=how)
    )
