"""The identifiers of an account: what it is found by, and what nobody else may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select, update

from store.database.tables import Account, Identifier
from store.rules.identifiers import Email
from store.rules.limits import NOTICE_LIFE

USERNAME, EMAIL, FORMER_EMAIL = "username", "email", "former-email"
"""A former email address signs nobody in. It is kept while a notice can still put it back."""
_EMAILS = (EMAIL, FORMER_EMAIL)


@dataclass(frozen=True)
class Emails:
    """The email address of an account, and the lookups of the former ones that are kept for it."""

    address: str
    lookup: str
    former: tuple[str, ...]


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


def emails(db: Transaction, account: Account) -> Emails:
    """Return what the account is and was found by, but for its username."""
    rows = _email_rows(db, account)
    [current] = [row.lookup for row in rows if row.kind == EMAIL]
    return Emails(account.email, current, tuple(row.lookup for row in rows if row.kind == FORMER_EMAIL))


def change_email(db: Transaction, account: Account, email: Email, now: datetime) -> None:
    """Let `email`, which the caller has seen to be free, sign the account in; keep the one before for it."""
    db.exec(
        update(Identifier)
        .where(col(Identifier.account_id) == account.id, col(Identifier.kind) == EMAIL)
        .values(kind=FORMER_EMAIL, kept_until=now + NOTICE_LIFE)
    )
    _set_email(db, account, email, now)


def put_emails_back(db: Transaction, account: Account, before: Emails, now: datetime) -> None:
    """Let a former email sign the account in again, and leave nothing of what took its place since."""
    for row in _email_rows(db, account):
        if row.lookup not in before.former:
            db.delete(row)
        elif row.kind == EMAIL:
            # A former one that the account had gone back to.
            row.kind = FORMER_EMAIL
            db.add(row)
    db.flush()
    _set_email(db, account, Email(before.address, before.lookup), now)


def forget_former_emails(db: Transaction, now: datetime) -> None:
    """Let go of the former emails that no notice can put back any more."""
    db.exec(delete(Identifier).where(col(Identifier.kind) == FORMER_EMAIL, col(Identifier.kept_until) <= now))


def _email_rows(db: Transaction, account: Account) -> list[Identifier]:
    of_account = select(Identifier).where(col(Identifier.account_id) == account.id)
    return list(db.exec(of_account.where(col(Identifier.kind).in_(_EMAILS)).order_by(col(Identifier.lookup))))


def _set_email(db: Transaction, account: Account, email: Email, now: datetime) -> None:
    assert account.id is not None
    # A former one stays kept until when it was, for the notices that can put it back among the former.
    row = db.get(Identifier, email.lookup) or Identifier(
        lookup=email.lookup, account_id=account.id, kind=EMAIL, added_at=now
    )
    assert row.account_id == account.id
    row.kind = EMAIL
    db.add(row)
    account.email = email.address
    db.add(account)
