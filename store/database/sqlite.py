"""SQLite: one file, and what SQLite keeps beside it. Writers wait for each other by BEGIN IMMEDIATE."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import timedelta
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from store.database import sqlite_copies
from store.database.alone import Names
from store.database.port import COMMITS, Database, Progress
from store.database.sqlite_copies import files_of, is_plain
from store.database.sqlite_driver import JOURNAL, ROLLBACK, WAL, sqlite3, told_of
from store.database.sqlite_faults import refusals
from store.files import close_to_others, keep_names, make_file, open_file, partial_of
from store.problems import Problem, Refusal
from store.rules.limits import BUSY_AFTER

_THERE: Mapping[str, str] = MappingProxyType({"mode": "rw"})
"""A file that has gone is not made anew: SQLite would delete the log beside an empty one."""
_PATIENCE_S = 1.0
"""How long who destroys something waits for readers, to empty the log of it."""
_BUSY_AFTER = f"PRAGMA busy_timeout = {BUSY_AFTER // timedelta(milliseconds=1)}"
_PRAGMAS = (
    _BUSY_AFTER,
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_LOOK_EVERY = 10_000
"""Instructions of SQLite's own machine, a millisecond or so, after which it is asked whether to go on."""
_MOST_FAULTS = 5
_TOLD = (
    *("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout"),
    *("page_size", "page_count", "freelist_count", "encoding", "auto_vacuum", "application_id"),
)
"""The pragmas that are told of."""
_MADE_OF = (
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND sql NOT GLOB 'CREATE TABLE sqlite_stat[14](*'"
)
_OPEN_LOCK = "open.lock"
"""Held by each process that has the database open."""


