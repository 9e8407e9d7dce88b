"""From the start of `macle` to its welcome page on the screen, against the bare app."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import a_person
from benchmarks.terminal import BARE_APP, MACLE, terminal

_TURNS = 21
_WELCOME = ("Welcome to Macle", "Create an account", "Quit")
_BARE_PAGE = ("Username", "Continue")


def measure() -> list[Figure]:
    with TemporaryDirectory() as used, TemporaryDirectory() as fresh:
        a_person(Path(used))
        spans: dict[str, list[float]] = {"bare": [], "used": [], "fresh": []}
        for turn in range(_TURNS + 1):
            fresh_home = Path(fresh) / str(turn)
            taken = {
                "bare": _span(BARE_APP, Path(fresh), _BARE_PAGE),
                "used": _span(MACLE, Path(used), _WELCOME),
                "fresh": _span(MACLE, fresh_home, _WELCOME),
            }
            if turn:  # the first turn fills the caches
                for name, span in taken.items():
                    spans[name].append(span)
    bare, of_used, of_fresh = (median(spans[name]) for name in ("bare", "used", "fresh"))
    return [
        Figure("First picture, data folder in use", of_used / bare, "×", _how(of_used, bare), 1.20),
        Figure("First picture, no data folder yet", of_fresh / bare, "×", _how(of_fresh, bare), 1.20),
    ]


def _span(command: tuple[str, ...], home: Path, texts: tuple[str, ...]) -> float:
    with terminal(command, home) as screen:
        return screen.watched(*texts).shown


def _how(macle: float, bare: float) -> str:
    return f"macle {macle:.0f} ms, bare app {bare:.0f} ms; medians of {_TURNS} alternating starts"
