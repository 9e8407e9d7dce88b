"""A backup of a store of a million accounts, beside the plain copy of SQLite's own API and tool."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.many_accounts import filled
from store.database.sqlite_driver import file_in, sqlite3
from store.locations import Locations

_ACCOUNTS = 1_000_000
_TURNS = 3
_MB = 1e6

Way = Callable[[Path], object]


def measure() -> list[Figure]:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        store = filled(home, _ACCOUNTS)
        database = file_in(Locations(home).database_folder)
        ways: dict[str, Way] = {
            "macle admin backup": lambda target: store.backup.make(target, lambda _done, _of_all: None),
            "the plain API": lambda target: _plain(database, target),
        }
        if tool := shutil.which("sqlite3"):
            ways["sqlite3 .backup"] = lambda target: subprocess.run(
                [tool, str(database), f".backup '{target}'"], check=True
            )
        seconds = {name: _quickest(way, Path(folder) / "copy.db") for name, way in ways.items()}
        megabytes = database.stat().st_size / _MB
        store.close()
    ours = megabytes / seconds.pop("macle admin backup")
    others = ", ".join(f"{name} {megabytes / taken:.0f} MB/s" for name, taken in seconds.items())
    how = (
        f"{megabytes:.0f} MB, read once more to see that the copy is sound, and on disk; unchecked: {others};"
        f" the quickest of {_TURNS} turns"
    )
    return [Figure(f"Backup of {_ACCOUNTS:,} accounts", ours, "MB/s", how)]


def _plain(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _quickest(way: Way, target: Path) -> float:
    taken = []
    for _ in range(_TURNS):
        start = time.perf_counter()
        way(target)
        taken.append(time.perf_counter() - start)
        target.unlink()
    return min(taken)
