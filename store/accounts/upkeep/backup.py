"""A copy of the database for the day on which it is lost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from store.accounts.context import Context
from store.database.port import Progress
from store.files import open_file
from store.locations import Locations
from store.locks import take_one
from store.new_file import new_file


@dataclass(frozen=True)
class Backup:
    """For whoever has the machine: nothing here asks who is calling."""

    context: Context

    def make(self, path: Path, progress: Progress) -> Path:
        """Copy the database to a new file of one moment, and return the key file, which is not in it.

        People go on working meanwhile. Raises `Problem`: OUTPUT_EXISTS, OUTPUT_NO_ROOM, OUTPUT_UNWRITABLE;
        CORRUPT where the database is damaged, DATABASE_MOVED where it has gone; BUSY where another backup of
        this store is being made.
        """
        locations = Locations(self.context.settings.home)
        lock = open_file(locations.locks / "backup.lock", os.O_CREAT | os.O_RDWR)
        try:
            take_one([lock], until=monotonic())
            with new_file(path) as partial:
                self.context.database.back_up(partial, progress)
        finally:
            os.close(lock)
        return locations.server_key
