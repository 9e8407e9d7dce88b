"""Sessions, and the places that accounts were signed in to from."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class SessionRow(Row, table=True):
    """A session that has not ended; `stage` is one of `store.values.Stage`.

    The password was last typed, or chosen, at `proved_at`. `second_step` is the kind of method that was used
    (`MethodRow.kind`, or `recovery-code`), empty where there was none. `place` is the mark of where
    one sits, empty where that stands for no one in particular.
    """

    __tablename__ = "session"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    terminal: str
    stage: str
    second_step: str = ""
    place: str = ""
    started_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment, index=True)


class KnownPlace(Row, table=True):
    """A place, by its mark, from which an account was signed in to; last at `seen_at`."""

    __tablename__ = "known_place"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)
