"""`macle icu SendResetPasswordEmail`, from its start to its end, against the import of SQLModel alone.

It hashes nothing. Each turn writes to another address, and the message leaves as a file before the command
ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import a_person
from benchmarks.stopwatch import milliseconds
from benchmarks.terminal import MACLE
from store.locations import Locations

_TURNS = 31
_REQUEST = (MACLE[0], "icu", "SendResetPasswordEmail", "--Email")
_SQLMODEL = (sys.executable, "-c", "import sqlmodel")


def measure() -> list[Figure]:
    of_request, of_sqlmodel = [], []
    with TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        a_person(home)
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "MACLE_HOME": str(home),
            "MACLE_STATE": folder,
        }

        def start(command: tuple[str, ...]) -> None:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

        for turn in range(_TURNS + 1):
            request = (*_REQUEST, f"someone-{turn}@example.org")
            pair = milliseconds(partial(start, request)), milliseconds(partial(start, _SQLMODEL))
            if turn:  # the first turn fills the caches
                of_request.append(pair[0])
                of_sqlmodel.append(pair[1])
        assert len([*Locations(home).mail.glob("*.eml")]) > _TURNS
    icu, sqlmodel = median(of_request), median(of_sqlmodel)
    how = f"macle icu {icu:.0f} ms, sqlmodel {sqlmodel:.0f} ms; medians of {_TURNS} alternating starts"
    return [Figure("A reset asked for by a script against import sqlmodel", icu / sqlmodel, "×", how, 1.5)]
