"""Work that follows commits, out of the way of whoever waits for an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from store.threads import start

_PATIENCE_S = 0.5
"""How long a close waits for the last piece of work."""


class Afterwards:
    """Does a piece of work in a thread of its own, soon after it is asked for, and `every_s` seconds unasked.

    `work` returns whether there is more, which then follows unasked. A pause comes before each piece: what
    many commits ask for is done once, and the transactions of people get their turn in between. A piece that
    fails is not tried again before the next is asked for.
    """

    def __init__(
        self, work: Callable[[], bool], name: str, pause_s: float = 0.0, every_s: float | None = None
    ) -> None:
        self._work, self._pause_s, self._every_s = work, pause_s, every_s
        self._wanted, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name=name, daemon=True)

    def start(self) -> None:
        """Work from now on, and first on what is there; until then, what is asked for is not done.

        Raises `Problem` BUSY where no thread is left for it.
        """
        self._wanted.set()
        start(self._thread)

    def ask(self) -> None:
        """Let a piece of work be done soon."""
        self._wanted.set()

    def close(self) -> None:
        """Do one last piece and stop, where the work was started. What is left stays for the next time."""
        self._closing.set()
        self._wanted.set()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE_S)

    def _follow(self) -> None:
        closing = more = False
        while not closing:
            if not more:
                self._wanted.wait(self._every_s)
            self._closing.wait(self._pause_s)
            self._wanted.clear()
            # Looked at before the piece, so that what was committed before the closing is in it.
            closing, more = self._closing.is_set(), False
            # What ends a piece, such as a store that is full or busy now, does not end the work.
            with suppress(Exception):
                more = self._work()
