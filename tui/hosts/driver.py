"""The terminal of the process: what comes from it, and how it is put right."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import threading
from codecs import getincrementaldecoder

from textual.drivers.linux_driver import LinuxDriver

from store import Problem, Refusal
from tui.hosts.pastes import WholePastes
from tui.screens.app import Ending, MacleApp

HUNG_UP = 129
"""The exit status of who is gone because their terminal is."""
_TICK = 0.1
"""Seconds between two looks at whether an escape was a key of its own."""
_MOST_READ = 4_096
_RESTORE = b"\x1b[?2004;1000;1003;1015;1006;1004l\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""Out of every mode that Textual sets; DECSET takes several at once (ECMA-48, xterm)."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, which outlives bytes that are no UTF-8 and notices that nobody is there any more."""

    _app: MacleApp

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # Textual's own, handed on
        self._restored = False

    def start_application_mode(self) -> None:
        """Take the terminal over. Raises `Problem` BUSY where the system has no thread left for it."""
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual says nothing of it
        except RuntimeError:
            self.stop_application_mode()
            if self._writer_thread is not None and not self._writer_thread.is_alive():
                self._writer_thread = None  # else Textual waits for the end of what has not begun
            raise Problem(Refusal.BUSY) from None

    def stop_application_mode(self) -> None:
        super().stop_application_mode()
        self._restored = True

    def restore(self) -> None:
        """Put the terminal right at once, where Textual did not come to it. Never waits."""
        if self.attrs_before is None or self._restored:
            return
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with contextlib.suppress(OSError):
            output = sys.__stderr__.fileno() if sys.__stderr__ is not None else 2
            os.set_blocking(output, False)
            try:
                os.write(output, _RESTORE)
            finally:
                os.set_blocking(output, True)  # whoever had the terminal before has it again

    @property
    def is_gone(self) -> bool:
        """Whether the other side of the terminal has been closed."""
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(events & (select.POLLHUP | select.POLLERR) for _fileno, events in poll.poll(0))

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            self._app.call_later(self._app.end, Ending(HUNG_UP))
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


def end_process(driver: object, status: int, within: float) -> None:
    """Be gone in so many seconds with `status`, even where a thread never comes back."""

    def vanish() -> None:
        if isinstance(driver, TerminalDriver):
            driver.restore()
        os._exit(status)

    timer = threading.Timer(within, vanish)
    timer.daemon = True
    timer.start()
