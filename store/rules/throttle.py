"""Waits that grow with each wrong secret.

A try is counted before the secret is compared, so that guesses made side by side cannot exceed the
limit; a right secret then puts an untouched `Counter()` in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from store.rules.limits import (
    ACTIVATION_TRIES,
    FAILURE_FORGOTTEN_EACH,
    FAILURES_BEFORE_A_WAIT,
    FAILURES_THAT_BLOCK,
    FIRST_WAIT,
    KEY_TRIES,
    KEY_WAIT,
    LONGEST_WAIT,
)


@dataclass(frozen=True)
class Counter:
    """Failures with one kind of secret; no try is taken before `open_at` (None: at any time)."""

    failures: int = 0
    open_at: datetime | None = None


@dataclass(frozen=True)
class Schedule:
    """How tries and waits alternate: `tries` before the first wait, `tries_between` before the next.

    `blocks_at` so many failures no secret is right any more; None: never. Failures are forgotten so long
    after the last of them (`forgets_after`), or one by one (`forgets_each`) as long as they do not block;
    None: only when a secret is right.
    """

    tries: int
    tries_between: int
    first_wait: timedelta
    longest_wait: timedelta
    blocks_at: int | None
    forgets_after: timedelta | None
    forgets_each: timedelta | None = None


NO_WAIT = timedelta()

SECRET = Schedule(FAILURES_BEFORE_A_WAIT, 1, FIRST_WAIT, LONGEST_WAIT, FAILURES_THAT_BLOCK, None)
"""Of passwords, codes and answers. The fifth failure waits 30 s, each further one twice as long, up to an
hour."""

GIVEN_BACK = replace(SECRET, blocks_at=None)
"""Where whoever is beside the owner can try: it waits, and never blocks."""

SIGN_IN = replace(SECRET, forgets_each=FAILURE_FORGOTTEN_EACH)
"""Where anyone can try, a right password does not make the failures before it forgotten, or whoever watches
their number would learn of it. Each is forgotten after a day instead, of accounts and of nobody alike."""

PIN = replace(SIGN_IN, first_wait=NO_WAIT, longest_wait=NO_WAIT)
"""Each PIN takes so few tries, and there are so few of them in an hour, that no wait is needed besides; the
hundredth failure blocks."""

PERSONAL_KEY = Schedule(KEY_TRIES, KEY_TRIES, KEY_WAIT, KEY_WAIT, None, KEY_WAIT)
"""Every fifth failure waits 15 minutes; 15 minutes without one forget those before. A block would lose the
profile: nothing but the key opens it."""

ACTIVATION = Schedule(ACTIVATION_TRIES, 1, NO_WAIT, NO_WAIT, ACTIVATION_TRIES, None)
"""The fifth failure blocks the activation code, and no time lifts that: another code does."""


def remembered(counter: Counter, counted_at: datetime, now: datetime, schedule: Schedule) -> Counter:
    """Return what still counts of `counter`, whose last failure was at `counted_at`."""
    since = now - counted_at
    if schedule.forgets_after is not None and since >= schedule.forgets_after:
        return Counter()
    if schedule.forgets_each is None or since < schedule.forgets_each or is_blocked(counter, schedule):
        return counter
    return Counter(max(counter.failures - since // schedule.forgets_each, 0))


def after_failure(counter: Counter, now: datetime, schedule: Schedule = SECRET) -> Counter:
    """Return `counter` with one more failure, and with the wait that follows it, if one does."""
    failures = counter.failures + 1
    waits, tries_since = divmod(failures - schedule.tries, schedule.tries_between)
    if failures < schedule.tries or tries_since:
        return Counter(failures)
    wait = schedule.first_wait
    for _ in range(min(waits, FAILURES_THAT_BLOCK)):
        wait = min(wait * 2, schedule.longest_wait)
    return Counter(failures, now + wait)


def is_open(counter: Counter, now: datetime) -> bool:
    """Tell whether no wait is running at this moment."""
    return counter.open_at is None or counter.open_at <= now


def is_blocked(counter: Counter, schedule: Schedule = SECRET) -> bool:
    """Tell whether no secret is right any more, after 100 failures.

    Tries go on being counted and waits go on running, so that a block looks like any other refusal. Only a
    reset, an activation or an operator's unblocking lifts it.
    """
    return schedule.blocks_at is not None and counter.failures >= schedule.blocks_at


def tries_left(counter: Counter, schedule: Schedule = SECRET) -> int:
    """Return how many tries are left before the next wait."""
    if counter.failures < schedule.tries:
        return schedule.tries - counter.failures
    return schedule.tries_between - (counter.failures - schedule.tries) % schedule.tries_between
