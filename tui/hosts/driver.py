"""The terminal of the process: what comes from it, and how it is put right."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import sys
import termios
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from io import TextIOWrapper
from itertools import chain
from typing import TextIO, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from store import Problem, Refusal
from tui.hosts.pastes import WholePastes
from tui.process import give_up
from tui.screens.app import Ending, MacleApp
from tui.terminal_type import TerminalType

HUNG_UP = 129
"""The exit status of who is gone because their terminal is."""
_TICK = 0.1
"""Seconds between two looks at whether an escape was a key of its own."""
_MOST_READ = 4_096
_MOST_WAITING = 1_000
"""Events that the application has not taken yet. Nobody types more: they would fill the memory, and keep the
keys of whoever comes then waiting for hours."""
_USUAL_SIZE = (24, 80)
"""Rows and columns."""
_LARGEST = 500
"""Rows, and columns: of a terminal that says it has more, a page would take all memory."""
_CLEAR = "\x1b[0m\x1b[H\x1b[J"
_MODES = {
    "like_xterm": (
        *(f"\x1b[?{mode}{end}" for mode in (1000, 1003, 1004, 1006, 1015, 1016, 2004, 2048) for end in "hl"),
        "\x1b[?2026$p",
        "\x1b[?2048$p",
        "\x1b[>25u",
        "\x1b[<u",
    ),
    "hides_cursor": ("\x1b[?25l", "\x1b[?25h"),
    "stays_in_line": ("\x1b[?7l", "\x1b[?7h"),
}
"""What Textual writes to any terminal, by what a terminal must have for it (`TerminalType`)."""
_SECOND_SCREEN = ("\x1b[?1049h", "\x1b[?1049l")
_RESTORE = (
    "\x1b[?2004l", "\x1b[?1000l", "\x1b[?1003l", "\x1b[?1015l", "\x1b[?1006l", "\x1b[?1004l",
    "\x1b[<u", "\x1b[?7h", "\x1b[?1049l", "\x1b[?25h", "\x1b[0m",
)  # fmt: skip
"""Out of every mode that Textual sets."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, which outlives bytes that are no UTF-8 and notices that nobody is there any more."""

    _app: MacleApp

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # Textual's own, handed on
        self._restored = False
        self._sent = self._taken = 0
        _give_size(self.fileno)
        if self._file is not None:
            self._file = cast(TextIOWrapper, _Output(self._file))
        self._instead = _instead_of(self._app.terminal)

    def write(self, data: str) -> None:
        """Write `data`, or what the terminal has instead of it."""
        super().write(self._instead.get(data, data))

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        return min(columns, _LARGEST), min(rows, _LARGEST)

    def start_application_mode(self) -> None:
        """Take the terminal over. Raises `Problem` BUSY where the system has no thread left for it."""
        self._restored = False
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
                os.write(output, "".join(self._instead.get(mode, mode) for mode in _RESTORE).encode())
            finally:
                os.set_blocking(output, True)  # whoever had the terminal before has it again

    def _sigtstp_application(self, *_signal: object) -> None:
        """Give the terminal back and stop, from the event loop.

        A signal may come while a lock of the thread that writes is held, for which its handler would wait for
        ever. Textual takes it.
        """
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *_signal: object) -> None:
        """Take the terminal again, from the event loop too."""
        self._soon(self._go_on)

    def _soon(self, act: Callable[[], None]) -> None:
        # Once the loop is closed, the terminal is its owner's again.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    def _go_on(self) -> None:
        """Take the terminal again. What the front shows is drawn anew, since others have written there."""
        if self._key_thread is None or self.is_gone:
            return
        if not self._restored:
            # Stopped without being told before (SIGSTOP): the shell has its own modes now.
            self.suspend_application_mode()
        self._must_signal_resume = True
        super()._sigcont_application()

    @property
    def is_gone(self) -> bool:
        """Whether the other side of the terminal has been closed."""
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(events & (select.POLLHUP | select.POLLERR) for _fileno, events in poll.poll(0))

    def send_message(self, message: Message) -> None:
        """Hand `message` to the application, and count it until it is there."""
        self._sent += 1
        handed = asyncio.run_coroutine_threadsafe(self._app._post_message(message), self._loop)
        handed.add_done_callback(self._count_taken)

    def _count_taken(self, _handed: Future[bool]) -> None:
        self._taken += 1

    @property
    def _is_flooded(self) -> bool:
        return self._sent - self._taken + self._app.message_queue_size > _MOST_WAITING

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
        encoding = sys.__stdin__.encoding if sys.__stdin__ is not None else "utf-8"
        # A byte that is no character becomes half a surrogate pair, which no field lets pass.
        decode = getincrementaldecoder(encoding)("surrogateescape").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _TICK)[0]:
                if not (read := os.read(self.fileno, _MOST_READ)):
                    raise OSError("the other side of the terminal has been closed")
                if self._is_flooded:
                    continue
                for event in parser.feed(decode(read)):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)


def _give_size(terminal: int) -> None:
    """Give a terminal that tells no size, as a serial line does, the usual one.

    Textual and Rich each have another one in mind, and would lay out for the one and the other in turn.
    """
    with contextlib.suppress(OSError, termios.error):
        if 0 in termios.tcgetwinsize(terminal):
            termios.tcsetwinsize(terminal, _USUAL_SIZE)


class _Output:
    """The terminal as a file. Once nobody is there, what is written goes nowhere.

    Else the thread that writes would end with the terminal, and whatever is drawn then wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            give_up(self._file)

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            give_up(self._file)


def _instead_of(terminal: TerminalType) -> Mapping[str, str]:
    """Return what to write instead of sequences that `terminal` does not have."""
    lacking = [sequences for ability, sequences in _MODES.items() if not getattr(terminal, ability)]
    instead = dict.fromkeys(chain.from_iterable(lacking), "")
    if not terminal.second_screen:
        # What a page showed is for nobody who comes to the terminal later.
        instead |= dict.fromkeys(_SECOND_SCREEN, _CLEAR)
    return instead


def end_process(driver: object, status: int, within: float) -> None:
    """Be gone in so many seconds with `status`, even where a thread never comes back."""

    def vanish() -> None:
        if isinstance(driver, TerminalDriver):
            driver.restore()
        os._exit(status)

    timer = threading.Timer(within, vanish)
    timer.daemon = True
    timer.start()
