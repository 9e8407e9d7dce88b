"""What it takes to open one page at 80×24: bytes written to the terminal, and time."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.terminal import MACLE, Terminal, terminal

_TURNS = 20


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder, terminal(MACLE, Path(folder)) as screen:
        screen.wait_for("Welcome to Macle")
        screen.settle()
        first = screen.written
        opened = [_opened(screen) for _ in range(_TURNS)]
    bytes_written, milliseconds = (median(column) for column in zip(*opened, strict=True))
    how = f"from the welcome page to “Sign in”; median of {_TURNS}"
    return [
        Figure("Bytes to draw the first page", first, "bytes", "the terminal’s modes included"),
        Figure("Bytes to open a page", bytes_written, "bytes", how),
        Figure("From a key to the next page", milliseconds, "ms", how),
    ]


def _opened(screen: Terminal) -> tuple[int, float]:
    screen.type("\r")
    milliseconds = screen.wait_for("Username, email", "Password") * 1_000
    screen.settle()
    written = screen.written
    screen.type("\x1b")
    screen.wait_for("Create an account")
    screen.settle()
    return written, milliseconds
