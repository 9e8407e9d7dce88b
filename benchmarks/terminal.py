"""A real pseudo-terminal of 80×24 with a program in it, and what the person at it sees."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pyte

COLUMNS, LINES = 80, 24
BARE_APP = (sys.executable, str(Path(__file__).with_name("bare_app.py")))
MACLE = (str(Path(sys.executable).with_name("macle")), "--lang", "en")
_PATIENCE = 30.0


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

    @property
    def pid(self) -> int:
        return int(self._program.pid)

    def wait_for(self, *texts: str) -> float:
        """Return how long after the start, or the last keys, all of `texts` stood on the screen."""
        while not all(text in self._picture for text in texts):
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

    def close(self) -> None:
        self._program.close(force=True)

    @property
    def _picture(self) -> str:
        return "\n".join(self._screen.display)

    def _draw(self, patience: float) -> bool:
        """Put what the program writes next on the screen; tell whether it wrote in time."""
        descriptor = self._program.child_fd
        if not select.select([descriptor], [], [], patience)[0]:
            return False
        try:
            written = os.read(descriptor, 65_536)
        except OSError:  # Linux's way to tell that nobody writes any more
            raise EOFError(f"the program is over:\n{self._picture}") from None
        self.written += len(written)
        self._stream.feed(written)
        return True


@contextmanager
def terminal(command: tuple[str, ...], home: Path) -> Iterator[Terminal]:
    """Open a terminal with a program in it, which may keep things in the folder `home`."""
    opened = Terminal(command, home)
    try:
        yield opened
    finally:
        opened.close()
