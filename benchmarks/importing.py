"""`macle admin import` of 10,000 people, from its start to its end.

It hashes nothing. Each person gets an account, contact details and an invitation.
"""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import opened
from benchmarks.stopwatch import milliseconds
from benchmarks.terminal import MACLE

_PEOPLE = 10_000
_COLUMNS = "username,email,language,first_name,last_name,phone"


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home, file = Path(folder) / "data", Path(folder) / "people.csv"
        opened(home).close()
        file.write_text("\n".join([_COLUMNS, *map(_person, range(_PEOPLE))]))
        command = [MACLE[0], "admin", "import", str(file)]
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "MACLE_HOME": str(home),
            "MACLE_STATE": folder,
        }
        start = partial(subprocess.run, command, env=environment, check=True, capture_output=True)
        seconds = milliseconds(start) / 1_000
    how = f"macle admin import, {_PEOPLE / seconds:,.0f} people a second; one run"
    return [Figure(f"Import of {_PEOPLE:,} people", seconds, "s", how, 60)]


def _person(number: int) -> str:
    return f"user-{number:06},user{number}@example.org,fr,Élodie,Noël,+33 6 {number:08}"
