"""A kiosk in a real terminal, as whoever stands before it sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pyte

from tests.command import MACLE, ROOT, environment

WELCOME = "Bienvenue dans Macle"
F2, ESC = b"\x1bOQ", b"\x1b"
_HISTORY = 1_000
_PATIENCE_S = 60.0
_TRIES_BETWEEN_KEYS = 10


class Kiosk:
    """`macle kiosk --lang fr`, or `command` in its place, at 80×24, as far as it has been read."""

    def __init__(
        self, home: Path, command: Sequence[str] = (*MACLE, "kiosk", "--lang", "fr"), **more: str
    ) -> None:
        self.process = pexpect.spawn(
            command[0],
            [*command[1:]],
            cwd=ROOT,
            env=environment(home, **{"TERM": "xterm-256color", **more}),
            dimensions=(24, 80),
            timeout=_PATIENCE_S,
        )
        self.process.delaybeforesend = None
        self.screen = pyte.HistoryScreen(80, 24, history=_HISTORY)
        self._stream = pyte.ByteStream(self.screen)

    @property
    def pid(self) -> int:
        return int(self.process.pid)

    @property
    def visitors(self) -> list[int]:
        """The processes that it has started: one at most."""
        return children(self.pid)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def scrolled_off(self) -> str:
        lines = self.screen.history.top
        return "\n".join("".join(line[column].data for column in sorted(line)) for line in lines)

    def send(self, typed: bytes | str) -> None:
        self.process.send(typed)

    def shows(self, text: str) -> None:
        """Wait until `text` stands on the screen."""
        self.until(lambda: text in self.text)

    def read(self) -> None:
        """Read what has been shown by now."""
        with suppress(pexpect.TIMEOUT):
            while True:
                self._stream.feed(self.process.read_nonblocking(65_536, 0))

    def until(self, holds: Callable[[], bool], meanwhile: bytes = b"") -> None:
        """Read what is shown until something holds, pressing a key now and then `meanwhile`."""
        tries = 0
        while not holds():
            with suppress(pexpect.TIMEOUT):
                self._stream.feed(self.process.read_nonblocking(65_536, 0.05))
                continue
            tries += 1
            if tries % _TRIES_BETWEEN_KEYS == 0:
                self.send(meanwhile)
            assert tries < _PATIENCE_S / 0.05, self.text

    def welcomes_another(self, than: int) -> int:
        """Wait for the welcome page of another process than that one, and return which it is."""
        self.until(lambda: self.visitors not in ([], [than]))
        self.read()  # it was wiped before
        self.shows(WELCOME)
        return self.visitors[0]

    def ends(self) -> int:
        """Wait for its end, and return the exit status, less than 0 where a signal ended it."""
        with suppress(pexpect.EOF):
            while True:
                with suppress(pexpect.TIMEOUT):
                    self._stream.feed(self.process.read_nonblocking(65_536, 1))
        self.process.wait()
        if self.process.exitstatus is None:
            return -int(self.process.signalstatus)
        return int(self.process.exitstatus)


@contextmanager
def kiosk(home: Path, *command: str, **more: str) -> Iterator[Kiosk]:
    """Give a kiosk, ended with its terminal."""
    one = Kiosk(home, command, **more) if command else Kiosk(home, **more)
    try:
        yield one
    finally:
        one.process.close(force=True)


def with_settings(**settings: object) -> tuple[str, ...]:
    """Return the command of a kiosk some of whose bounds are others."""
    changed = "; ".join(f"kiosk.{name} = {value!r}" for name, value in settings.items())
    program = f"from tui.hosts import kiosk; {changed}; from tui.cli import main; main()"
    return (sys.executable, "-c", program, "kiosk", "--lang", "fr")


def children(pid: int) -> list[int]:
    """Return which processes one has started, as far as they live."""
    with suppress(FileNotFoundError, ProcessLookupError):
        threads = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for thread in threads for child in thread.read_text().split()]
    return []


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, and somebody has taken note of it."""
    return not Path(f"/proc/{pid}").exists()


def remembers(pid: int, text: str) -> bool:
    """Tell whether `text` stands anywhere in the memory of a process. Takes root."""
    wanted = text.encode(), text.encode("utf-32-le")
    memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            first, last = (int(number, 16) for number in place.split("-"))
            # What the kernel lends, above all others, cannot be read in this way.
            if rights.startswith("r") and last < 1 << 63 and "[vvar" not in line:
                held = b"".join(_held(memory, first, last))
                if any(one in held for one in wanted):
                    return True
        return False
    finally:
        os.close(memory)


def _held(memory: int, first: int, last: int) -> Iterator[bytes]:
    while first < last and (part := os.pread(memory, last - first, first)):
        yield part
        first += len(part)


def open_files(pid: int) -> set[str]:
    return {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}


def standard_streams(pid: int) -> list[str]:
    return [str(Path(f"/proc/{pid}/fd/{number}").readlink()) for number in range(3)]


def type_in(one: Kiosk, text: str) -> None:
    """Change to English, and type `text` where a name is asked for and where a password is."""
    one.send(F2)
    one.shows("Welcome to Macle")
    one.send("\r")
    one.shows("Username, email")
    one.send(f"{text}\t{text}")
    one.shows(text)
    one.shows("•" * len(text))
