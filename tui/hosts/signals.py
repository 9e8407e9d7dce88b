"""The signals that end a process, handled for a while."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator

from tui.process import END_SIGNALS, GONE_WITHIN


@contextlib.contextmanager
def end_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call `end` with the number of a signal that asks the process to go, and with no further one.

    It is called at once, also where the event loop waits for a terminal that takes nothing more.
    """
    came = False

    def handle(number: int, _frame: object) -> None:
        nonlocal came
        if not came:
            came = True
            end(number)

    before = {number: signal.signal(number, handle) for number in END_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_process_soon(within: float = GONE_WITHIN) -> None:
    """Be gone in so many seconds, whatever holds the process."""
    # Nothing handles this alarm, so it ends the process.
    signal.setitimer(signal.ITIMER_REAL, within)
