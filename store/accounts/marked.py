"""Finding rows by the mark of a code, a token or a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlmodel import Session as Transaction

from store.database.tables.row import Row

R = TypeVar("R", bound=Row)


def find(db: Transaction, table: type[R], marks: Iterable[str]) -> R | None:
    """Return the row with one of these marks, by whichever key of marks it was made; None where none has."""
    return next((row for mark in marks if (row := db.get(table, mark)) is not None), None)
