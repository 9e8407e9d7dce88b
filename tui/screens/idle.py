"""How long nothing has been typed by someone who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from store.rules.limits import SESSION_IDLE, SESSION_IDLE_WARNING

_TELL_STORE_EVERY = timedelta(minutes=1)


class Idleness:
    """The time since the last key, click or paste. `clock` counts seconds and never goes back."""

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        limit: timedelta = SESSION_IDLE,
        warning: timedelta = SESSION_IDLE_WARNING,
    ) -> None:
        self._clock = clock
        self._limit, self._warning = limit, warning
        self._active = self._told = clock()

    def restart(self) -> None:
        """Count from now: the person did something."""
        self._active = self._clock()

    def store_is_due(self) -> bool:
        """Return whether the store is to be told of activity; true at most once a minute."""
        due = self._clock() - self._told >= _TELL_STORE_EVERY.total_seconds()
        if due:
            self._told = self._clock()
        return due

    @property
    def left(self) -> timedelta:
        """What is left until the session ends, in whole seconds."""
        return self._limit - timedelta(seconds=int(self._clock() - self._active))

    @property
    def warns(self) -> bool:
        return self.left <= self._warning

    @property
    def over(self) -> bool:
        return self.left <= timedelta()
