"""What operators have asked for, and another one has to approve."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class RemovalRow(Row, table=True):
    """A removal of what someone has lost, which one operator asked for and another approves (PRODUCT §10).

    `what` is removed is named in `store.values.removals`; of a method, `method` is its id and `kind` its
    kind. The phone that replaces the one of a registration is `sealed` until the removal ends. At `due_at`
    one that nobody approved lapses, and one that was approved is carried out; None once it has `ended`, which
    says how, and is empty before. At `failed_at` something damaged prevented that last. By `mark` the code is
    found that was sent with the approval and cancels it.
    """

    __tablename__ = "removal"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    what: str
    method: str = ""
    kind: str = ""
    sealed: bytes | None = None
    reason: str
    asked_by: int = Field(foreign_key="account.id")
    asked_at: datetime = Field(sa_type=Moment)
    approved_by: int | None = Field(default=None, foreign_key="account.id")
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    mark: str | None = Field(default=None, unique=True)
    due_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    ended: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    failed_at: datetime | None = Field(default=None, sa_type=Moment)
