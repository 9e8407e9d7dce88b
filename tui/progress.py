"""How far something is that takes long, and stopping it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from store.problems import Problem, Refusal


class Progress:
    """Told from the thread that works, and shown by whoever waits for it, who can stop it.

    `percent` is None where nothing is under way, or has not told yet how far it is.
    """

    def __init__(self) -> None:
        self.percent: int | None = None
        self._stopped: threading.Event | None = None

    @property
    def is_under_way(self) -> bool:
        return self._stopped is not None

    @contextmanager
    def under_way(self) -> Iterator[Callable[[int, int], None]]:
        """Give what tells how much is done, of how much. It raises `Problem` STOPPED once it was stopped."""
        stopped = self._stopped = threading.Event()
        self.percent = None

        def tell(done: int, of_all: int) -> None:
            if stopped.is_set():
                raise Problem(Refusal.STOPPED)
            if self._stopped is stopped:
                self.percent = 100 * done // max(of_all, 1)

        try:
            yield tell
        finally:
            # Another may be under way already: one that was left ends only when it next tells.
            if self._stopped is stopped:
                self.percent = self._stopped = None

    def stop(self) -> bool:
        """Let what is under way end as soon as it next tells how far it is.

        Returns False where nothing is, or where it was stopped already.
        """
        stopped = self._stopped
        if stopped is None or stopped.is_set():
            return False
        stopped.set()
        return True
