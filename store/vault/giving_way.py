"""Long computing beside people who type: it gets less of a busy machine than they do."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

_NICER = 10
"""What nice(1) adds by default: on a full core it then gets a tenth of the time of what is beside it."""


def threads_that_give_way(count: int) -> ThreadPoolExecutor:
    """Return up to `count` threads of a lower priority, as are the threads that these start.

    Only Linux has a priority for each thread. It cannot be raised again, so they are for nothing else.
    """
    return ThreadPoolExecutor(count, "giving way", initializer=_give_way)


def _give_way() -> None:
    if sys.platform == "linux":
        # Where a container forbids it, all goes on as before.
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICER)
