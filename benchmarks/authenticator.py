"""Setting an authenticator app up at 80×24: the page with its secret, and then its QR code."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, USERNAME, a_person
from benchmarks.terminal import MACLE, Terminal, terminal

_TURNS = 20
_UP, _DOWN, _ESCAPE = "\x1b[A", "\x1b[B", "\x1b"


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        a_person(home)
        with terminal(MACLE, home) as screen:
            _go_to_the_name(screen)
            turns = [_turn(screen) for _ in range(_TURNS)]
    page, code, written = (median(column) for column in zip(*turns, strict=True))
    how = "median of {turns}, the first {first:.0f} ms"
    of_page, of_code = (how.format(turns=_TURNS, first=first) for first in turns[0][:2])
    return [
        Figure("From an app’s name to the page with its secret", page, "ms", of_page),
        Figure("From that page to its QR code", code, "ms", of_code, 100),
        Figure("Bytes to draw the QR code", written, "bytes", "45 by 23 cells in 256 colours"),
    ]


def _go_to_the_name(screen: Terminal) -> None:
    """Sign in and go to the page that asks for the app's name."""
    for keys, text in (
        ("", "Create an account"),
        ("\r", "Username, email or document number"),
        (f"{USERNAME}\t{PASSWORD.reveal()}\r", "You have signed in successfully"),
        (f"{_DOWN}\r", "Authenticator app"),
        (f"{_DOWN}{_DOWN}\r", "Give it a nickname"),
        ("My phone", "My phone"),
    ):
        screen.type(keys)
        screen.wait_for(text)
        screen.settle()


def _turn(screen: Terminal) -> tuple[float, float, int]:
    """Open the page and the code; return the milliseconds of each, and the bytes of the code."""
    screen.type("\r")
    page = screen.wait_for("Setup key", "Continue")
    screen.settle()
    screen.type(_UP)
    screen.settle()
    screen.type("\r")
    code = screen.wait_for("Press any key")
    screen.settle()
    written = screen.written
    for keys, text in ((" ", "Setup key"), (_ESCAPE, "Give it a nickname")):
        screen.type(keys)
        screen.wait_for(text)
        screen.settle()
    return page * 1_000, code * 1_000, written
