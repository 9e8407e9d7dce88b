"""One person's stay at a terminal, and the session that it may leave behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store import Session


class Stay:
    """The part of a visit that may leave one session behind; what is still under way after it may not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = False
        self._opened: Session | None = None

    def opens(self, session: Session) -> bool:
        """Note a session that the store opened. Returns False where nobody is there any more to enter it."""
        with self._lock:
            if not self._over:
                self._opened = session
            return not self._over

    def enter(self) -> None:
        """The session that was opened is the visit's own from here on."""
        self._opened = None

    def end(self) -> Session | None:
        """Return the session that was opened and that nobody entered, if there is one."""
        with self._lock:
            self._over = True
            return self._opened
