"""What the store knows of itself."""

from __future__ import annotations

from sqlmodel import Field

from store.database.tables.row import Row


class Fact(Row, table=True):
    """Something the store knows of itself, such as the fingerprint of its keys."""

    name: str = Field(primary_key=True)
    value: str
