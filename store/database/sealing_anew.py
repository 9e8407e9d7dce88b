"""Sealing again, under the key in use, what was sealed under another: one column, in portions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from store.database.sealed_columns import SealedColumn
from store.problems import Problem, Refusal
from store.vault.keyring import KeyRing


@dataclass(frozen=True)
class Portion:
    """What became of some rows: how many were `sealed` anew, and how many are `damaged` and stay as they are.

    `last` names the last of them, after which the next portion begins; None where these were the last.
    """

    sealed: int
    damaged: int
    last: Mapping[str, object] | None


def seal_anew(
    db: Session,
    keys: KeyRing,
    column: SealedColumn,
    after: Mapping[str, object] | None = None,
    at_most: int | None = None,
) -> Portion:
    """Seal the next values of a column that are not under the key in use, within the writing `db`."""
    names = ", ".join(column.key)
    further = "" if after is None else f" AND ({names}) > ({', '.join(f':{one}' for one in column.key)})"
    limit = "" if at_most is None else f" LIMIT {at_most}"
    select = (
        f"SELECT {names}, {column.row} AS of_row, {column.owner or 'NULL'} AS whose,"  # noqa: S608
        f" {column.column} AS sealed FROM {column.table}"
        f" WHERE substr({column.column}, 1, 1) <> :in_use{further} ORDER BY {names}{limit}"
    )
    found = db.connection().execute(text(select), {**(after or {}), "in_use": keys.in_use.to_bytes()})
    rows = found.mappings().all()
    update = text(
        f"UPDATE {column.table} SET {column.column} = :anew"  # noqa: S608
        f" WHERE {' AND '.join(f'{one} = :{one}' for one in column.key)}"
    )
    damaged = 0
    for row in rows:
        place = column.place(row["of_row"], row["whose"])
        try:
            anew = keys.seal(place, keys.open(place, row["sealed"]))
        except Problem as problem:
            if problem.refusal is not Refusal.CORRUPT:
                raise
            damaged += 1
        else:
            db.connection().execute(update, {"anew": anew, **{one: row[one] for one in column.key}})
    last = {one: rows[-1][one] for one in column.key} if rows and len(rows) == at_most else None
    return Portion(len(rows) - damaged, damaged, last)
