"""Dates that a clock which was ahead has left in the future.

What keeps people out is put right as soon as it is seen, and PINs end. Everything else waits until the clock
has run evenly for an hour: seen by a clock that is behind, all that is live lies in the future.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from store.database.statements import run
from store.rules import totp
from store.rules.limits import (
    CLOCK_TOLERANCE,
    FIRST_ACTIVATION_LIFE,
    LONGEST_OF_USE,
    LONGEST_RETRY,
    LONGEST_WAIT,
    MESSAGE_LEASE,
    NOTICE_LIFE,
    REMOVAL_APPROVED_WITHIN,
    REMOVAL_HOLD,
    STEP_WAITED_FOR,
)
from store.rules.moments import NEVER

_AT_ONCE = (
    # A wait begins again, as long as it was.
    "UPDATE counter SET opens_at = :now + (opens_at - counted_at), counted_at = :now WHERE counted_at > :now",
    "UPDATE counter SET opens_at = :longest_wait WHERE opens_at > :longest_wait",
    # What was asked for by the clock that was ahead cannot be told from the rest.
    "UPDATE quota SET full_at = :now WHERE full_at > :now",
    "UPDATE method SET last_step = :step WHERE last_step > :step_waited_for",
    # What was tried may be being sent right now.
    "UPDATE outbox SET next_try_at = CASE tries WHEN 0 THEN :now ELSE :lease_ends END"
    " WHERE written_at > :now OR next_try_at > :longest_retry",
    "UPDATE outbox SET written_at = :now WHERE written_at > :now",
    # A try that failed by the clock that was ahead holds nothing back until it is of no use.
    "UPDATE outbox SET next_try_at = :lease_ends WHERE expires_at IS NOT NULL AND next_try_at > :lease_ends",
    "UPDATE account SET warned_at = :now WHERE warned_at > :now",
    # One that has expired must not come alive again.
    "DELETE FROM one_time_pin",
)
_ONCE_TRUSTED = (
    # These are refused meanwhile. They do not come alive when their time comes.
    "DELETE FROM session WHERE started_at > :ahead OR seen_at > :ahead",
    "UPDATE session_proof SET made_at = :never WHERE made_at > :ahead",
    "UPDATE reset_token SET sent_at = :now, expires_at = :now WHERE sent_at > :ahead",
    "UPDATE sent_code SET sent_at = :now, expires_at = :now, code_mark = '' WHERE sent_at > :ahead",
    "DELETE FROM key_candidate WHERE made_at > :ahead",
    # What such a message carries is refused.
    "UPDATE outbox SET expires_at = :longest_of_use WHERE expires_at > :longest_of_use",
    # The change that a notice tells of is as real as any: its code goes on working, for a whole life of it.
    "UPDATE notice SET expires_at = :now + (expires_at - told_at), told_at = :now WHERE told_at > :now",
    "UPDATE identifier SET kept_until = :notice_life WHERE kept_until > :notice_life",
    # What an account has from its start goes on having its date.
    "UPDATE identifier SET added_at = :never WHERE added_at > :now"
    " AND added_at = (SELECT created_at FROM account WHERE account.id = identifier.account_id)",
    "UPDATE identifier SET added_at = :now WHERE added_at > :now",
    "UPDATE method SET added_at = :now WHERE added_at > :now",
    "UPDATE recovery_code SET made_at = :now WHERE made_at > :now",
    "UPDATE recovery_answer SET set_at = :now WHERE set_at > :now",
    "UPDATE activation_code SET expires_at = :activation_life WHERE expires_at > :activation_life",
    # It was handed over all the same: who has the slip cannot make it anew.
    "UPDATE activation_code SET made_at = :now WHERE made_at > :now",
    # Its person has the whole hold to cancel it.
    "UPDATE removal SET due_at = :removal_hold WHERE due_at > :removal_hold AND approved_at IS NOT NULL",
    "UPDATE removal SET due_at = :removal_lapse WHERE due_at > :removal_lapse",
    "UPDATE removal SET asked_at = :now WHERE asked_at > :now",
    "UPDATE removal SET approved_at = :now WHERE approved_at > :now",
    "UPDATE removal SET ended_at = :now WHERE ended_at > :now",
    "UPDATE removal SET failed_at = :now WHERE failed_at > :now",
    "UPDATE known_place SET seen_at = :now WHERE seen_at > :now",
    "UPDATE account SET password_set_at = :now WHERE password_set_at > :now",
    "UPDATE account SET created_at = :never WHERE created_at > :now",
)


def right_waits(db: Session, now: datetime) -> None:
    """Let nobody wait longer than the longest wait because the clock was ahead.

    A code of an app that was used up to an hour ahead stays used, or it would be accepted twice.
    """
    facts: dict[str, datetime | int] = {
        "now": now,
        "longest_wait": now + LONGEST_WAIT,
        "longest_retry": now + LONGEST_RETRY,
        "lease_ends": now + MESSAGE_LEASE,
        "step": totp.latest_step(now),
        "step_waited_for": totp.latest_step(now + STEP_WAITED_FOR),
    }
    run(db, _AT_ONCE, facts)


def right_dates(db: Session, now: datetime) -> None:
    """Leave nothing in the future of `now`, which must be trusted."""
    facts = {
        "now": now,
        "never": NEVER,
        "ahead": now + CLOCK_TOLERANCE,
        "longest_of_use": now + LONGEST_OF_USE,
        "notice_life": now + NOTICE_LIFE,
        "activation_life": now + FIRST_ACTIVATION_LIFE,
        "removal_hold": now + REMOVAL_HOLD,
        "removal_lapse": now + REMOVAL_APPROVED_WITHIN,
    }
    run(db, _ONCE_TRUSTED, facts)
