"""What waits to be confirmed, used or disowned. Most sessions never come to it, and do without."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables import Moment, Row


class SignUpRow(Row, table=True):
    """An account asked for whose email is not confirmed yet."""

    __tablename__ = "sign_up"

    mark: str = Field(primary_key=True)
    username: str
    email: str
    email_lookup: str
    language: str
    verifier: str
    code_mark: str
    tries: int
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class ResetTokenRow(Row, table=True):
    """A token that was sent. `ended` is empty while it is live, else `used` or `replaced`.

    `opened` once it was typed: a newer one does not replace it any more. `answered` once the recovery
    question that goes with it was answered right.
    """

    __tablename__ = "reset_token"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    ended: str = ""
    answered: bool = False
    opened: bool = False


class SentCode(Row, table=True):
    """A six-digit code that was sent to confirm one thing, and is right for nothing else.

    `about` is the id of the method it is to prove or take the place of, where there is one; `sealed` the
    number or address that it is to confirm. `confirmed` says that a standing method's code came with it.
    """

    __tablename__ = "sent_code"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    purpose: str
    about: str = ""
    sealed: bytes | None = None
    confirmed: bool = False
    code_mark: str
    tries: int = 0
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class NoticeRow(Row, table=True):
    """A notice of a change, by the mark of the code with which its owner can disown the change.

    The `id` tells which came first, whatever the clock says. `before` is what the code puts back, sealed;
    None once the notice has ended or expired. `ended` is empty while the code works, else `used` or `void`.
    `about` is the kind of the method that was added, removed or replaced, else empty. `after`, sealed, is
    there where the owner confirmed the change with a code of a standing method: no notice undoes it.
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
    ended: str = ""
