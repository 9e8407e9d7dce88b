"""Copies of a SQLite database: made while it is in use, looked through, and put in its place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from store.database.port import Progress
from store.database.sqlite_driver import WAL, sqlite3, told_of
from store.database.sqlite_faults import refusals
from store.files import force_on_disk, keep_names, make_file, open_regular, trusted_folder
from store.problems import FileRefused, Problem, Refusal
from store.rules.limits import BUSY_AFTER

_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the ends of the names."""
_PLAIN = ("CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ")
"""How SQLite writes down the only things that are in a schema of Macle's."""
_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_PAGES, _BYTES = 1_000, 1 << 22
"""So much is copied between two looks at how far it is, and at signals: a hundredth of a second."""


def files_of(database: Path) -> tuple[Path, ...]:
    """Return the file and what SQLite may keep beside it; not all need be there."""
    return database, *(_beside(database, end) for end in _BESIDE)


def back_up(database: Path, target: Path, progress: Progress) -> None:
    """Copy a database that may be in use to the empty file `target`.

    Raises `Problem` for what is amiss with the database, CORRUPT and DATABASE_MOVED among them, and
    `FileRefused` for the target. It is one transaction that reads: without it, each commit of others would
    begin the copy anew. With a write-ahead log they go on committing meanwhile; with a rollback journal they
    wait.
    """
    try:
        with (
            refusals(database),
            closing(
                sqlite3.connect(_there(database), BUSY_AFTER.total_seconds(), isolation_level=None, uri=True)
            ) as source,
        ):
            source.execute("BEGIN")
            [(schemas,)] = source.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
            if not schemas:
                raise Problem(Refusal.CORRUPT)
            with _refusals_of_file(target), closing(sqlite3.connect(target, isolation_level=None)) as copy:
                # It counts only once it is whole, and whoever gives it its name forces it on disk.
                copy.execute("PRAGMA journal_mode = OFF")
                copy.execute("PRAGMA synchronous = OFF")
                source.backup(
                    copy, pages=_PAGES, progress=lambda _, left, pages: progress(pages - left, pages), sleep=0
                )
        with _refusals_of_file(target):
            _close_journal(target)
            if not _is_sound(target):
                raise Problem(Refusal.CORRUPT)
    finally:
        for left in files_of(target)[1:]:
            left.unlink(missing_ok=True)


def take_in(backup: Path, copy: Path, progress: Progress) -> None:
    """Copy a backup to the file `copy`, in place of what an earlier try left, and look through it.

    The backup itself is not opened by SQLite, which might change it. Raises `Problem` INPUT_UNREADABLE,
    FILE_LINK, BACKUP_FOREIGN and BACKUP_DAMAGED with the fact `path`; FILE_FOREIGN and FOLDER_OPEN of a
    folder above.
    """
    for left in files_of(copy):
        left.unlink(missing_ok=True)
    with os.fdopen(make_file(copy), "wb") as file:
        for piece in _pieces(backup, progress):
            file.write(piece)
    try:
        # Of a database with a write-ahead log, one beside it says that it is not all there is.
        lacks_log = told_of(copy)["journal"] == WAL and _beside(backup, "-wal").exists()
        _close_journal(copy)
        with closing(sqlite3.connect(copy)) as database:
            plain = is_plain(database)
        sound = copy.stat().st_size > 0 and not lacks_log and plain and _is_sound(copy)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise Problem(Refusal.BACKUP_DAMAGED, path=str(backup))


def put_in_place(copy: Path, database: Path, name: str) -> Path | None:
    """Let a `copy` in the same folder take the place of a database, which is kept under the next free `name`.

    At each moment there is the one or the other, whole. Returns where the one of before is; None if there was
    none. Raises `Problem` STORE_OPEN where another program has it open.
    """
    force_on_disk(copy)
    kept = _keep(database, name) if any(file.exists() for file in files_of(database)) else None
    copy.rename(database)
    keep_names(database.parent)
    return kept


def _keep(database: Path, name: str) -> Path:
    if database.exists() and database.stat().st_size:
        try:
            _close_journal(database)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise Problem(Refusal.STORE_OPEN) from None
            # It is damaged, which is why another takes its place: what lies beside it is kept as it is.
    names = (database.with_name(f"{name}{number}.db") for number in ("", *map("-{}".format, range(2, 1_000))))
    kept = next(path for path in names if not any(file.exists() for file in files_of(path)))
    for file, kept_file in zip(files_of(database)[1:], files_of(kept)[1:], strict=True):
        with suppress(FileNotFoundError):
            if file.stat().st_size:
                file.rename(kept_file)
            else:
                file.unlink()  # a rollback journal that was emptied
    # Two names for a moment, so that the name of the database is never without one.
    with suppress(FileNotFoundError):
        os.link(database, kept)
    return kept


@contextmanager
def _refusals_of_file(target: Path) -> Iterator[None]:
    try:
        with refusals(target):
            yield
    except Problem as problem:
        raise FileRefused(problem) from None


def _there(database: Path) -> str:
    """Return the address of a database that is not made where it has gone (sqlite.org/uri.html)."""
    return f"file:{quote(str(database))}?mode=rw"


def _pieces(backup: Path, progress: Progress) -> Iterator[bytes]:
    try:
        there = trusted_folder(backup.parent) / backup.name
        with os.fdopen(open_regular(there, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            found, done = os.fstat(file.fileno()), 0
            if found.st_uid not in {0, os.geteuid()} or found.st_mode & _BY_OTHERS:
                raise Problem(Refusal.BACKUP_FOREIGN, path=str(backup))
            size = found.st_size
            while piece := file.read(_BYTES):
                done += len(piece)
                progress(done, size)
                yield piece
    except OSError:
        raise Problem(Refusal.INPUT_UNREADABLE, path=str(backup)) from None


def _close_journal(database: Path) -> None:
    """Leave one file, with nothing beside it. Raises `sqlite3.Error`, as where others have it open."""
    with closing(sqlite3.connect(database, 0)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def is_plain(database: Any) -> bool:
    """Tell whether there are tables and indexes alone: triggers would act in what Macle does, views feign it.

    What one is, SQLite reads in its SQL, and not in the columns beside it. `database` is the driver's own
    connection. Raises `sqlite3.Error`.
    """
    made = database.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return all(str(sql).startswith(_PLAIN) for (sql,) in made)


def _is_sound(database: Path) -> bool:
    """Read all of it, and tell whether it is as SQLite left it. Raises `sqlite3.Error`."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]


def _beside(database: Path, end: str) -> Path:
    return database.with_name(f"{database.name}{end}")
