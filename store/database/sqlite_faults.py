"""What SQLite cannot do, as a `Problem` that says what is really amiss: the disk, a permission, the place.

SQLite says of most errors of the file system that there was one, and keeps its number to itself. So the file
system is asked again, by a file of our own beside the database.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from store.database.sqlite_driver import sqlite3
from store.problems import Problem, Refusal, file_problem

_REFUSALS = {
    sqlite3.SQLITE_FULL: Refusal.DISK_FULL,
    sqlite3.SQLITE_READONLY: Refusal.DATABASE_MOVED,
    sqlite3.SQLITE_PERM: Refusal.NO_PERMISSION,
    sqlite3.SQLITE_CANTOPEN: Refusal.FOLDER_UNUSABLE,
    sqlite3.SQLITE_CORRUPT: Refusal.CORRUPT,
    sqlite3.SQLITE_NOTADB: Refusal.CORRUPT,
    sqlite3.SQLITE_BUSY: Refusal.BUSY,
    sqlite3.SQLITE_LOCKED: Refusal.BUSY,
    sqlite3.SQLITE_PROTOCOL: Refusal.BUSY,
    sqlite3.SQLITE_INTERRUPT: Refusal.BUSY,
    sqlite3.SQLITE_NOLFS: Refusal.FILE_SYSTEM,
    sqlite3.SQLITE_IOERR: Refusal.DISK_FAULT,
}
_OF_FILES = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
"""Those of which the file system can tell more: what is above is meant where it tells nothing."""
_LOOKS = 5
"""So often in a row a file is looked at, as what lies beside a database comes and goes."""
_MOST_WRITTEN = 1 << 20
"""Bytes: more than any transaction adds, so that room for this is room for that."""


@contextmanager
def refusals(database: Path) -> Iterator[None]:
    """Turn what SQLite and the file system cannot do into a `Problem`; other errors lose their parameters."""
    try:
        yield
    except DBAPIError as error:
        raise _problem(error.orig, database) from None
    except sqlite3.Error as error:
        raise _problem(error, database) from None
    except NoConnectionLeft:
        raise Problem(Refusal.BUSY) from None
    except OSError as error:
        raise file_problem(error) from None


def _problem(error: BaseException | None, database: Path) -> BaseException:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    # The driver tells no number where a copy fails.
    if (primary is None or primary in _OF_FILES) and (asked := _what_files_refuse(database)) is not None:
        return asked
    if primary in _REFUSALS:
        return Problem(_REFUSALS[primary])
    return error if error is not None else RuntimeError("database error without a cause")


def _what_files_refuse(database: Path) -> Problem | None:
    files = [*database.parent.glob(f"{database.name}*")]
    size, modes = 0, 0
    try:
        for file in files:
            with suppress(FileNotFoundError):  # what lies beside the database goes with each last close
                size, modes = max(size, file.stat().st_size), modes | os.statvfs(file).f_flag
        _do_as_the_database(database.parent, size)
    except OSError as error:
        return file_problem(error)
    if modes & os.ST_RDONLY:
        return Problem(Refusal.READ_ONLY)
    if any(all(_is_closed(file) for _look in range(_LOOKS)) for file in files):
        return Problem(Refusal.NO_PERMISSION)
    return None if database in files else Problem(Refusal.DATABASE_MOVED)


def _is_closed(file: Path) -> bool:
    """Tell whether a file is there and cannot be read or written, as it may also seem while it comes."""
    return not os.access(file, os.R_OK | os.W_OK) and os.access(file, os.F_OK)


def _do_as_the_database(folder: Path, size: int) -> None:
    """Write, lock and map a file, as large and as far into it as SQLite may have wanted. Raises `OSError`."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.seek(size)
        file.write(bytes(_MOST_WRITTEN))
        file.flush()
        os.fsync(file.fileno())
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mmap.mmap(file.fileno(), mmap.PAGESIZE).close()
