"""The identifiers of an account: what it is found by, and what nobody else may take."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select, update

from store.database.tables import Account, Identifier, NoticeRow
from store.rules.identifiers import Email

USERNAME, EMAIL, FORMER_EMAIL = "username", "email", "former-email"
"""A former email address signs nobody in. It is kept while a notice can still put it back."""


def account_named(db: Transaction, lookup: str) -> Account | None:
    """Return the account that an identifier, in its lookup form, signs in."""
    identifier = db.get(Identifier, lookup)
    if identifier is None or identifier.kind == FORMER_EMAIL:
        return None
    return db.get(Account, identifier.account_id)


def holder_of(db: Transaction, lookup: str) -> Account | None:
    """Return the account that nobody else can take this identifier from, also where it is a former one."""
    identifier = db.get(Identifier, lookup)
    return None if identifier is None else db.get(Account, identifier.account_id)


def change_email(db: Transaction, account: Account, email: Email) -> None:
    """Let `email`, which the caller has seen to be free, sign the account in; keep the one before for it."""
    db.exec(
        update(Identifier)
        .where(col(Identifier.account_id) == account.id, col(Identifier.kind) == EMAIL)
        .values(kind=FORMER_EMAIL)
    )
    _set_email(db, account, email)


def put_email_back(db: Transaction, account: Account, email: Email) -> None:
    """Let a former email sign the account in again, and leave nothing of the one that took its place."""
    db.exec(delete(Identifier).where(col(Identifier.account_id) == account.id, col(Identifier.kind) == EMAIL))
    _set_email(db, account, email)


def forget_former_emails(db: Transaction, now: datetime) -> None:
    """Let go of the former emails of accounts in whose notices nothing can be put back any more."""
    disownable = select(NoticeRow.account_id).where(
        col(NoticeRow.expires_at) > now, col(NoticeRow.ended) == ""
    )
    db.exec(
        delete(Identifier).where(
            col(Identifier.kind) == FORMER_EMAIL, col(Identifier.account_id).not_in(disownable)
        )
    )


def _set_email(db: Transaction, account: Account, email: Email) -> None:
    assert account.id is not None
    db.exec(
        delete(Identifier).where(
            col(Identifier.lookup) == email.lookup, col(Identifier.account_id) == account.id
        )
    )
    db.add(Identifier(lookup=email.lookup, account_id=account.id, kind=EMAIL))
    account.email = email.address
    db.add(account)
