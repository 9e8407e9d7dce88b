"""How long the store has heard nothing of someone who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import floor
from time import monotonic

from store.rules.limits import SESSION_IDLE, SESSION_IDLE_WARNING

_TELL_STORE_EVERY = 10.0
"""Seconds between two times at most that the store is told of activity."""


class Idleness:
    """The time that a session has left. `clock` counts seconds and never goes back.

    It is the store that ends a session, and only what it was told of counts there: so does it here.
    """

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        limit: timedelta = SESSION_IDLE,
        warning: timedelta = SESSION_IDLE_WARNING,
    ) -> None:
        self._clock = clock
        self._limit, self._warning = limit, warning
        self._known = self._telling = clock()

    def restart(self) -> None:
        """Count from now: nobody is signed in yet."""
        self._known = self._telling = self._clock()

    def store_is_due(self) -> bool:
        """Return whether the store is to be told of activity; true at most every ten seconds."""
        now = self._clock()
        due = now - self._telling >= _TELL_STORE_EVERY
        if due:
            self._telling = now
        return due

    def store_knows(self) -> None:
        """Count from when the store was last due: it has noted it since."""
        self._known = self._telling

    @property
    def left(self) -> timedelta:
        """What is left until the session ends, in whole seconds."""
        return timedelta(seconds=floor(self._limit.total_seconds() - (self._clock() - self._known)))

    @property
    def warns(self) -> bool:
        return self.left <= self._warning

    @property
    def over(self) -> bool:
        return self.left <= timedelta()
