"""The connection to SQLite: how it is opened, and its two kinds of transaction."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from store.database.driver import JOURNAL, ROLLBACK, WAL, sqlite3
from store.database.keys import KeyWatch
from store.database.record import Record
from store.database.watching import ClockWatch
from store.files import close_to_others, keep_names, make_file, partial_of
from store.problems import Problem, Refusal, file_problem
from store.rules.limits import BUSY_AFTER

_PATIENCE_S = 1.0
"""How long who destroys something waits for readers, to empty the log of it."""
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_AFTER // timedelta(milliseconds=1)}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_AFTER_COMMIT = "after-commit"
COMMITS = "commits"
"""The fact that counts what was committed."""
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the ends of the names."""
_REFUSALS = {
    sqlite3.SQLITE_FULL: Refusal.DISK_FULL,
    sqlite3.SQLITE_READONLY: Refusal.READ_ONLY,
    sqlite3.SQLITE_PERM: Refusal.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Refusal.FOLDER_UNUSABLE,
    sqlite3.SQLITE_CORRUPT: Refusal.CORRUPT,
    sqlite3.SQLITE_NOTADB: Refusal.CORRUPT,
    sqlite3.SQLITE_BUSY: Refusal.BUSY,
    sqlite3.SQLITE_LOCKED: Refusal.BUSY,
    sqlite3.SQLITE_PROTOCOL: Refusal.BUSY,
    sqlite3.SQLITE_IOERR: Refusal.DISK_FULL,
}


