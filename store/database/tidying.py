"""Deleting what has ended, at each opening of the store, by a clock that has run evenly for an hour."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from store.database.statements import run
from store.rules.limits import (
    ENDED_KEPT,
    FAILURES_THAT_BLOCK,
    PLACE_KEPT,
    SESSION_IDLE,
    SESSION_TOTAL,
    SIGN_UP_KEPT,
)

_STATEMENTS = (
    "DELETE FROM reset_token WHERE expires_at < :long_ago",
    "DELETE FROM quota WHERE full_at < :now",
    # Whoever had it sent may still ask for another, while the tries at it count.
    "DELETE FROM sent_code WHERE purpose <> 'sign-up' AND expires_at < :before_sessions",
    "DELETE FROM sent_code WHERE purpose = 'sign-up' AND expires_at < :before_sign_ups",
    "DELETE FROM outbox WHERE expires_at <= :now",
    "DELETE FROM notice WHERE expires_at < :long_ago",
    # What an expired notice could have put back, and the former emails that were kept for it.
    "UPDATE notice SET before = NULL, after = NULL WHERE expires_at <= :now",
    "DELETE FROM identifier WHERE kind = 'former-email' AND kept_until <= :now",
    "DELETE FROM key_candidate WHERE made_at < :before_sessions",
    # Of accounts and of nobody alike, so that nothing tells the two apart; a block is not forgotten.
    "DELETE FROM counter WHERE counted_at < :long_ago AND failures < :blocking",
    "DELETE FROM known_place WHERE seen_at < :before_places",
    "DELETE FROM session WHERE seen_at < :before_idle OR started_at < :before_sessions",
)


def tidy(db: Session, now: datetime) -> None:
    """Delete what had ended at `now`, once nobody asks for it any more («this token was used»)."""
    facts: dict[str, datetime | int] = {
        "blocking": FAILURES_THAT_BLOCK,
        "now": now,
        "long_ago": now - ENDED_KEPT,
        "before_places": now - PLACE_KEPT,
        "before_sign_ups": now - SIGN_UP_KEPT,
        "before_idle": now - SESSION_IDLE,
        "before_sessions": now - SESSION_TOTAL,
    }
    run(db, _STATEMENTS, facts)
