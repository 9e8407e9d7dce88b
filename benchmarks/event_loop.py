"""The longest stall of the event loop while a password is hashed, in the running full-screen app."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, USERNAME, a_person
from benchmarks.terminal import terminal

_BEATING = (sys.executable, "-m", "benchmarks.beating")
_TURNS = 10


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home, log = Path(folder), Path(folder) / "stalls.json"
        a_person(home)
        with terminal((*_BEATING, str(home), str(log), str(_TURNS)), home) as screen:
            for _ in range(_TURNS):
                screen.wait_for("Username, email")
                screen.settle()
                screen.type(f"{USERNAME}\t{PASSWORD.reveal()}\r")
                screen.wait_for("One more time")
                screen.settle()
                screen.type("\r")
            screen.wait_for_end()
        stalls, spans = json.loads(log.read_text())
    how = (
        f"in {_TURNS} sign-ins of {median(spans):.0f} ms; the median of their longest {median(stalls):.1f} ms"
    )
    return [Figure("Longest stall of the event loop while a password is hashed", max(stalls), "ms", how, 50)]