class Database:
    """One SQLite file. Thread-safe; every transaction has a connection to itself.

    `journal` is the one to have (see `store.database.driver`); from `settle` on, the one it has.
    """

    def __init__(self, path: Path, journal: str = JOURNAL) -> None:
        self.path, self.journal = path, journal
        self._watch: ClockWatch | None = None
        self._key_watch: KeyWatch | None = None
        self._emptying = Lock()
        self.record: Record | None = None
        self._journal_lock: int | None = None
        self._settled = False
        self._log_holds_destroyed = False
        # An error of SQLAlchemy tells the parameters of its statement, unless they are hidden.
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            module=sqlite3,
            pool_size=4,
            max_overflow=60,
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", _begin)

    def create(self, fill: Callable[[Database], None]) -> None:
        """Make the file, 0600, and `fill` it: under its name only once it is whole, and on disk."""
        partial = Database(partial_of(self.path))
        for left in partial.files:
            left.unlink(missing_ok=True)
        os.close(make_file(partial.path))
        keep_names(self.path.parent)
        try:
            fill(partial)
        finally:
            partial.close()
        for left in partial.files[1:]:
            left.unlink(missing_ok=True)
        partial.path.rename(self.path)
        keep_names(self.path.parent)

    @property
    def files(self) -> tuple[Path, ...]:
        """The file and what SQLite may keep beside it; not all need be there."""
        return self.path, *(self.path.with_name(f"{self.path.name}{end}") for end in _BESIDE)

    def close_to_others(self) -> None:
        """Close the files to others. Raises `Problem` FILE_FOREIGN and FILE_LINK with the fact `path`."""
        for file in self.files:
            close_to_others(file)

    def settle(self, lock: int) -> None:
        """Bring the journal in force; the caller holds the store's own lock, and gives the open file `lock`.

        A process with a rollback journal holds that file as long as it lives, so that none that could do with
        a write-ahead log puts one under it. Raises `Problem` BUSY where a log is in use that must not be.
        """
        self._journal_lock = lock
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if self.journal == WAL else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.journal = ROLLBACK
            fcntl.flock(lock, fcntl.LOCK_SH)
        self._settled = True
        connection = self._engine.raw_connection()
        try:
            [(found,)] = connection.cursor().execute(f"PRAGMA journal_mode = {self.journal}")
        finally:
            connection.close()
        if found != self.journal:
            raise Problem(Refusal.BUSY)
        if self.journal == WAL:
            fcntl.flock(lock, fcntl.LOCK_UN)

    def watch_clock(self, watch: ClockWatch) -> None:
        """Look at the clock in each transaction from now on: the schema is there."""
        self._watch = watch

    def watch_keys(self, watch: KeyWatch) -> None:
        """Look in each transaction from now on which key is in use."""
        self._key_watch = watch

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads: it sees one state of the store throughout."""
        with self._transaction(self._engine) as session:
            if self._watch is not None and self._watch.has_gone_back(session):
                session.rollback()
                with self.write():
                    pass
            if self._key_watch is not None:
                self._key_watch.look(session)
            yield session

    @contextmanager
    def write(self, *, destroys: bool = False) -> Iterator[Session]:
        """A transaction that may write, alone in the store from its first statement; commits at the end.

        What one that `destroys` has overwritten or deleted is gone from the write-ahead log as well; where a
        reader is in the way, with the next that writes.
        """
        with self._transaction(self._engine.execution_options(writes=True)) as session:
            if self._watch is not None:
                self._watch.begin(session)
            if self._key_watch is not None:
                self._key_watch.look(session)
            yield session
            commits = _counted(session)
            if self._watch is not None:
                self._watch.end(session)
            session.commit()
        if commits is not None and self.record is not None:
            self.record.raise_to(commits)
        # With a rollback journal there is no log.
        if self.journal != ROLLBACK and (destroys or self._log_holds_destroyed):
            self._empty_log(_PATIENCE_S if destroys else 0)
        for call in session.info.pop(_AFTER_COMMIT, ()):
            call()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing transaction without a session, for migrations."""
        with refusals(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()
        if self.record is not None:
            self.record.close()
            self.record = None
        if self._journal_lock is not None:
            os.close(self._journal_lock)
            self._journal_lock = None

    def _empty_log(self, patience_s: float) -> None:
        with self._emptying:
            self._log_holds_destroyed = True
            with (
                suppress(sqlite3.Error),
                closing(sqlite3.connect(self.path, timeout=patience_s)) as connection,
            ):
                [(busy, _frames, _moved)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._log_holds_destroyed = bool(busy)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with refusals(), Session(engine, expire_on_commit=False) as session:
            yield session

    def _prepare(self, connection: Any, _record: Any) -> None:
        # The driver would otherwise begin transactions by itself, and too late.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if self._settled and self.journal == ROLLBACK:
            connection.execute(f"PRAGMA journal_mode = {ROLLBACK}")  # which no file remembers


def after_commit(db: Session, call: Callable[[], None]) -> None:
    """Call this once the writing transaction `db` is committed; never if it is not."""
    db.info.setdefault(_AFTER_COMMIT, []).append(call)


def let_references_wait(db: Session) -> None:
    """Let rows refer to what there is not until the writing transaction `db` commits."""
    db.execute(text("PRAGMA defer_foreign_keys = ON"))


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what SQLite and the file system cannot do into a `Problem`; other errors lose their parameters."""
    try:
        yield
    except DBAPIError as error:
        raise _problem(error.orig) from None
    except sqlite3.Error as error:
        raise _problem(error) from None
    except NoConnectionLeft:
        raise Problem(Refusal.BUSY) from None
    except OSError as error:
        raise file_problem(error) from None


def _problem(error: BaseException | None) -> BaseException:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in _REFUSALS:
        return Problem(_REFUSALS[primary])
    return error if error is not None else RuntimeError("database error without a cause")


def _counted(db: Session) -> int | None:
    """Count a transaction that changed something, before its commit; return how many there were with it."""
    db.flush()
    if not db.in_transaction():
        return None
    connection = db.connection()
    if _changes(connection) == connection.info["changes"]:
        return None
    connection.exec_driver_sql("UPDATE fact SET value = value + 1 WHERE name = ?", (COMMITS,))
    found = connection.exec_driver_sql("SELECT value FROM fact WHERE name = ?", (COMMITS,)).scalar()
    return None if found is None else int(found)


def _changes(connection: Connection) -> int:
    """Return how many rows the connection has changed since it was opened."""
    changes: int = connection.connection.driver_connection.total_changes  # type: ignore[union-attr]
    return changes


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.info["changes"] = _changes(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
