"""A kiosk: a small process that keeps the terminal, and starts another one for each visitor.

Whatever a visitor typed is gone with their process, since Python cannot erase a string. What lives on is this
one, which never reads from the terminal and imports little.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import syslog
import termios
import textwrap
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from i18n import LANGUAGES, Language, Message, _

CANNOT_OPEN = 69
"""The exit status of a visitor's process that cannot open the store (EX_UNAVAILABLE of sysexits.h)."""

_ENDS = (signal.SIGTERM, signal.SIGHUP)
_TOLD = {*_ENDS, signal.SIGCHLD}
_WELL = signal.SIGURG
"""What a visitor's process sends as long as it answers. Where nobody waits for it, it does nothing."""
_IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
"""What keys can send, were the terminal to send anything."""
_SILENT_FOR, _MOST_SILENCES = 15.0, 2
"""Seconds in which a visitor's process says that it is well, and how often in a row it may fail to: the whole
machine may have stood still."""
_BEGINS_WITHIN = 900.0
"""Seconds until it says so for the first time: it may have to upgrade the store before."""
_GONE_WITHIN = 1.9
"""Seconds for the visitor's process to end its session and be gone."""
_MOST_IN_A_ROW = 5
"""How many processes may break off one after the other before they have answered: so may the next."""
_TRIES_AGAIN = 10.0
"""Seconds until a terminal that is out of order tries again."""
_MARGIN, _USUAL_COLUMNS = 2, 80
_LAST_STREAM = 2
_IFLAG, _OFLAG, _LFLAG = 0, 1, 3
"""Where `termios` has the modes of input, of output, and of what the terminal does by itself."""
_HUNG_UP = 128 + signal.SIGHUP

_WIPE = b"\x18\x1b\\\x1b[?1049l\x1bc\x1b[?25l\x1b[2J\x1b[3J\x1b[H"
"""Ends a sequence that was cut off, leaves the second screen, resets every mode (RIS), hides the cursor, and
clears the screen with what scrolled off it."""
_SHOW_CURSOR = b"\x1b[?25h"

_OVER = _("The visit is over: nobody is signed in, and nothing of it stays here.")
_OUT_OF_ORDER = _("This terminal is out of order.")
_WHAT_TO_DO = _("Please tell the staff. It tries again by itself.")


class _ToldToGo(Exception):
    """A signal says that the kiosk is over."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass
class Kiosk:
    """Starts `visitor`, a command with its arguments, for one visitor after the other.

    It is given `--replaces` where the visit before broke off. What is amiss is told in `language` to whoever
    keeps the terminal (`tell_keeper`).
    """

    visitor: Sequence[str]
    language: Language
    _broke_off: int = field(default=0, init=False)
    _answered: bool = field(default=False, init=False)

    def run(self) -> int:
        """Keep the terminal until the process is told to go, or it is gone; return the exit status."""
        _close_files()
        terminal = _Terminal()
        with _signals_wait(), terminal.kept():
            try:
                is_over = False
                while not terminal.is_gone:
                    terminal.wipe()
                    if is_over:
                        terminal.say(_OVER)
                    is_over = self._receive(terminal)
            except _ToldToGo as told:
                return 128 + told.number
            except (OSError, termios.error):
                if not terminal.is_gone:
                    raise
        return _HUNG_UP

    def _receive(self, terminal: _Terminal) -> bool:
        """Start a process for a visitor, wait for its end, and go by how it ended. Raises `_ToldToGo`.

        Return whether the visit is over, and did not break off.
        """
        status = self._end_of(self._start())
        if terminal.is_gone:
            return False
        if status == 0:
            self._broke_off = 0
        elif status == CANNOT_OPEN:
            self._pause(terminal)
        else:
            self._tell(_("A visit broke off with the exit status {status}.", status=str(status)))
            self._broke_off = 1 if self._answered else self._broke_off + 1
            if self._broke_off >= _MOST_IN_A_ROW:
                self._pause(terminal)
        return status == 0

    def _pause(self, terminal: _Terminal) -> None:
        terminal.wipe()
        terminal.say(_OUT_OF_ORDER, _WHAT_TO_DO)
        _wait(_TRIES_AGAIN)

    def _start(self) -> int:
        command = [*self.visitor, *(["--replaces"] if self._broke_off else [])]
        return os.posix_spawn(command[0], command, os.environ, setsigmask=())

    def _end_of(self, visitor: int) -> int:
        """Return how the visitor's process ended: its exit status, or less than 0 by a signal.

        One that does not say that it is well, or says so no more, is killed: what was typed would stay on the
        screen. No other signal puts that off. Raises `_ToldToGo` once that process, which is told to go too,
        has ended.
        """
        until, silences, self._answered = time.monotonic() + _BEGINS_WITHIN, 0, False
        try:
            while (status := _ended(visitor)) is None:
                came = _wait(until - time.monotonic(), _WELL)
                if came is not None and came.si_signo == _WELL and came.si_pid == visitor:
                    until, silences, self._answered = time.monotonic() + _SILENT_FOR, 0, True
                elif time.monotonic() >= until:
                    until, silences = time.monotonic() + _SILENT_FOR, silences + 1
                    if silences == _MOST_SILENCES:
                        self._tell(_("The process of a visit no longer answers, and is ended."))
                        os.kill(visitor, signal.SIGKILL)
        except _ToldToGo:
            _end(visitor)
            raise
        return status

    def _tell(self, message: Message) -> None:
        tell_keeper(self.language.say(message))


def say_well(kiosk: int) -> None:
    """Tell the process `kiosk` that the one of its visitor answers."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(kiosk, _WELL)


