"""What becomes of reset tokens: they end by their use, a newer one or a new password, or have to answer."""

from __future__ import annotations

from sqlalchemy import Update, update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.database.waiting import ResetTokenRow

USED, REPLACED = "used", "replaced"


def end(db: Transaction, account_id: int, how: str) -> None:
    """End the account's live tokens, if it has any."""
    db.exec(_ended(account_id, how))


def replace(db: Transaction, account_id: int) -> None:
    """End the live token that nobody has typed yet: its owner finds the newer one where that one was.

    Who typed theirs has time to use it, however often somebody asks for another.
    """
    db.exec(_ended(account_id, REPLACED).where(col(ResetTokenRow.opened).is_(False)))


def _ended(account_id: int, how: str) -> Update:
    live = col(ResetTokenRow.account_id) == account_id, col(ResetTokenRow.ended) == ""
    return update(ResetTokenRow).where(*live).values(ended=how)


def ask_again(db: Transaction, account_id: int) -> None:
    """Forget that the account's tokens were answered for: its recovery questions have changed."""
    db.exec(update(ResetTokenRow).where(col(ResetTokenRow.account_id) == account_id).values(answered=False))
