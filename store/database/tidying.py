"""Deleting what has ended: all of it at each opening of the store, some of it also in between.

The caller gives the moment, by a clock that has run evenly for an hour (`watching.trusted`).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete

from store.database.statements import run
from store.database.tables.identity import Identifier
from store.database.tables.outbox import OutboxMessage, is_given_up
from store.database.tables.sent_codes import SentCode
from store.rules.limits import (
    ACTIVATION_TRIES,
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
    "DELETE FROM notice WHERE expires_at < :long_ago",
    # What an expired notice could have put back.
    "UPDATE notice SET before = NULL, after = NULL WHERE expires_at <= :now",
    "DELETE FROM removal WHERE ended_at < :long_ago",
    "DELETE FROM one_time_pin WHERE expires_at <= :now",
    "DELETE FROM key_candidate WHERE made_at < :before_sessions",
    # Of accounts and of nobody alike, so that nothing tells the two apart; a block is not forgotten.
    "DELETE FROM counter WHERE counted_at < :long_ago AND failures < :blocking"
    " AND (kind <> 'activation' OR failures < :activation_blocking)",
    "DELETE FROM known_place WHERE seen_at < :before_places",
    "DELETE FROM session WHERE seen_at < :before_idle OR started_at < :before_sessions",
)


def tidy(db: Session, now: datetime) -> None:
    """Delete what had ended at `now`, once nobody asks for it any more («this token was used»)."""
    facts: dict[str, datetime | int] = {
        "blocking": FAILURES_THAT_BLOCK,
        "activation_blocking": ACTIVATION_TRIES,
        "now": now,
        "long_ago": now - ENDED_KEPT,
        "before_places": now - PLACE_KEPT,
        "before_idle": now - SESSION_IDLE,
        "before_sessions": now - SESSION_TOTAL,
    }
    run(db, _STATEMENTS, facts)
    forget_sign_ups(db, now)
    forget_former_emails(db, now)
    delete_expired_messages(db, now)
    forget_given_up(db, now)


def forget_sign_ups(db: Session, now: datetime) -> None:
    """Delete the sign-ups that nobody confirmed, a day after their last code expired."""
    of_sign_ups = col(SentCode.purpose) == "sign-up"
    db.exec(delete(SentCode).where(of_sign_ups, col(SentCode.expires_at) < now - SIGN_UP_KEPT))


def forget_former_emails(db: Session, now: datetime) -> None:
    """Delete the former email addresses that no notice can put back any more."""
    is_former = col(Identifier.kind) == "former-email"
    db.exec(delete(Identifier).where(is_former, col(Identifier.kept_until) <= now))


def delete_expired_messages(db: Session, now: datetime) -> None:
    """Delete the messages that are of no use any more, sent or not."""
    db.exec(delete(OutboxMessage).where(col(OutboxMessage.expires_at) <= now))


def forget_given_up(db: Session, now: datetime) -> None:
    """Delete the messages that were given up, where nobody had them tried again for so long."""
    long_ago = col(OutboxMessage.next_try_at) < now - ENDED_KEPT
    db.exec(delete(OutboxMessage).where(is_given_up(), long_ago))
