"""A new account: its number, its identifiers, its first event."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import language_of
from store.accounts import events
from store.accounts.identity import naming
from store.database.tables.identity import Account, Identifier
from store.problems import Problem, Refusal
from store.rules import codes, identifiers
from store.rules.identifiers import Email
from store.values import Happening, Role


def refuse_taken_username(db: Transaction, username: str) -> None:
    """Raise `Problem` USERNAME_TAKEN where an account has this username."""
    if naming.holder_of(db, identifiers.lookup(username)) is not None:
        raise Problem(Refusal.USERNAME_TAKEN, "username")


def create_account(
    db: Transaction,
    username: str,
    email: Email,
    language: str,
    verifier: str,
    created_at: datetime,
    terminal: str,
    role: Role = Role.PERSON,
) -> None:
    """Write an account, its identifiers and its first event, within `db`."""
    account = Account(
        number=_free_number(db),
        username=username,
        email=email.address,
        language=language_of(language).code,
        verifier=verifier,
        password_set_at=created_at,
        created_at=created_at,
        role=role.value,
    )
    db.add(account)
    db.flush()
    assert account.id is not None
    for lookup, kind in ((identifiers.lookup(username), naming.USERNAME), (email.lookup, naming.EMAIL)):
        db.add(Identifier(lookup=lookup, account_id=account.id, kind=kind, added_at=created_at))
    events.record(db, account.id, Happening.ACCOUNT_CREATED, created_at, terminal)


def _free_number(db: Transaction) -> str:
    while True:
        number = codes.account_id()
        if db.exec(select(Account.id).where(col(Account.number) == number)).first() is None:
            return number
