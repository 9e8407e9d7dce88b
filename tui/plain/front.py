"""The front that shows pages as line prompts."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from math import inf
from typing import TypeVar

from store import Problem, Session
from store.rules.limits import SESSION_IDLE, SESSION_IDLE_WARNING
from tui.lines import Lines
from tui.pages import Page
from tui.plain.showing import Showing
from tui.visit import Attempt, Visit

T = TypeVar("T")

_TELL_STORE_EVERY = 10.0
"""Seconds between two times at most that the store is told of activity."""


class PlainFront:
    """Shows pages as text and prompts. It writes words, spaces and line ends, and nothing else.

    A signed-in person who types nothing for `idle` is signed out, and told so `warning` before.
    """

    def __init__(
        self, lines: Lines, *, idle: timedelta = SESSION_IDLE, warning: timedelta = SESSION_IDLE_WARNING
    ) -> None:
        self.lines = lines
        self.idle, self.warning = idle, warning
        self.commands_told = self.secrecy_told = False
        self._session: Session | None = None
        self._known_at = self._told_at = 0.0

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.visit.Front`)."""
        return await Showing(self, visit, page).until_done(attempt)

    @property
    def copies(self) -> bool:
        """It writes words and nothing else, so nothing reaches a clipboard."""
        return False

    def copy(self, text: str) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        """What was typed went with its page."""

    def left(self, session: Session) -> timedelta:
        """Return what is left of `session`: only what the store was told of counts, as it does there."""
        now = asyncio.get_running_loop().time()
        if session is not self._session:
            self._session, self._known_at, self._told_at = session, now, -inf
        return self.idle - timedelta(seconds=now - self._known_at)

    async def keep_alive(self, visit: Visit) -> None:
        """Tell the store that the person is there, at most every ten seconds. Raises `SessionOver`."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= _TELL_STORE_EVERY:
            self._told_at = now
            # A store that cannot note it says so when it is asked for something.
            with contextlib.suppress(Problem):
                await visit.keep_alive()
                self._known_at = now
