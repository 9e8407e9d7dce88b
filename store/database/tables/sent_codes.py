"""Codes that were sent, and what waits for them."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


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
