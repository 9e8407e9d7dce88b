"""How soon a kiosk whose visitor's process was killed welcomes the next one."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.terminal import MACLE, terminal
from store import Settings, open_store

_TURNS = 6
_VISIT_S = 11
"""Visits that break off within ten seconds, one after the other, put a kiosk out of order for a while."""
_COMMAND = (MACLE[0], "kiosk", "--lang", "en")
_WELCOME, _AWAY_FROM_IT = "Welcome to Macle", "Username, email"


def measure() -> list[Figure]:
    back = []
    with TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        open_store(Settings(home)).close()
        with terminal(_COMMAND, home) as kiosk:
            kiosk.wait_for(_WELCOME)
            for _turn in range(_TURNS):
                kiosk.type("\r")
                kiosk.wait_for(_AWAY_FROM_IT)
                os.kill(_visitor(kiosk.pid), signal.SIGKILL)
                kiosk.type("")
                back.append(kiosk.wait_for(_WELCOME))
                kiosk.settle(_VISIT_S)
    how = f"the slowest of {_TURNS} kills; the quickest took {min(back):.1f} s"
    return [Figure("From a killed visit at a kiosk to the next welcome page", max(back), "s", how, 3)]


def _visitor(kiosk: int) -> int:
    """Return the process that a kiosk has started."""
    [found] = Path(f"/proc/{kiosk}/task/{kiosk}/children").read_text().split()
    return int(found)
