"""What the store knows of itself."""

from __future__ import annotations

from sqlmodel import Field

from store.database.tables.row import Row


class MarkKey(Row, table=True):
    """A key of marks (`store.vault.marking`), sealed under the key ring; the highest is the newest."""

    __tablename__ = "mark_key"

    version: int = Field(primary_key=True)
    sealed: bytes


class Fact(Row, table=True):
    """Something the store knows of itself, such as which key of the ring seals."""

    name: str = Field(primary_key=True)
    value: str
