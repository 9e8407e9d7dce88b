"""Which database a store has, by its settings: the one place that knows them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.database.sqlite_driver import JOURNAL, ROLLBACK, file_in, told_of
from store.locations import Locations
from store.settings import Settings

if TYPE_CHECKING:
    from store.database.port import Database


@dataclass(frozen=True)
class Description:
    """Where a database is, and what else `macle locate` tells of it, by the names of the lines."""

    place: str
    lines: Mapping[str, str]


def database_of(settings: Settings) -> Database:
    """Return the database of a store, not opened yet."""
    from store.database.sqlite import SqliteDatabase  # slow to load, and not needed to say where it is

    file = file_in(Locations(settings.home).database_folder)
    return SqliteDatabase(file, ROLLBACK if settings.rollback_journal else JOURNAL)


def description_of(locations: Locations) -> Description:
    """Describe the database of a store, which need not be there, and is not opened."""
    file = file_in(locations.database_folder)
    return Description(str(file), told_of(file))
