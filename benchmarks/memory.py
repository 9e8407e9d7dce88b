"""What a session of someone who signed in holds in memory, against the bare app."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, USERNAME, a_person
from benchmarks.terminal import BARE_APP, MACLE, Terminal, terminal

_TURNS = 5

Memory = dict[str, float]
"""In MiB, under the names of proc(5)."""


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        a_person(home)
        bare = [_of_bare_app(home) for _ in range(_TURNS)]
        session = [_of_session(home) for _ in range(_TURNS)]
    return [
        _beyond("Memory of one session beyond the bare app", "VmRSS", bare, session, 60),
        _beyond("… of it not shared with other sessions", "RssAnon", bare, session, None),
    ]


def _beyond(what: str, kind: str, bare: list[Memory], session: list[Memory], at_most: float | None) -> Figure:
    least, whole = median(one[kind] for one in bare), median(one[kind] for one in session)
    how = f"{kind}: session {whole:.1f} MiB, bare app {least:.1f} MiB; medians of {_TURNS}"
    return Figure(what, whole - least, "MiB", how, at_most)


def _of_bare_app(home: Path) -> Memory:
    with terminal(BARE_APP, home) as screen:
        screen.wait_for("Continue")
        return _memory(screen)


def _of_session(home: Path) -> Memory:
    """With a password alone; the library that unseals its verifier takes 8 MiB, 6 of them shared."""
    with terminal(MACLE, home) as screen:
        sign_in(screen)
        return _memory(screen)


def sign_in(screen: Terminal) -> None:
    """Go from the welcome page to the account page."""
    screen.wait_for("Welcome to Macle")
    screen.settle()
    screen.type("\r")
    screen.wait_for("Username, email or document number")
    screen.settle()
    screen.type(f"{USERNAME}\t{PASSWORD.reveal()}\r")
    screen.wait_for("You have signed in successfully")


def _memory(screen: Terminal) -> Memory:
    screen.settle(seconds=2.0)
    status = Path(f"/proc/{screen.pid}/status").read_text()
    return {name: int(kib) / 1_024 for name, kib in re.findall(r"^(\w+):\s+(\d+) kB$", status, re.MULTILINE)}
