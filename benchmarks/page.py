"""What it takes to open one page at 80×24: bytes written to the terminal, and time, against bare Textual."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.terminal import BARE_PAGES, MACLE, Change, Terminal, terminal

_TURNS = 40


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder, ExitStack() as terminals:
        macle, bare = (
            terminals.enter_context(terminal(command, Path(folder))) for command in (MACLE, BARE_PAGES)
        )
        for screen in (macle, bare):
            screen.wait_for("Create an account", "Quit")
            screen.settle(1.0)
        first = macle.written
        turns = [(_opened(macle), _opened(bare)) for _ in range(_TURNS + 1)][1:]  # the first one imports
    of_macle, of_bare = (_median(changes) for changes in zip(*turns, strict=True))
    how = f"from the welcome page to “Sign in”; median of {_TURNS}"
    against = "macle {:.1f} ms, bare pages {:.1f} ms; medians of {} alternating turns"
    return [
        Figure("Bytes to draw the first page", first, "bytes", "the terminal’s modes included"),
        Figure("Bytes to open a page", of_macle.written, "bytes", how),
        Figure("From a key to the next page", of_macle.shown, "ms", how),
        Figure(
            "A page change against bare Textual, until its words stand",
            of_macle.shown / of_bare.shown,
            "×",
            against.format(of_macle.shown, of_bare.shown, _TURNS),
            1.25,
        ),
        Figure(
            "… until nothing is drawn any more",
            of_macle.still / of_bare.still,
            "×",
            against.format(of_macle.still, of_bare.still, _TURNS),
            1.25,
        ),
    ]


def _opened(screen: Terminal) -> Change:
    opened = screen.change("\r", "Username, email or document number", "Password", "Back")
    screen.change("\x1b", "Create an account")
    return opened


def _median(changes: tuple[Change, ...]) -> Change:
    return Change(
        median(change.shown for change in changes),
        median(change.still for change in changes),
        round(median(change.written for change in changes)),
    )
