"""Backups: restored, and altered first."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from store import Role
from store.database.sqlite_driver import sqlite3
from store.restoring import restore
from tests.town import Town


def untold(_done: int, _of_all: int) -> None:
    """Tell nobody how far it is."""


def restored(town: Town, backup: Path, *, replace: bool = True) -> str | None:
    """Restore while nobody has the store open, and return where the one of before is kept."""
    town.store.close()
    return restore(town.settings, backup, "The disk failed.", untold, replace=replace).kept


def altered(backup: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(backup)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return backup


def with_a_role_that_stays(town: Town, backup: Path) -> Path:
    """Make a backup in which the statement that suspends all roles would do nothing, and say nothing."""
    town.operator("odile-desk")
    town.operator("omar-desk", Role.SUPERVISOR)
    town.store.backup.make(backup, untold)
    [(made,)] = town.rows("SELECT sql FROM sqlite_schema WHERE name = 'account'")
    constraint = "UNIQUE (role, role_suspended) ON CONFLICT IGNORE"
    return altered(
        backup,
        "UPDATE account SET role = 'supervisor', role_suspended = (username = 'odile-desk')",
        f"{made.replace('account', 'ours', 1).rstrip(')')}, {constraint})",
        "INSERT INTO ours SELECT * FROM account",
        "DROP TABLE account",
        "ALTER TABLE ours RENAME TO account",
    )
