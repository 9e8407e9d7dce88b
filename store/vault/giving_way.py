"""Long computing beside people who type: it gets less of a busy machine than they do."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_NICER = 10
"""What nice(1) adds by default: on a full core it then gets a tenth of the time of what is beside it."""


def giving_way(work: Callable[[], T]) -> T:
    """Return what `work` yields, run in a thread of a lower priority, as are the threads that it starts.

    Only Linux has a priority for each thread. It cannot be raised again, so the thread ends with the work.
    """
    with ThreadPoolExecutor(1, initializer=_give_way) as thread:
        return thread.submit(work).result()


def _give_way() -> None:
    if sys.platform == "linux":
        # Where a container forbids it, all goes on as before.
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICER)