def tell_keeper(sentence: str) -> None:
    """Tell whoever keeps it, on standard error; where visitors would read that, in the log of the system."""
    if sys.stderr.isatty():
        syslog.openlog("macle")
        syslog.syslog(syslog.LOG_ERR, sentence)
        return
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


class _Terminal:
    """The terminal that standard input and output are."""

    def __init__(self) -> None:
        self._before = termios.tcgetattr(0)
        silent = termios.tcgetattr(0)
        # No key, and no break of a serial line, is a signal; none holds the output; none is seen.
        silent[_IFLAG] &= ~(termios.BRKINT | termios.PARMRK | termios.IXON | termios.IXOFF | termios.IXANY)
        silent[_IFLAG] |= termios.IGNBRK
        silent[_OFLAG] |= termios.OPOST | termios.ONLCR
        silent[_LFLAG] &= ~(
            termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN | termios.TOSTOP
        )
        self._silent = silent

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Give it back at the end as it was, with nothing on it."""
        try:
            yield
        finally:
            with contextlib.suppress(OSError, termios.error):
                self.wipe()
                termios.tcsetattr(0, termios.TCSANOW, self._before)
                os.write(1, _SHOW_CURSOR)

    @property
    def is_gone(self) -> bool:
        """Whether its other side has been closed."""
        poll = select.poll()
        poll.register(0, 0)
        return bool(poll.poll(0))

    def wipe(self) -> None:
        """Leave nothing of what was shown, typed or set. Never waits. Raises `OSError`, `termios.error`."""
        termios.tcsetattr(0, termios.TCSANOW, self._silent)
        # Output that is held, as by Scroll Lock, goes on; what has not been shown or read is for nobody.
        termios.tcflow(1, termios.TCOOFF)
        termios.tcflow(1, termios.TCOON)
        termios.tcflush(0, termios.TCIOFLUSH)
        os.write(1, _WIPE)

    def say(self, *sentences: Message) -> None:
        """Say the same in each language: nobody is there to choose one."""
        columns = os.get_terminal_size(1).columns or _USUAL_COLUMNS
        margin = " " * _MARGIN
        for language in LANGUAGES.values():
            print()
            for sentence in sentences:
                said = language.say(sentence)
                print(textwrap.indent(textwrap.fill(said, max(1, columns - 2 * _MARGIN)), margin))
        sys.stdout.flush()


def _close_files() -> None:
    """Close what whoever started this process may have left open: it is nothing for a visitor."""
    for file in [*Path("/dev/fd").iterdir()]:
        if (number := int(file.name)) > _LAST_STREAM:
            with contextlib.suppress(OSError):  # that of the list itself
                os.close(number)


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Have those that end the kiosk wait until it looks, so that none comes in between; ignore the others."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_TOLD, _WELL})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(seconds: float | None = None, *besides: signal.Signals) -> signal.struct_siginfo | None:
    """Return what came: the end of a process or one of the signals `besides`; None after so many seconds.

    Raises `_ToldToGo`.
    """
    wanted = {*_TOLD, *besides}
    came = signal.sigwaitinfo(wanted) if seconds is None else signal.sigtimedwait(wanted, max(seconds, 0))
    if came is not None and came.si_signo in _ENDS:
        raise _ToldToGo(came.si_signo)
    return came


def _end(visitor: int) -> None:
    os.kill(visitor, signal.SIGTERM)
    until = time.monotonic() + _GONE_WITHIN
    while _ended(visitor) is None:
        if (left := until - time.monotonic()) <= 0:
            os.kill(visitor, signal.SIGKILL)
        with contextlib.suppress(_ToldToGo):
            _wait(left if left > 0 else None)


def _ended(visitor: int) -> int | None:
    """Return how the visitor's process ended, or None while it lives; leave no other one a zombie either."""
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if process == visitor:
            return os.waitstatus_to_exitcode(status)
        if process == 0:
            return None
