"""Accounts, and what they are found by."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class Account(Row, table=True):
    """One person's record. `number` is the 12-digit account ID; the sealed `verifier` proves the password.

    Whoever was registered in person may have no username, no email, and no password yet. While a reset is
    due, nobody signs in. A role that is suspended gives no rights until it is given back. Of an
    account that was `invited` by email the owner sets the first password with a token.
    The owner was last warned of wrong tries at `warned_at`.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    username: str | None = None
    email: str | None = None
    language: str
    verifier: bytes | None = None
    password_set_at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    role: str = "person"
    role_suspended: bool = False
    reset_due: bool = False
    invited: bool = False
    warned_at: datetime | None = Field(default=None, sa_type=Moment)


class RegistrationRow(Row, table=True):
    """What an operator registered of someone in person (PRODUCT §8), besides the number of a document.

    `contrast` is the mark of the document's contrast datum. `sealed` is the level, so that nobody
    raises it in the database, and the phone that gets PINs and codes of activation.
    """

    __tablename__ = "registration"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    contrast: str
    sealed: bytes
    registered_at: datetime = Field(sa_type=Moment)


class ContactDetails(Row, table=True):
    """What an account says of its owner (PRODUCT §9), sealed; `version` counts its changes from 1 on."""

    __tablename__ = "contact_details"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    sealed: bytes
    version: int


class Identifier(Row, table=True):
    """A name that signs an account in since `added_at`, in the form it is looked up by.

    Of a document number the lookup is a mark, and `sealed` the number itself, so that another mark key can
    make its mark anew.

    A former email address signs nobody in; it is kept for the account until `kept_until`, which says nothing
    of one that the account has gone back to.
    """

    lookup: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str
    added_at: datetime = Field(sa_type=Moment)
    kept_until: datetime | None = Field(default=None, sa_type=Moment)
    sealed: bytes | None = None
