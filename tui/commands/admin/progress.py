"""How far a task is that takes long, and its end at a signal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from i18n import Language, Message
from tui.hosts.signals import end_signals

_EVERY = 0.2
"""Seconds between two looks: often enough to see that it goes on."""
_BACK_AND_ERASE = "\r\x1b[K"


@contextmanager
def telling_progress(language: Language) -> Iterator[Callable[[Message], None]]:
    """Give a function that shows how far the task is, on one line of the terminal, which goes at the end.

    Where standard error is no terminal, it tells nothing. A signal that ends the process unwinds the task, so
    that it leaves nothing half done.
    """
    next_at, shown = monotonic() + _EVERY, False

    def tell(how_far: Message) -> None:
        nonlocal next_at, shown
        if monotonic() >= next_at and sys.stderr.isatty():
            _write(_BACK_AND_ERASE + language.say(how_far))
            next_at, shown = monotonic() + _EVERY, True

    def end(number: int) -> None:
        raise SystemExit(128 + number)

    try:
        with end_signals(end):
            yield tell
    finally:
        if shown:
            _write(_BACK_AND_ERASE)


def _write(text: str) -> None:
    with suppress(OSError):  # the terminal is gone, and the task goes on
        print(text, end="", file=sys.stderr, flush=True)
