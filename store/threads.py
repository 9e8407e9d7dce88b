"""Starting threads, of which the system gives only so many."""

from __future__ import annotations

import threading

from store.problems import Problem, Refusal


def start(thread: threading.Thread) -> None:
    """Start a thread. Raises `Problem` BUSY where the system has none left."""
    try:
        thread.start()
    except RuntimeError:
        raise Problem(Refusal.BUSY) from None
