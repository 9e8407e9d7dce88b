"""Codes that were sent, and what waits for them."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class SentCode(Row, table=True):
    """A code that was sent to confirm one thing, and is right for nothing else.

    `account_id` is None where the code is to lead to an account that there is not yet.

    `about` is the id of the method it is to prove or take the place of, where there is one; `sealed` the
    number or address that it is to confirm. `confirmed` says that a standing method's code came with it.
    """

    __tablename__ = "sent_code"

    mark: str = Field(primary_key=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    purpose: str
    about: str = ""
    sealed: bytes | None = None
    confirmed: bool = False
    code_mark: str
    tries: int = 0
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class SignUpRow(Row, table=True):
    """An account asked for whose email is not confirmed yet: it waits for the code with its `mark`.

    It goes with that code, by whatever deletes it: what a sign-up waits for is in one place.
    """

    __tablename__ = "sign_up"

    mark: str = Field(primary_key=True, foreign_key="sent_code.mark", ondelete="CASCADE")
    username: str
    email: str
    email_lookup: str
    language: str
    verifier: bytes
