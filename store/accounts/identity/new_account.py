"""A new account: its number, its identifiers, its first event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from store.values.desk import Role


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


@dataclass(frozen=True, repr=False)
class NewAccount:
    """What an account is opened with. One without a `verifier` of a password is invited: its owner sets the
    first with a token; but for whoever was registered in person, with the number of a `document` instead of a
    username.
    """

    username: str | None
    email: Email
    language: str
    verifier: str | None = None
    role: Role = Role.PERSON
    document: str | None = None

    def identifiers(self) -> Iterator[tuple[str, naming.Kind]]:
        """Yield the lookups that the account is found by, and of which kind each is."""
        if self.username is not None:
            yield identifiers.lookup(self.username), naming.USERNAME
        if self.document is not None:
            yield identifiers.lookup(self.document), naming.DOCUMENT_NUMBER
        yield self.email.lookup, naming.EMAIL


def create_account(db: Transaction, context: Context, wanted: NewAccount, terminal: str) -> Account:
    """Write an account, its identifiers and its first event, within `db`, and return it."""
    [account] = create_accounts(db, context, [wanted], terminal)
    return account


def create_accounts(
    db: Transaction, context: Context, wanted: Sequence[NewAccount], terminal: str
) -> list[Account]:
    """Write accounts in the order in which they are wanted; see `create_account`."""
    now, numbers = context.now(), _free_numbers(db, len(wanted))
    accounts = [
        Account(
            number=number,
            username=one.username,
            email=one.email.address,
            language=language_of(one.language).code,
            password_set_at=now,
            created_at=now,
            role=one.role.value,
            invited=one.verifier is None and one.document is None,
        )
        for one, number in zip(wanted, numbers, strict=True)
    ]
    db.add_all(accounts)
    db.flush()  # what seals the verifier binds it to the id
    for one, account in zip(wanted, accounts, strict=True):
        assert account.id is not None
        if one.verifier is not None:
            VERIFIER.put(context.keys, account, one.verifier)
        for lookup, kind in one.identifiers():
            naming.add_identifier(db, context, account.id, kind, lookup, now)
        events.record(db, context, account.id, Happening.ACCOUNT_CREATED, happened_at=now, terminal=terminal)
    return accounts


def _free_numbers(db: Transaction, count: int) -> set[str]:
    """Return so many account IDs that nobody has."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {codes.account_id() for _ in range(count - len(free))}
        taken = db.exec(select(Account.number).where(col(Account.number).in_(drawn)))
        free |= drawn - set(taken)
    return free
