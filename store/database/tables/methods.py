"""The methods of the second step, and recovery codes."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class MethodRow(Row, table=True):
    """One way to do the second step; `kind` names the module that knows it (`accounts/methods/kind.py`).

    `sealed` holds an app's secret or a phone's number. `name` is the app's; a phone has none. A code of an
    app counts once: only for a later time step (RFC 6238) than `last_step`.
    """

    __tablename__ = "method"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    name: str
    sealed: bytes
    last_step: int
    is_default: bool
    added_at: datetime = Field(sa_type=Moment)


class RecoveryCode(Row, table=True):
    """One of an account's recovery codes, by its mark; it works until it is used."""

    __tablename__ = "recovery_code"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
