"""A new account: its number, its identifiers, its first event."""

from __future__ import annotations

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from i18n import language_of
from store.accounts import events
from store.accounts.context import Context
from store.accounts.identity import naming
from store.accounts.password import new_password
from store.database.sealed_columns import VERIFIER
from store.database.tables.identity import Account
from store.events import Happening
from store.problems import Problem, Refusal, Refusals
from store.rules import codes, identifiers
from store.rules.identifiers import Email
from store.rules.password_rules import Owner
from store.rules.secret import Secret
from store.values import Role


def refuse_taken_username(db: Transaction, context: Context, username: str) -> None:
    """Raise `Problem` USERNAME_TAKEN where an account is found by this username."""
    if naming.holder_of(db, context, identifiers.lookup(username)) is not None:
        raise Problem(Refusal.USERNAME_TAKEN, "username")


def names_and_password(
    context: Context, username: str, email: str, new: Secret, confirmation: Secret
) -> tuple[str, Email, Secret]:
    """Return what a new account is made of, in the forms in which it is kept and hashed.

    Raises, all at once, `Problem` USERNAME_FORM, EMAIL_FORM, and of the password what `new_password` raises.
    """
    refusals, name, owner = Refusals(), "", Owner("", "")
    with refusals:
        name = identifiers.username(username)
    with refusals:
        address = identifiers.email(email)
        owner = Owner(name, address.address)
    with refusals:
        chosen = new_password.chosen(context.policy, new, confirmation, owner)
    refusals.end()
    return name, address, chosen


def create_account(
    db: Transaction,
    context: Context,
    username: str,
    email: Email,
    language: str,
    verifier: str | None,
    terminal: str,
    role: Role = Role.PERSON,
) -> Account:
    """Write an account, its identifiers and its first event, within `db`.

    One without a `verifier` of a password is `invited`: its owner sets the first with a token.
    """
    now = context.now()
    account = Account(
        number=_free_number(db),
        username=username,
        email=email.address,
        language=language_of(language).code,
        password_set_at=now,
        created_at=now,
        role=role.value,
        invited=verifier is None,
    )
    db.add(account)
    db.flush()  # what seals the verifier binds it to the id
    assert account.id is not None
    if verifier is not None:
        VERIFIER.put(context.keys, account, verifier)
    for lookup, kind in ((identifiers.lookup(username), naming.USERNAME), (email.lookup, naming.EMAIL)):
        naming.add_identifier(db, context, account.id, kind, lookup, now)
    events.record(db, context, account.id, Happening.ACCOUNT_CREATED, happened_at=now, terminal=terminal)
    return account


def _free_number(db: Transaction) -> str:
    while True:
        number = codes.account_id()
        if db.exec(select(Account.id).where(col(Account.number) == number)).first() is None:
            return number
