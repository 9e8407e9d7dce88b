"""The identifiers of an account: usernames, email addresses, document numbers, and who has which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from store.accounts.context import Context
from store.database import alone
from store.database.alone import Names
from store.database.sealed_columns import NUMBER_OF_DOCUMENT
from store.database.tables.identity import Account, Identifier
from store.database.watching import settled
from store.rules.identifiers import Email
from store.rules.limits import NOTICE_LIFE
from store.rules.standing import is_standing


@dataclass(frozen=True)
class Kind:
    """A kind of identifier. If it `is_keyed`, a mark is stored and the identifier itself is sealed beside it,
    so that it cannot be read from the database alone.
    """

    name: str
    is_keyed: bool = False


USERNAME, EMAIL = Kind("username"), Kind("email")
FORMER_EMAIL = Kind("former-email")
"""It cannot be signed in with. It is kept while a notice can still put it back."""
DOCUMENT_NUMBER = Kind("document-number", is_keyed=True)
_PURPOSE = "lookup"
"""The purpose of the marks of document numbers."""
# Statements of each sign-in are made once: to put one together takes longer than to carry it out.
_HOLDER = (
    select(Account)
    .join(Identifier, col(Identifier.account_id) == col(Account.id))
    .where(col(Identifier.lookup).in_(bindparam("forms", expanding=True)))
)
_HOLDERS = select(Identifier.lookup, Identifier.account_id).where(
    col(Identifier.lookup).in_(bindparam("forms", expanding=True))
)
_FORMS_AT_ONCE = 500
"""In one statement; databases take no more than some thousands."""
_SIGNED_IN_BY = _HOLDER.where(col(Identifier.kind) != FORMER_EMAIL.name)


@dataclass(frozen=True)
class CurrentEmail:
    """The email address of an account, since `added_at`."""

    address: str
    lookup: str
    added_at: datetime


def identifier(context: Context, *lookups: str) -> Names:
    """Name identifiers, and whoever has them, for a transaction to be alone with: in each form of each."""
    forms = [form for lookup in lookups for form in _forms(context, lookup)]
    return alone.identifier(*forms) + alone.account_by_row(Identifier.lookup, *forms)


def account_named(db: Transaction, context: Context, lookup: str) -> Account | None:
    """Return the account that an identifier of any kind, in its lookup form, signs in.

    The database gets the same queries whether it is found or not.
    """
    return _found(db, context, _SIGNED_IN_BY, lookup)


def holder_of(db: Transaction, context: Context, lookup: str) -> Account | None:
    """Return the account that nobody else can take this identifier from, also where it is a former one.

    It is the same for a username as for a document number that reads like it.
    """
    return _found(db, context, _HOLDER, lookup)


def holders_of(db: Transaction, context: Context, lookups: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts that `holder_of` finds, by those lookup forms that somebody has."""
    wanted = {form: lookup for lookup in lookups for form in _forms(context, lookup)}
    forms, found = list(wanted), dict[str, int]()
    for start in range(0, len(forms), _FORMS_AT_ONCE):
        rows = db.exec(_HOLDERS, params={"forms": forms[start : start + _FORMS_AT_ONCE]})
        found |= {wanted[form]: account_id for form, account_id in rows}
    return found


def add_identifier(
    db: Transaction, context: Context, account_id: int, kind: Kind, lookup: str, now: datetime
) -> None:
    """Give the account an identifier from `now` on; the caller has checked that nobody has it."""
    row = Identifier(lookup=lookup, account_id=account_id, kind=kind.name, added_at=now)
    if kind.is_keyed:
        row.lookup = context.mark_keys.mark(_PURPOSE, lookup)
        NUMBER_OF_DOCUMENT.put(context.keys, row, lookup)
    db.add(row)


def mark_anew(context: Context, row: Identifier) -> bool:
    """Mark a number by the newest key of marks, if an earlier one made its mark; tell whether that was so.

    Raises `Problem` CORRUPT where the number is damaged.
    """
    number = NUMBER_OF_DOCUMENT.open_text(context.keys, row)
    mark = context.mark_keys.mark(_PURPOSE, number)
    if row.lookup == mark:
        return False
    row.lookup = mark
    NUMBER_OF_DOCUMENT.put(context.keys, row, number)
    return True


def shown_name(account: Account) -> str:
    """Return what an account is called: its username, or its account ID where it has none."""
    return account.number if account.username is None else account.username


def current_email(db: Transaction, account: Account) -> CurrentEmail | None:
    """Return the email address that the account is found by; None where it has none."""
    of_account = select(Identifier).where(col(Identifier.account_id) == account.id)
    row = db.exec(of_account.where(col(Identifier.kind) == EMAIL.name)).one_or_none()
    if row is None or account.email is None:
        return None
    return CurrentEmail(account.email, row.lookup, row.added_at)


def change_email(db: Transaction, account: Account, email: Email, now: datetime) -> None:
    """Make `email` the account's; the caller has checked that it is free. The one before is kept for it."""
    _set_email(db, account, email, _added_at(db, account, email, now), now)


def put_email_back(db: Transaction, account: Account, before: CurrentEmail | None, now: datetime) -> None:
    """Make the email of before the account's again; the caller has checked that it is free.

    None: the account has no email then. The one that took its place is kept for the account, since undoing
    can be undone as well.
    """
    if before is None:
        _leave_email(db, account, "", now)
        account.email = None
        db.add(account)
        return
    _set_email(db, account, Email(before.address, before.lookup), before.added_at, now)


def _found(db: Transaction, context: Context, named: SelectOfScalar[Account], lookup: str) -> Account | None:
    """Return the account with an identifier that is stored in clear, or as a mark."""
    return db.exec(named, params={"forms": _forms(context, lookup)}).first()


def _forms(context: Context, lookup: str) -> tuple[str, ...]:
    """Return how an identifier can be stored: in clear, or as a mark by any of the keys of marks."""
    return lookup, *context.mark_keys.marks(_PURPOSE, lookup)


def _added_at(db: Transaction, account: Account, email: Email, now: datetime) -> datetime:
    """Return since when the account has this email: one that was standing when it was left still is."""
    former = db.get(Identifier, email.lookup)
    if former is None or former.kept_until is None:
        return now
    left_at = min(former.kept_until - NOTICE_LIFE, settled(db, now))
    return former.added_at if is_standing(former.added_at, account.created_at, left_at) else now


def _leave_email(db: Transaction, account: Account, lookup: str, now: datetime) -> None:
    """Make the account's other emails former ones, which are kept for it; not the one with this lookup."""
    others = update(Identifier).where(
        col(Identifier.account_id) == account.id,
        col(Identifier.kind) == EMAIL.name,
        col(Identifier.lookup) != lookup,
    )
    db.exec(others.values(kind=FORMER_EMAIL.name, kept_until=now + NOTICE_LIFE))


def _set_email(db: Transaction, account: Account, email: Email, added_at: datetime, now: datetime) -> None:
    assert account.id is not None
    _leave_email(db, account, email.lookup, now)
    row = db.get(Identifier, email.lookup) or Identifier(
        lookup=email.lookup, account_id=account.id, kind=EMAIL.name, added_at=added_at
    )
    assert row.account_id == account.id
    row.kind, row.added_at = EMAIL.name, added_at
    db.add(row)
    account.email = email.address
    db.add(account)
