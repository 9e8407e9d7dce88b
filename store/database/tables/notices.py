"""Notices of changes, and what their codes put back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class NoticeRow(Row, table=True):
    """A notice of a change, by the mark of the code with which its owner can disown the change.

    The `id` tells which came first, whatever the clock says. `before` is what the code puts back, sealed;
    None once the notice has ended or expired. `ended` is empty while the code works, else `used` or `void`;
    `lost` where the code works no more, and that of a later notice still undoes what this one told of.
    `about` is the kind of the method that was added, removed or replaced, else empty. `after`, sealed, is
    there where the owner confirmed the change with a code of a standing method: no notice undoes it. It is
    there as well where operators removed what was `lost`: no notice of before undoes that.
    """

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    mark: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    happening: str
    about: str = ""
    told_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    before: bytes | None = None
    after: bytes | None = None
    lost: bool = False
    ended: str = ""