class SqliteDatabase(Database):
    """The database of one host, in a file.

    `journal` is the one to have (see `store.database.sqlite_driver`); from `settle` on, and where it is only
    looked at, the one it has. `options` are those of SQLite's own addresses (sqlite.org/uri.html). In one
    thread, transactions can be cut off after so many seconds (`within_s`).
    """

    def __init__(
        self,
        path: Path,
        journal: str = JOURNAL,
        options: Mapping[str, str] = _THERE,
        within_s: float = inf,
    ) -> None:
        super().__init__()
        self._within_s, self._until = within_s, inf
        self.path, self.journal = path, journal
        self._emptying = Lock()
        self._journal_lock: int | None = None
        self._open_lock: int | None = None
        self._settled = False
        self._log_holds_destroyed = False
        # An error of SQLAlchemy tells the parameters of its statement, unless they are hidden.
        self._reading = create_engine(
            _address(path, options),
            module=sqlite3,
            pool_size=4,
            max_overflow=60,
            hide_parameters=True,
        )
        self._writing = self._reading.execution_options(writes=True)
        event.listen(self._reading, "connect", self._prepare)
        event.listen(self._reading, "begin", self._begin)
        event.listen(self._reading, "checkin", _end)

    @property
    def place(self) -> str:
        return str(self.path)

    @property
    def error(self) -> type[Exception]:
        error: type[Exception] = sqlite3.Error
        return error

    def refusals(self) -> AbstractContextManager[None]:
        return refusals(self.path)

    def close_to_others(self) -> None:
        for file in files_of(self.path):
            close_to_others(file)

    def exists(self) -> bool:
        return self.path.exists()

    def traces(self) -> list[Path]:
        return [file for file in files_of(self.path)[1:] if file.exists()]

    def was_being_made(self) -> bool:
        return partial_of(self.path).exists()

    def create(self, fill: Callable[[Database], None]) -> None:
        """Make the file, 0600: under its name only once it is whole, and on disk."""
        partial = SqliteDatabase(partial_of(self.path))
        for left in files_of(partial.path):
            left.unlink(missing_ok=True)
        os.close(make_file(partial.path))
        keep_names(self.path.parent)
        try:
            fill(partial)
        finally:
            partial.close()
        for left in files_of(partial.path)[1:]:
            left.unlink(missing_ok=True)
        partial.path.rename(self.path)
        keep_names(self.path.parent)

    def is_empty(self) -> bool:
        """SQLite would take an empty file for a new one, and delete what a log beside it still holds."""
        return not self.path.stat().st_size

    def looking(self, within_s: float) -> SqliteDatabase:
        """A log that has gone is not looked for: SQLite would make it, to read what has none."""
        # It would wait for whoever writes to a pipe.
        if not all(stat.S_ISREG(file.st_mode) for file in self._files()):
            raise Problem(Refusal.CORRUPT)
        journal = told_of(self.path)["journal"]
        alone = {"immutable": "1"} if journal == WAL and not self.traces() else {}
        return SqliteDatabase(self.path, journal, {"mode": "ro", **alone}, within_s)

    def faults(self) -> list[str] | None:
        with self.refusals(), self._reading.connect() as connection:
            if not is_plain(connection.connection.driver_connection):
                raise Problem(Refusal.CORRUPT)
            try:
                found = connection.exec_driver_sql(f"PRAGMA quick_check({_MOST_FAULTS})").scalars().all()
            except OperationalError as error:
                if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
                    raise
                return None
        return [] if found == ["ok"] else [str(one) for one in found]

    def told(self) -> dict[str, str | int]:
        with self.refusals(), self._reading.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _TOLD}
        # Of a file that is looked at alone, it does not say which journal there is.
        return {"sqlite_version": sqlite3.sqlite_version, **found, "journal_mode": self.journal}

    def size(self) -> int | None:
        found = self._files()
        return sum(file.st_size for file in found) if found else None

    def newest_write(self) -> float | None:
        return max((file.st_mtime for file in self._files()), default=None)

    def settle(self, locks: Path) -> None:
        """Bring the journal in force, and hold a lock that says that the database is open.

        A process with a rollback journal holds a lock as long as it lives, so that none that could do with
        a write-ahead log puts one under it. Raises `Problem` BUSY where a log is in use that must not be.
        """
        self._open_lock = open_file(locks / _OPEN_LOCK, os.O_CREAT | os.O_RDWR)
        fcntl.flock(self._open_lock, fcntl.LOCK_SH)
        self._journal_lock = lock = open_file(locks / "journal.lock", os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if self.journal == WAL else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.journal = ROLLBACK
            fcntl.flock(lock, fcntl.LOCK_SH)
        self._settled = True
        connection = self._reading.raw_connection()
        try:
            [(found,)] = connection.cursor().execute(f"PRAGMA journal_mode = {self.journal}")
        finally:
            connection.close()
        if found != self.journal:
            raise Problem(Refusal.BUSY)
        if self.journal == WAL:
            fcntl.flock(lock, fcntl.LOCK_UN)

    def close(self) -> None:
        self._reading.dispose()
        super().close()
        for lock in self._journal_lock, self._open_lock:
            if lock is not None:
                os.close(lock)
        self._journal_lock = self._open_lock = None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        try:
            with refusals(self.path), self._writing.begin() as connection:
                yield connection
        except sqlite3.OperationalError:
            raise Problem(Refusal.CORRUPT) from None

    def back_up(self, target: Path, progress: Progress) -> None:
        sqlite_copies.back_up(self.path, target, progress)

    @contextmanager
    def unused(self, locks: Path) -> Iterator[None]:
        lock = open_file(locks / _OPEN_LOCK, os.O_CREAT | os.O_RDWR)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Problem(Refusal.STORE_OPEN) from None
            yield
        finally:
            os.close(lock)

    @contextmanager
    def from_backup(self, backup: Path, progress: Progress) -> Iterator[Database]:
        copy = SqliteDatabase(self.path.with_name(f".restored.{self.path.name}"))
        try:
            sqlite_copies.take_in(backup, copy.path, progress)
            yield copy
        finally:
            copy.close()
            for left in files_of(copy.path):
                left.unlink(missing_ok=True)

    def give_way(self, to: Database, name: str) -> str | None:
        assert isinstance(to, SqliteDatabase)
        to.close()
        self.close()
        kept = sqlite_copies.put_in_place(to.path, self.path, name)
        return None if kept is None else str(kept)

    def is_made_as(self, fill: Callable[[Database], None]) -> bool:
        new = SqliteDatabase(self.path.with_name(f".new.{self.path.name}"))
        try:
            new.create(fill)
            return self._made_of() == new._made_of()
        finally:
            new.close()
            for left in files_of(new.path):
                left.unlink(missing_ok=True)

    def _made_of(self) -> set[str]:
        """Return the SQL of all tables and indexes but those in which ANALYZE keeps its numbers."""
        with self.read() as db:
            return set(db.connection().exec_driver_sql(_MADE_OF).scalars())

    def let_references_wait(self, db: Session) -> None:
        db.execute(text("PRAGMA defer_foreign_keys = ON"))

    def _files(self) -> list[os.stat_result]:
        """Look at its files; what lies beside it goes with each last close."""
        found = []
        for file in files_of(self.path):
            with suppress(FileNotFoundError):
                found.append(file.stat())
        return found

    def _engine(self, alone_with: Names | None) -> Engine:
        """Whoever may write is alone with everything."""
        return self._reading if alone_with is None else self._writing

    def _count(self, db: Session) -> int | None:
        db.flush()
        if not db.in_transaction():
            return None
        connection = db.connection()
        if _changes(connection) == connection.info["changes"]:
            return None
        connection.exec_driver_sql("UPDATE fact SET value = value + 1 WHERE name = ?", (COMMITS,))
        found = connection.exec_driver_sql("SELECT value FROM fact WHERE name = ?", (COMMITS,)).scalar()
        return None if found is None else int(found)

    def _destroy_traces(self, *, destroys: bool) -> None:
        # With a rollback journal there is no log.
        if self.journal != ROLLBACK and (destroys or self._log_holds_destroyed):
            self._empty_log(_PATIENCE_S if destroys else 0)

    def _empty_log(self, patience_s: float) -> None:
        with self._emptying:
            self._log_holds_destroyed = True
            # Those at hand have the file that was written, whatever has its name by now.
            with (
                suppress(sqlite3.Error, NoConnectionLeft),
                closing(self._reading.raw_connection()) as connection,
                _patient(connection.cursor(), patience_s) as cursor,
            ):
                [(busy, _frames, _moved)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._log_holds_destroyed = bool(busy)

    def _prepare(self, connection: Any, record: Any) -> None:
        record.info["file"] = self._file()
        # The driver would otherwise begin transactions by itself, and too late.
        connection.isolation_level = None
        # A text that is none is read as lone surrogates, which are drawn as such: it stops nobody.
        connection.text_factory = _text
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if self._settled and self.journal == ROLLBACK:
            connection.execute(f"PRAGMA journal_mode = {ROLLBACK}")  # which no file remembers
        if self._within_s < inf:
            connection.set_progress_handler(lambda: monotonic() > self._until, _LOOK_EVERY)

    def _file(self) -> tuple[int, int] | None:
        """Return which file has the name of the database by now; None for none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _begin(self, connection: Connection) -> None:
        # SQLite itself looks only where it is about to make a rollback journal. Into a log it would go on
        # to write what nobody finds.
        if connection.info["file"] != self._file():
            raise Problem(Refusal.DATABASE_MOVED)
        writes = connection.get_execution_options().get("writes", False)
        connection.info["changes"] = _changes(connection)
        self._until = monotonic() + self._within_s
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _patient(cursor: Any, patience_s: float) -> Iterator[Any]:
    """Have one of the connections at hand wait for others so long, and then as long as all do."""
    cursor.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
    try:
        yield cursor
    finally:
        cursor.execute(_BUSY_AFTER)


def _address(path: Path, options: Mapping[str, str]) -> URL:
    return URL.create("sqlite", database=f"file:{quote(os.fsencode(path))}", query={**options, "uri": "true"})


def _text(octets: bytes) -> str:
    return octets.decode(errors="surrogateescape")


def _changes(connection: Connection) -> int:
    """Return how many rows the connection has changed since it was opened."""
    changes: int = connection.connection.driver_connection.total_changes  # type: ignore[union-attr]
    return changes


def _end(connection: Any, _record: Any) -> None:
    """Take back what a commit that failed has left open, which would be in the way of the next."""
    if connection is not None and connection.in_transaction:
        connection.rollback()
