"""Deleting what has ended, at each opening of the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts import naming
from store.database.tables import (
    Counter,
    KeyCandidate,
    NoticeRow,
    Request,
    ResetTokenRow,
    SentCode,
    SessionRow,
    SignUpRow,
)
from store.rules.limits import (
    ENDED_KEPT,
    FAILURES_THAT_BLOCK,
    SESSION_IDLE,
    SESSION_TOTAL,
    SIGN_UP_KEPT,
)


def tidy(db: Transaction, now: datetime) -> None:
    """Delete what has ended and whose telling («this token was used») nobody needs any more.

    What an expired notice could have put back is destroyed, and the former emails that were kept for it are
    let go of.
    """
    long_ago = now - ENDED_KEPT
    forget_sign_ups(db, now)
    db.exec(delete(ResetTokenRow).where(col(ResetTokenRow.expires_at) < long_ago))
    db.exec(delete(KeyCandidate).where(col(KeyCandidate.made_at) < now - SESSION_TOTAL))
    db.exec(delete(SentCode).where(col(SentCode.expires_at) < now))
    db.exec(delete(NoticeRow).where(col(NoticeRow.expires_at) < long_ago))
    db.exec(update(NoticeRow).where(col(NoticeRow.expires_at) <= now).values(before=None))
    naming.forget_former_emails(db, now)
    db.exec(delete(Request).where(col(Request.made_at) < long_ago))
    # Of accounts and of nobody alike, so that nothing tells the two apart; a block is not forgotten.
    db.exec(
        delete(Counter).where(col(Counter.counted_at) < long_ago, col(Counter.failures) < FAILURES_THAT_BLOCK)
    )
    db.exec(
        delete(SessionRow).where(
            or_(
                col(SessionRow.seen_at) < now - SESSION_IDLE, col(SessionRow.started_at) < now - SESSION_TOTAL
            )
        )
    )


def forget_sign_ups(db: Transaction, now: datetime) -> None:
    """Delete the sign-ups that nobody confirmed, a day after their last code expired."""
    db.exec(delete(SignUpRow).where(col(SignUpRow.expires_at) < now - SIGN_UP_KEPT))
