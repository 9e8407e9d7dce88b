"""Quotas: a number that may be sent at once, and as many again in the course of an hour, or of a day.

All that is kept of it is one moment, at which the whole burst is there again (the generic cell rate
algorithm). Each one that is taken moves it on; while it is too far ahead, there is none left.
"""

from __future__ import annotations

from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def after_one(
    full_at: datetime | None, now: datetime, number: int, within: timedelta = HOUR
) -> datetime | None:
    """Return when the quota is full again after one more was taken, or None where there is none left.

    None for `full_at` stands for a quota that nothing was ever taken from. A moment further ahead than any
    can be comes from a clock that was wrong; `store/database/righting.py` puts it right.
    """
    before = now if full_at is None else max(full_at, now)
    after = before + within / number
    return after if after <= now + within else None


def before_one(full_at: datetime, number: int, within: timedelta = HOUR) -> datetime:
    """Return when the quota is full again where one that was taken is put back."""
    return full_at - within / number


def next_at(full_at: datetime, number: int, within: timedelta = HOUR) -> datetime:
    """Return when there is one again in a quota that has none left."""
    return full_at + within / number - within
