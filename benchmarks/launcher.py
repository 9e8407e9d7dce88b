"""The start of `macle --version`, against the Python that the command starts: what its shell script costs."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.stopwatch import milliseconds
from benchmarks.terminal import MACLE

_TURNS = 41
_ASKED = "--version"
_BY_LAUNCHER = (MACLE[0], _ASKED)
_BY_PYTHON = (sys.executable, "-I", "-m", "tui.cli", _ASKED)


def measure() -> list[Figure]:
    launched, bare = [], []
    with TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "MACLE_HOME": home,
            "MACLE_STATE": home,
        }

        def start(command: tuple[str, ...]) -> None:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

        for turn in range(_TURNS + 1):
            pair = milliseconds(lambda: start(_BY_LAUNCHER)), milliseconds(lambda: start(_BY_PYTHON))
            if turn:  # the first turn fills the caches
                launched.append(pair[0])
                bare.append(pair[1])
    of_launcher, of_python = median(launched), median(bare)
    how = f"macle {of_launcher:.1f} ms, Python {of_python:.1f} ms; medians of {_TURNS} alternating starts"
    return [Figure("What the launcher adds to a start", of_launcher - of_python, "ms", how, 5)]
