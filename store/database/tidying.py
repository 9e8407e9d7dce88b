"""Deleting what has ended, at each opening of the store."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import Session

from store.database.tables import Moment
from store.rules.limits import (
    ENDED_KEPT,
    FAILURES_THAT_BLOCK,
    PLACE_KEPT,
    SESSION_IDLE,
    SESSION_TOTAL,
    SIGN_UP_KEPT,
)

# As text, so that a session need not know the tables of what it never comes to.
_STATEMENTS = (
    "DELETE FROM sign_up WHERE expires_at < :before_sign_ups",
    "DELETE FROM reset_token WHERE expires_at < :long_ago",
    "DELETE FROM request WHERE made_at < :long_ago",
    # Whoever had it sent may still ask for another, while the tries at it count.
    "DELETE FROM sent_code WHERE expires_at < :before_sessions",
    "DELETE FROM notice WHERE expires_at < :long_ago",
    # What an expired notice could have put back, and the former emails that were kept for it.
    "UPDATE notice SET before = NULL WHERE expires_at <= :now",
    "DELETE FROM identifier WHERE kind = 'former-email' AND kept_until <= :now",
    "DELETE FROM key_candidate WHERE made_at < :before_sessions",
    # Of accounts and of nobody alike, so that nothing tells the two apart; a block is not forgotten.
    "DELETE FROM counter WHERE counted_at < :long_ago AND failures < :blocking",
    "DELETE FROM known_place WHERE seen_at < :before_places",
    "DELETE FROM session WHERE seen_at < :before_idle OR started_at < :before_sessions",
)

_NAMES = re.compile(r":(\w+)")


def tidy(db: Session, now: datetime) -> None:
    """Delete what has ended and whose telling («this token was used») nobody needs any more."""
    facts: dict[str, datetime | int] = {
        "blocking": FAILURES_THAT_BLOCK,
        "now": now,
        "long_ago": now - ENDED_KEPT,
        "before_places": now - PLACE_KEPT,
        "before_sign_ups": now - SIGN_UP_KEPT,
        "before_idle": now - SESSION_IDLE,
        "before_sessions": now - SESSION_TOTAL,
    }
    for words in _STATEMENTS:
        named = {name: facts[name] for name in _NAMES.findall(words)}
        typed = [
            bindparam(name, value, Moment if isinstance(value, datetime) else None)
            for name, value in named.items()
        ]
        db.connection().execute(text(words).bindparams(*typed))
