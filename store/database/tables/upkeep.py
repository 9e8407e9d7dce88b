"""What the store knows of itself."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class MarkKey(Row, table=True):
    """A key of marks (`store.vault.marking`), sealed under the key ring; the highest is the newest."""

    __tablename__ = "mark_key"

    version: int = Field(primary_key=True)
    sealed: bytes


class Fact(Row, table=True):
    """Something the store knows of itself, such as which key of the ring seals."""

    name: str = Field(primary_key=True)
    value: str


class AuthorityKey(Row, table=True):
    """A key of the store's own authority, which outlives the keys of the ring: sealed under them.

    It signs certificates or statements, or makes the names by which services know people. `public` is what
    goes with it, such as its certificate, where there is something.
    """

    __tablename__ = "authority_key"

    name: str = Field(primary_key=True)
    sealed: bytes
    public: str = ""
    made_at: datetime = Field(sa_type=Moment)
