"""The one door of a process to its store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from store import Problem, Refusal, Settings, open_store
from store.rules.limits import SEND_WITHIN

if TYPE_CHECKING:
    from store.accounts.store import Store

T = TypeVar("T")

_THREADS = 64
"""As many use cases at once in one process; each thread is made when it is first needed."""


class StoreDoor:
    """The store, opened at most once per process, and the threads in which it is used.

    They are of its own: a use case waits for its turn to hash, and others need the event loop's threads
    meanwhile.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._threads = ThreadPoolExecutor(_THREADS, "store")

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work`, which may block, off the event loop.

        Raises `Problem` BUSY where the system has no thread left for it; then it is not done.
        """
        result: Future[T] = Future()
        try:
            self._threads.submit(_fulfil, result, work)
        except RuntimeError:
            # It stands in the queue of the threads that there are, and one of them may have begun it.
            if result.cancel():
                raise Problem(Refusal.BUSY) from None
        return await asyncio.wrap_future(result)

    def open(self) -> Store:
        """Return the store, opening it the first time. Blocks; raises `Problem` where it cannot be used."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.settings)
            return self._store

    def close(self, patience: timedelta = SEND_WITHIN) -> None:
        """Close the store if it was ever opened, once what is under way is done and sent.

        A message that is being sent is waited for, as long as the `patience`.
        """
        self._threads.shutdown()
        with self._lock:
            if self._store is not None:
                self._store.close(patience)
                self._store = None


def _fulfil(result: Future[T], work: Callable[[], T]) -> None:
    if not result.set_running_or_notify_cancel():
        return
    try:
        result.set_result(work())
    except BaseException as error:
        result.set_exception(error)
