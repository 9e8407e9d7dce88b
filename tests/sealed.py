"""What is sealed in a town's store, opened with the server's keys."""

from __future__ import annotations

from store.database.sealed_columns import SealedColumn
from tests.town import Town


def unsealed(town: Town, column: SealedColumn, condition: str = "1", *values: object) -> list[bytes]:
    """Return what a column holds, in the rows in which it holds something."""
    owner = "NULL" if column.owner is None else column.owner
    names, held = f"{column.row}, {owner}, {column.column}", f"{column.column} IS NOT NULL"
    rows = town.rows(f"SELECT {names} FROM {column.table} WHERE {held} AND {condition}", *values)
    keys = town.store.context.keys
    return [keys.open(column.place(row, whose), sealed) for row, whose, sealed in rows]


def seal_into(town: Town, column: SealedColumn, plain: str, condition: str = "1") -> None:
    """Put a value into the one row for which the condition holds."""
    owner, keys = "NULL" if column.owner is None else column.owner, town.store.context.keys
    [(row, whose)] = town.rows(f"SELECT {column.row}, {owner} FROM {column.table} WHERE {condition}")
    sealed = column.seal(keys, plain, row, whose)
    town.rows(f"UPDATE {column.table} SET {column.column} = ? WHERE {condition}", sealed)
