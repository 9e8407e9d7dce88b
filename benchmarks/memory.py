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


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        a_person(home)
        bare = median(_of_bare_app(home) for _ in range(_TURNS))
        session = median(_of_session(home) for _ in range(_TURNS))
    how = f"session {session:.1f} MiB, bare app {bare:.1f} MiB resident; medians of {_TURNS}, settled"
    return [Figure("Memory of one session beyond the bare app", session - bare, "MiB", how, 40)]


def _of_bare_app(home: Path) -> float:
    with terminal(BARE_APP, home) as screen:
        screen.wait_for("Continue")
        return _resident_mib(screen)


def _of_session(home: Path) -> float:
    with terminal(MACLE, home) as screen:
        sign_in(screen)
        return _resident_mib(screen)


def sign_in(screen: Terminal) -> None:
    """Go from the welcome page to the account page."""
    screen.wait_for("Welcome to Macle")
    screen.settle()
    screen.type("\r")
    screen.wait_for("Username, email")
    screen.settle()
    screen.type(f"{USERNAME}\t{PASSWORD.reveal()}\r")
    screen.wait_for("You have signed in successfully")


def _resident_mib(screen: Terminal) -> float:
    screen.settle(seconds=2.0)
    status = Path(f"/proc/{screen.pid}/status").read_text()
    resident = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    assert resident is not None
    return int(resident[1]) / 1_024
