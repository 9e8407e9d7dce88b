"""A real pseudo-terminal of 80×24 with a program in it, and what the person at it sees."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte

COLUMNS, LINES = 80, 24
BARE_APP = (sys.executable, str(Path(__file__).with_name("bare_app.py")))
BARE_PAGES = (sys.executable, str(Path(__file__).with_name("bare_pages.py")))
MACLE = (str(Path(sys.executable).with_name("macle")), "--lang", "en")
_PATIENCE = 30.0
_STILL = 0.4
"""Seconds without a byte, after which a change is over."""


@dataclass(frozen=True)
class Change:
    """What a start or keys changed on the screen. Times are in milliseconds since then."""

    shown: float
    """When the texts that were waited for stood there."""
    still: float
    """When the program wrote its last byte."""
    written: int
    """How many bytes it wrote."""


class Terminal:
    """Runs one program. Times are in seconds."""

    def __init__(self, command: tuple[str, ...], home: Path) -> None:
        environment = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        environment |= {"MACLE_HOME": str(home), "MACLE_STATE": str(home.with_name(f"{home.name}-state"))}
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.written = 0
        """Bytes that the program has written since the start, or the last keys."""
        self._start = time.perf_counter()
        self._program = pexpect.spawn(
            command[0], list(command[1:]), env=environment, dimensions=(LINES, COLUMNS)
        )
        self._program.delaybeforesend = None

    @property
    def pid(self) -> int:
        return int(self._program.pid)

    def wait_for(self, *texts: str) -> float:
        """Return how long after the start, or the last keys, all of `texts` stood on the screen."""
        while not self._shows(*texts):
            if not self._draw(_PATIENCE):
                raise TimeoutError(f"{texts} did not come:\n{self._picture}")
        return time.perf_counter() - self._start

    def settle(self, seconds: float = 0.4) -> None:
        """Read on for so long, until the program has done what it does by itself."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._draw(left)

    def wait_for_end(self) -> None:
        """Read on until the program is over."""
        with suppress(EOFError):
            while self._draw(_PATIENCE):
                pass
        self._program.wait()

    def type(self, keys: str) -> None:
        self._start, self.written = time.perf_counter(), 0
        self._program.send(keys)

    def change(self, keys: str, *texts: str) -> Change:
        """Type `keys` and return what they changed, once `texts` stand and nothing more is written."""
        self.type(keys)
        return self.watched(*texts)

    def watched(self, *texts: str) -> Change:
        """Return what has changed since the start, or the last keys, once `texts` stand and nothing moves.

        What is written is drawn only afterwards: drawing takes longer than many a change.
        """
        shown, moment = None, 0.0
        while shown is None:
            read: list[tuple[float, bytes]] = []
            while written := self._read(_STILL if read else _PATIENCE):
                read.append(((time.perf_counter() - self._start) * 1_000, written))
            if not read:
                raise TimeoutError(f"{texts} did not come:\n{self._picture}")
            for moment, written in read:
                self._stream.feed(written)
                if shown is None and self._shows(*texts):
                    shown = moment
        return Change(shown, moment, self.written)

    def close(self) -> None:
        self._program.close(force=True)

    @property
    def _picture(self) -> str:
        return "\n".join(self._screen.display)

    def _shows(self, *texts: str) -> bool:
        picture = self._picture
        return all(text in picture for text in texts)

    def _draw(self, patience: float) -> bool:
        """Put what the program writes next on the screen; tell whether it wrote in time."""
        written = self._read(patience)
        self._stream.feed(written)
        return bool(written)

    def _read(self, patience: float) -> bytes:
        """Return what the program writes next; nothing if it does not in time."""
        descriptor = self._program.child_fd
        if not select.select([descriptor], [], [], patience)[0]:
            return b""
        try:
            written = os.read(descriptor, 65_536)
        except OSError:  # Linux's way to tell that nobody writes any more
            raise EOFError(f"the program is over:\n{self._picture}") from None
        self.written += len(written)
        return written


@contextmanager
def terminal(command: tuple[str, ...], home: Path) -> Iterator[Terminal]:
    """Open a terminal with a program in it, which may keep things in the folder `home`."""
    opened = Terminal(command, home)
    try:
        yield opened
    finally:
        opened.close()
