"""Long computing beside people who type: it gets less of a busy machine than they do."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from store.problems import Problem, Refusal

T = TypeVar("T")

_NICER = 10
"""What nice(1) adds by default: on a full core it then gets a tenth of the time of what is beside it."""


class ThreadGivingWay:
    """A thread of a lower priority, as are the threads that it starts, kept from one work to the next.

    Only Linux has a priority for each thread. It cannot be raised again, so the thread is for nothing else.
    It belongs to the process that started it: one that is forked opens a store of its own.
    """

    def __init__(self) -> None:
        self._kept: ThreadPoolExecutor | None = None

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work` yields. Whatever is raised, at Ctrl+C too, the work is over by then.

        Only a second Ctrl+C does not wait for it. Raises `Problem` BUSY where the system has no thread left.
        """
        try:
            kept = self._kept
            if kept is None:
                self._kept = kept = ThreadPoolExecutor(1, "giving way", initializer=_give_way)
                # A thread that is interrupted while it starts is not waited for: it has nothing to do yet.
                _begun(kept).result()
            return kept.submit(work).result()
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Let the thread finish its work, and go. The next work has a new one."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.shutdown()


def _begun(kept: ThreadPoolExecutor) -> Future[int]:
    try:
        return kept.submit(int)
    except RuntimeError:
        raise Problem(Refusal.BUSY) from None


def _give_way() -> None:
    if sys.platform == "linux":
        # Where a container forbids it, all goes on as before.
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICER)
