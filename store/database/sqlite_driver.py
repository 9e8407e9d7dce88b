"""Which SQLite Macle runs on, and the journal that is safe with it.

From 3.7.0 on, two processes that write and empty a write-ahead log at the same instant can lose what was
committed, or damage the database (the “WAL-reset bug”). Where no SQLite without it is at hand, a rollback
journal takes the log's place: the bug does not touch that.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

WAL, ROLLBACK = "wal", "truncate"
"""The two journals. Of rollback journals, TRUNCATE is the one that brings the end of a commit on disk."""
_MENDED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""Where the bug was mended: from the first of these releases on, and in the branches of the others."""
_MODE_AT, _MODES = 18, {1: ROLLBACK, 2: WAL}
"""Where a database file says which journal it has (the “file format write version”), and how."""


def has_reset_bug(version: tuple[int, ...]) -> bool:
    """Return whether a SQLite of this version can lose what two processes write to a write-ahead log."""
    mended = any(version[:2] == fixed[:2] and version >= fixed for fixed in _MENDED)
    return (3, 7, 0) <= version < _MENDED[0] and not mended


def _chosen() -> Any:
    """Return the driver with a SQLite of its own where that is better than Python's, which else is loaded."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        pass
    else:
        if not has_reset_bug(dbapi2.sqlite_version_info):
            return dbapi2
    import sqlite3

    return sqlite3


if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    sqlite3 = _chosen()

JOURNAL = ROLLBACK if has_reset_bug(sqlite3.sqlite_version_info) else WAL
"""The journal of a store that this process opens."""


def file_in(folder: Path) -> Path:
    """Return the file of a database in its folder."""
    return folder / "macle.db"


def told_of(file: Path) -> dict[str, str]:
    """Return what is told of a database, by names: the SQLite that it is on, and the journal in force.

    The journal is the one that the file has, or would get where there is none. This opens and closes the
    file, which in a process that has the store open would release its locks.
    """
    return {"sqlite": sqlite3.sqlite_version, "journal": _journal_of(file)}


def _journal_of(database: Path) -> str:
    try:
        with database.open("rb") as file:
            return _MODES[file.read(_MODE_AT + 1)[_MODE_AT]]
    except (OSError, IndexError, KeyError):
        return JOURNAL
