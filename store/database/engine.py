"""The connection to SQLite: how it is opened, and its two kinds of transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from store.database.watching import ClockWatch
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
    """One SQLite file in WAL mode. Thread-safe; every transaction has a connection to itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._watch: ClockWatch | None = None
        self._emptying = Lock()
        self._log_holds_destroyed = False
        # An error of SQLAlchemy tells the parameters of its statement, unless they are hidden.
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)), pool_size=4, max_overflow=60, hide_parameters=True
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    def create(self) -> None:
        """Make the file, 0600, in WAL mode: under its name only once it is whole."""
        partial = self._path.with_name(f".{self._path.name}.part")
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR | os.O_CLOEXEC, 0o600))
        with closing(sqlite3.connect(partial)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        partial.rename(self._path)

    def watch_clock(self, watch: ClockWatch) -> None:
        """Look at the clock in each transaction from now on: the schema is there."""
        self._watch = watch

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads: it sees one state of the store throughout."""
        with self._transaction(self._engine) as session:
            if self._watch is not None and self._watch.has_gone_back(session):
                session.rollback()
                with self.write():
                    pass
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
            yield session
            if self._watch is not None:
                self._watch.end(session)
            session.commit()
        if destroys:
            self._empty_log(_PATIENCE_S)
        elif self._log_holds_destroyed:
            self._empty_log(0)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A writing transaction without a session, for migrations."""
        with refusals(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def _empty_log(self, patience_s: float) -> None:
        with self._emptying:
            self._log_holds_destroyed = True
            with (
                suppress(sqlite3.Error),
                closing(sqlite3.connect(self._path, timeout=patience_s)) as connection,
            ):
                [(busy, _frames, _moved)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._log_holds_destroyed = bool(busy)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with refusals(), Session(engine, expire_on_commit=False) as session:
            yield session


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


def _prepare(connection: Any, _record: Any) -> None:
    # The driver would otherwise begin transactions by itself, and too late.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
