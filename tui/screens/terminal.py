"""The terminal itself: what comes from it, and what to do when it goes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import sys
import termios
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver

from tui.process import END_SIGNALS
from tui.screens.pastes import WholePastes

if TYPE_CHECKING:
    from tui.screens.app import MacleApp

LEFT_WITHIN = 5.0
"""Seconds from when the person quits to the end of the process: what is under way can end what it opened."""
_TICK = 0.1
"""Seconds between two looks at whether an escape was a key of its own."""
_MOST_READ = 4_096
_RESTORE = b"\x1b[?2004;1000;1003;1015;1006;1004l\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""Out of every mode that Textual sets; DECSET takes several at once (ECMA-48, xterm)."""


class Terminal(LinuxDriver):
    """Textual's driver, which outlives bytes that are no UTF-8 and notices that nobody is there any more."""

    _app: MacleApp

    restored = False

    def stop_application_mode(self) -> None:
        super().stop_application_mode()
        self.restored = True

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            self._app.call_later(self._app.hang_up)
        except Exception as error:
            self._app.call_later(self._app.crash, error)

    def run_input_thread(self) -> None:
        """Read keys and pastes until told to stop. Raises `OSError` where the terminal is gone."""
        parser = WholePastes()
        # A byte that is no UTF-8 becomes half a surrogate pair, which no field takes.
        decode = getincrementaldecoder("utf-8")("surrogateescape").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _TICK)[0]:
                if not (read := os.read(self.fileno, _MOST_READ)):
                    raise OSError("the other side of the terminal has been closed")
                for event in parser.feed(decode(read)):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)


def end_on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the exit status that is usual for the signal, when one asks the process to go.

    A SIGHUP that whoever started the process had ignored counts as well.
    """
    loop = asyncio.get_running_loop()
    for number in END_SIGNALS:
        loop.add_signal_handler(number, end, 128 + number)


def is_gone(fileno: int) -> bool:
    """Return whether the other side of the terminal has been closed."""
    poll = select.poll()
    poll.register(fileno, 0)
    return any(events & (select.POLLHUP | select.POLLERR) for _fileno, events in poll.poll(0))


def force_end(driver: Terminal, status: int, within: float) -> None:
    """Be gone in so many seconds with `status`, even where a thread never comes back."""
    timer = threading.Timer(within, _vanish, (driver, status))
    timer.daemon = True
    timer.start()


def _vanish(driver: Terminal, status: int) -> None:
    if driver.attrs_before is not None and not driver.restored:
        with contextlib.suppress(OSError, termios.error):
            output = sys.__stderr__.fileno() if sys.__stderr__ is not None else 2
            os.set_blocking(output, False)
            os.write(output, _RESTORE)
            termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
    os._exit(status)
