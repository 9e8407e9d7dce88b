"""The longest stall of the event loop while a password is hashed, in the running full-screen app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, USERNAME, a_person
from benchmarks.terminal import terminal

_BEATING = (sys.executable, "-m", "benchmarks.beating")
_BUSY = (sys.executable, "-c", "while True: pass")
_TURNS = 10
_WHAT = "Longest stall of the event loop while a password is hashed"


def measure() -> list[Figure]:
    beside_nobody = _figure(_WHAT, "")
    cores = os.cpu_count() or 1
    with _busy(cores):
        return [beside_nobody, _figure("… on a busy machine", f", beside {cores} processes that compute")]


@contextmanager
def _busy(processes: int) -> Iterator[None]:
    started = [subprocess.Popen(_BUSY) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def _figure(what: str, where: str) -> Figure:
    stalls, spans = _measured()
    how = (
        f"in {_TURNS} sign-ins of {median(spans):.0f} ms{where}; "
        f"the median of their longest {median(stalls):.1f} ms"
    )
    return Figure(what, max(stalls), "ms", how, 50)


def _measured() -> tuple[list[float], list[float]]:
    """Return the longest stall during each sign-in and how long it took, in milliseconds."""
    with TemporaryDirectory() as folder:
        home, log = Path(folder), Path(folder) / "stalls.json"
        a_person(home)
        with terminal((*_BEATING, str(home), str(log), str(_TURNS)), home) as screen:
            for _ in range(_TURNS):
                screen.wait_for("Username, email or document number")
                screen.settle()
                screen.type(f"{USERNAME}\t{PASSWORD.reveal()}\r")
                screen.wait_for("One more time")
                screen.settle()
                screen.type("\r")
            screen.wait_for_end()
        stalls, spans = json.loads(log.read_text())
    return stalls, spans
