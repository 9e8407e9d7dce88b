"""The signals that end a process, handled for a while."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator

from tui.process import END_SIGNALS, GONE_WITHIN


@contextlib.contextmanager
def end_signals(end: Callable[[int], None], interrupts: Callable[[], bool] | None = None) -> Iterator[None]:
    """Call `end` with the number of a signal that asks the process to go, and with no further one.

    It is called at once, also where the event loop waits for a terminal that takes nothing more. A Ctrl+C
    that `interrupts` something, as that tells, is none of them.
    """
    came = False

    def handle(number: int, _frame: object) -> None:
        nonlocal came
        if not came and not (number == signal.SIGINT and interrupts is not None and interrupts()):
            came = True
            end(number)

    before = {number: signal.signal(number, handle) for number in END_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def stops(stop: Callable[[], None], go_on: Callable[[], None]) -> Iterator[None]:
    """Call `stop` before Ctrl+Z stops the process, and `go_on` when it goes on, whatever stopped it."""
    went_on = False

    def handle_stop(number: int, _frame: object) -> None:
        nonlocal went_on
        went_on = False
        stop()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, handle_stop)
        # Where there is no shell to go back to, the system does not stop it.
        if not went_on:
            go_on()

    def handle_going_on(_number: int, _frame: object) -> None:
        nonlocal went_on
        went_on = True
        go_on()

    before = {
        number: signal.signal(number, handler)
        for number, handler in ((signal.SIGTSTP, handle_stop), (signal.SIGCONT, handle_going_on))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_process_soon(within: float = GONE_WITHIN) -> None:
    """Be gone in so many seconds, whatever holds the process."""
    # Nothing handles this alarm, so it ends the process.
    signal.setitimer(signal.ITIMER_REAL, within)
