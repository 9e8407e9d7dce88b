"""The identifiers of an account: what it is found by, and what nobody else may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select, update

from store.database.tables.identity import Account, Identifier
from store.database.watching import settled
from store.rules.identifiers import Email
from store.rules.limits import NOTICE_LIFE
from store.rules.standing import is_standing

USERNAME, EMAIL, FORMER_EMAIL = "username", "email", "former-email"
"""A former email address signs nobody in. It is kept while a notice can still put it back."""


@dataclass(frozen=True)
class CurrentEmail:
    """The email address of an account, since `added_at`."""

    address: str
    lookup: str
    added_at: datetime


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


def current_email(db: Transaction, account: Account) -> CurrentEmail:
    """Return the email address that the account is found by."""
    of_account = select(Identifier).where(col(Identifier.account_id) == account.id)
    row = db.exec(of_account.where(col(Identifier.kind) == EMAIL)).one()
    return CurrentEmail(account.email, row.lookup, row.added_at)


def change_email(db: Transaction, account: Account, email: Email, now: datetime) -> None:
    """Let `email`, which the caller has seen to be free, sign the account in; keep the one before for it."""
    _set_email(db, account, email, _added_at(db, account, email, now), now)


def put_email_back(db: Transaction, account: Account, before: CurrentEmail, now: datetime) -> None:
    """Let the email of before, which the caller has seen to be free, sign the account in again.

    The one that took its place is kept for the account: undoing can be undone as well.
    """
    _set_email(db, account, Email(before.address, before.lookup), before.added_at, now)


def forget_former_emails(db: Transaction, now: datetime) -> None:
    """Let go of the former emails that no notice can put back any more."""
    db.exec(delete(Identifier).where(col(Identifier.kind) == FORMER_EMAIL, col(Identifier.kept_until) <= now))


def _added_at(db: Transaction, account: Account, email: Email, now: datetime) -> datetime:
    """Return since when the account has this email: one that was standing when it was left still is."""
    former = db.get(Identifier, email.lookup)
    if former is None or former.kept_until is None:
        return now
    left_at = min(former.kept_until - NOTICE_LIFE, settled(db, now))
    return former.added_at if is_standing(former.added_at, account.created_at, left_at) else now


def _set_email(db: Transaction, account: Account, email: Email, added_at: datetime, now: datetime) -> None:
    assert account.id is not None
    db.exec(
        update(Identifier)
        .where(
            col(Identifier.account_id) == account.id,
            col(Identifier.kind) == EMAIL,
            col(Identifier.lookup) != email.lookup,
        )
        .values(kind=FORMER_EMAIL, kept_until=now + NOTICE_LIFE)
    )
    row = db.get(Identifier, email.lookup) or Identifier(
        lookup=email.lookup, account_id=account.id, kind=EMAIL, added_at=added_at
    )
    assert row.account_id == account.id
    row.kind, row.added_at = EMAIL, added_at
    db.add(row)
    account.email = email.address
    db.add(account)
