"""A store of a test in a folder of its own, opened, copied and put back as its files are."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from store import HashingCost, Settings, open_store
from store.accounts.store import Store
from store.database.sqlite_driver import file_in, sqlite3
from store.locations import Locations
from store.opening import accept_older
from store.settings import host_uptime
from tests.clock import Clock

Folders: TypeAlias = Sequence[Path]
"""Data folders of stores, the first of them of one in which nobody has been."""


class KeptStore:
    """A store in a folder of its own, with light hashing and a clock that only the test moves.

    It is opened at once; or, as a copy of one of its `beginnings`, when anything but the clock is used.
    """

    def __init__(self, home: Path, beginnings: Folders | None = None, **settings: Any) -> None:
        self.clock = Clock()
        self.slips: list[str] = []  # as they came out of the printer
        usual = Settings(
            home,
            hashing=HashingCost(8, 1, 1),
            clock=self.clock,
            uptime=host_uptime if "clock" in settings else self.clock.uptime,
            works_in_background=False,
            state=home.with_name(f"{home.name}-state"),
            prints_slips=lambda _title, text: self.slips.append(text),
        )
        self._at_first = dataclasses.replace(usual, **settings)
        self._beginnings = beginnings
        self._read: set[Path] = set()
        if beginnings is None:
            self._open()

    def _open(self, beginning: int = 0) -> None:
        """Open the store, as a copy of that one of its beginnings."""
        settings = self._at_first
        if self._beginnings is not None:
            shutil.copytree(self._beginnings[beginning], settings.home)
            self._read.update(Locations(settings.home).mail.iterdir())
        self.settings = settings
        self.store = open_store(settings)

    @cached_property
    def settings(self) -> Settings:
        self._open()
        return self._at_first

    @cached_property
    def store(self) -> Store:
        self._open()
        return self.store

    @property
    def is_open(self) -> bool:
        """Whether it was ever opened."""
        return "store" in vars(self)

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def locations(self) -> Locations:
        return Locations(self.home)

    @property
    def database_file(self) -> Path:
        return file_in(self.locations.database_folder)

    def reopen(self, **changes: Any) -> None:
        """Close the store and open it again, as a restart does, with other settings where some are given."""
        self.store.close()
        self.settings = dataclasses.replace(self.settings, **changes)
        self.store = open_store(self.settings)

    def copy(self) -> bytes:
        """Return the database as it now is, as a backup does."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "copy.db"
            with (
                closing(sqlite3.connect(self.database_file)) as connection,
                closing(sqlite3.connect(file)) as copy,
            ):
                copy.execute("PRAGMA synchronous = OFF")
                connection.backup(copy)
            return file.read_bytes()

    def stored(self) -> bytes:
        """Return all the bytes of the database file and of what SQLite keeps beside it."""
        return b"".join(file.read_bytes() for file in self.locations.database_folder.iterdir())

    def restore(self, copy: bytes) -> None:
        """Put a copy in the database's place while nothing runs, accept it, and start again."""
        self.replace_database(copy)
        accept_older(self.settings, "Restored.")
        self.store = open_store(self.settings)

    def put_back(self, copy: bytes) -> None:
        """Go back to when a copy was made, what the host has noted since included, and start again."""
        self.replace_database(copy)
        assert self.settings.state is not None
        for record in self.settings.state.iterdir():
            record.unlink()
        self.store = open_store(self.settings)

    def replace_database(self, copy: bytes) -> None:
        """Put a copy in the database's place while nothing runs."""
        self.store.close()
        for beside in ("-wal", "-shm"):
            self.database_file.with_name(self.database_file.name + beside).unlink(missing_ok=True)
        self.database_file.write_bytes(copy)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement on the database file, past the store."""
        with closing(sqlite3.connect(self.database_file)) as connection, connection:
            return connection.execute(statement, values).fetchall()
