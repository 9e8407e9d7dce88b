"""Notices of changes, and what their codes put back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class NoticeRow(Row, table=True):
    """A notice of a change, by the marks of the codes with which its owner can disown it: `mark` is of the
    one by email, `mark_by_sms` of the one by SMS. In notices of before 0018 both are one.

    The `id` tells which came first, whatever the clock says. `before` is what the code puts back, sealed;
    None once the notice has ended or expired. `ended` is empty while a code works, else `used` or `void`.
    The code by SMS works no more where it is `sms_lost`: it came to a phone that operators removed as lost.
    `about` is the kind of the method that was added, removed or replaced, else empty. `after`, sealed, is
    there where the owner confirmed the change with a code of a standing method: no notice undoes it. It is
    there as well where operators removed what was `lost`: no notice of before undoes that.
    """

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    mark: str = Field(unique=True)
    mark_by_sms: str | None = Field(default=None, index=True, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    happening: str
    about: str = ""
    told_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    before: bytes | None = None
    after: bytes | None = None
    lost: bool = False
    sms_lost: bool = False
    ended: str = ""
