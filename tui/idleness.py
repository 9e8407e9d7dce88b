"""How long nothing has been typed, for every front, and what the place makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import floor

from store.problems import Problem
from store.rules.limits import SESSION_IDLE
from store.settings import seconds_up
from tui.surroundings import IdleLimit
from tui.unwinding import Abandoned, IdleTooLong, SessionOver, Unwinding
from tui.visit import Visit

_TELL_STORE_EVERY = 10.0
"""Seconds between two times at most that the store is told of activity."""


class Idleness:
    """The time that is left to whoever is at the terminal. `clock` counts seconds and never goes back.

    Signed in, no more is left than the store gives by what it was told of, since it ends a session too.
    Signed out, the time begins with the first key of a visit: where nobody came, there is nobody to warn.
    """

    def __init__(self, visit: Visit, clock: Callable[[], float] = seconds_up) -> None:
        self._visit, self._clock = visit, clock
        self._session: object = None
        self._typed: float | None = None
        self._seen = self._told = self._looked = clock()
        self._telling = False

    def begin_anew(self) -> None:
        """Forget whoever was there.

        They may be there still, until nothing is typed for too long. Where the next person waits, what
        follows is of the same visit in any case.
        """
        place = self._visit.surroundings
        may_be_there = place.next_person_waits or (place.signed_out is not None and not self.over)
        was_there = self._typed is not None and may_be_there
        self._session, self._typed = None, self._clock() if was_there else None

    def note_typing(self) -> bool:
        """Note that someone is there; return whether `tell_store` is due, at most every ten seconds."""
        self._follow_session()
        self._typed = now = self._clock()
        if self._session is None or self._telling or now - self._told < _TELL_STORE_EVERY:
            return False
        self._telling, self._told = True, now
        return True

    async def tell_store(self) -> None:
        """Tell the store of the typing just noted. Raises `SessionOver` where the session has ended, and
        `OutOfOrder`.

        What the store cannot note gives no more time; the next thing that is asked of it tells why.
        """
        session, told = self._session, self._told
        try:
            await self._visit.keep_alive()
        except SessionOver:
            # Meanwhile the person may have signed out, and another one in.
            if self._visit.session is session:
                raise
        except Problem:
            self._told = told - _TELL_STORE_EVERY  # the next key tells it again
        else:
            if self._visit.session is session:
                self._seen = told
        finally:
            self._telling = False

    @property
    def left(self) -> timedelta | None:
        """What is left until the visit ends, in whole seconds; None where it need not end."""
        self._follow_session()
        limit, now = self._limit, self._clock()
        if limit is None or self._typed is None:
            return None
        left = limit.after.total_seconds() - (now - self._typed)
        if self._session is not None:
            left = min(left, SESSION_IDLE.total_seconds() - (now - self._seen))
        return timedelta(seconds=floor(left))

    @property
    def until_warning(self) -> timedelta | None:
        """What is left until the person is warned, never less than nothing; None where they need not be."""
        left, limit = self.left, self._limit
        return None if left is None or limit is None else max(left - limit.warning, timedelta())

    @property
    def warns(self) -> bool:
        """Whether it is time for the warning."""
        return not self._telling and self.until_warning == timedelta()

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        left = self.left
        return left is not None and left <= timedelta()

    @property
    def ending(self) -> Unwinding:
        """What ends the journey once nothing is left."""
        return Abandoned() if self._session is None else IdleTooLong()

    @property
    def _limit(self) -> IdleLimit | None:
        surroundings = self._visit.surroundings
        return surroundings.signed_out if self._session is None else surroundings.signed_in

    def _follow_session(self) -> None:
        """Where someone has signed in, count from the last look, which was before that."""
        if self._visit.session is not self._session:
            self._session = self._visit.session
            self._typed = self._seen = self._told = self._looked
        self._looked = self._clock()
