"""Waiting for a lock that other processes take too: in the open, and not for ever."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from time import monotonic, sleep

from store.problems import Problem, Refusal, file_problem
from store.rules.limits import BUSY_AFTER

_LOOK_EVERY = 0.05
"""Seconds between two looks; the same for all, so that nobody who came later has a better chance."""


def patience_ends() -> float:
    """Return until when others are waited for from now on, by the monotonic clock."""
    return monotonic() + BUSY_AFTER.total_seconds()


def take_one(locks: Sequence[int], until: float | None = None) -> None:
    """Lock the first of some open files that is free; closing it, or the end of the process, releases it.

    Raises `Problem` BUSY where none was free `until` then, or for as long as the database is waited for, and
    FILE_SYSTEM where files cannot be locked.
    """
    # flock(2) itself knows no limit, and waits for one file alone.
    deadline = patience_ends() if until is None else until
    while not any(map(_is_taken, locks)):
        if monotonic() >= deadline:
            raise Problem(Refusal.BUSY)
        sleep(_LOOK_EVERY)


def _is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise file_problem(error) from None
    return True
