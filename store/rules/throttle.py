"""Waits that grow with each wrong secret.

A try is counted before the secret is compared, so that guesses made side by side cannot exceed the
limit; a right secret then puts an untouched `Counter()` in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.rules.limits import FAILURES_BEFORE_A_WAIT, FAILURES_THAT_BLOCK, FIRST_WAIT, LONGEST_WAIT


@dataclass(frozen=True)
class Counter:
    """Failures with one kind of secret; no try is taken before `open_at` (None: at any time)."""

    failures: int = 0
    open_at: datetime | None = None


def after_failure(counter: Counter, now: datetime) -> Counter:
    """Return `counter` with one more failure, and with the wait that follows it.

    The fifth failure waits 30 s, each further one twice as long, up to an hour.
    """
    failures = counter.failures + 1
    if failures < FAILURES_BEFORE_A_WAIT:
        return Counter(failures)
    wait = FIRST_WAIT
    for _ in range(min(failures, FAILURES_THAT_BLOCK) - FAILURES_BEFORE_A_WAIT):
        wait = min(wait * 2, LONGEST_WAIT)
    return Counter(failures, now + wait)


def is_open(counter: Counter, now: datetime) -> bool:
    """Tell whether no wait is running at this moment."""
    return counter.open_at is None or counter.open_at <= now


def is_blocked(counter: Counter) -> bool:
    """Tell whether no secret is right any more, after 100 failures.

    Tries go on being counted and waits go on running, so that a block looks like any other refusal. Only a
    reset, an activation or an operator's unblocking lifts it.
    """
    return counter.failures >= FAILURES_THAT_BLOCK


def tries_left(counter: Counter) -> int:
    """Return how many tries are left before the next wait: 1 from the first wait on."""
    return max(FAILURES_BEFORE_A_WAIT - counter.failures, 1)
