"""Finding accounts while an operator types, by what an identifier or an account ID begins with.

Names in clear are found by ranges of an index, so a million accounts are searched like a thousand. Of
document numbers there are only marks, so they are found whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, exists, not_
from sqlalchemy.orm import aliased
from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.context import Context
from store.accounts.identity import naming
from store.database.tables.identity import Account, Identifier
from store.problems import Problem
from store.rules import documents, identifiers
from store.rules.identifiers import EMAIL_LONGEST
from store.rules.limits import SEARCHED_FROM
from store.rules.unseen import bare, is_steering

ROWS = 8
"""Of a page."""
_LAST = "\U0010ffff"
_OTHER = aliased(Identifier)
_KINDS = naming.USERNAME.name, naming.EMAIL.name
_NUMBER = "number"
_Conditions: TypeAlias = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class _Match:
    """An account, and the identifier by which it is found and of which kind, its place in the order."""

    key: str
    kind: str
    account: Account

    @property
    def name(self) -> str:
        """What leads to the page after this one, and tells nobody the identifier."""
        return f"{self.kind} {self.account.number}"


def page(
    db: Transaction, context: Context, query: str, after: str | None
) -> tuple[tuple[Account, ...], str | None]:
    """Return the accounts of a page, each once, and what the next page begins `after`, if there is one.

    `after` None: the first page, on which whoever has exactly this identifier comes first.
    """
    typed = bare(query)
    if not SEARCHED_FROM <= len(typed) <= EMAIL_LONGEST or any(map(is_steering, typed)):
        return (), None
    key = None if after is None else _key(db, after)
    if after is not None and key is None:
        # The last one of the page before is called otherwise by now.
        return (), None
    exact = naming.account_named(db, context, identifiers.lookup(typed))
    first = (exact,) if exact is not None and after is None else ()
    others = () if exact is None else (col(Account.id) != exact.id,)
    found = sorted(_matches(db, typed, key, others), key=lambda one: one.key)
    room = ROWS - len(first)
    following = found[room - 1].name if len(found) > room else None
    return (*first, *(one.account for one in found[:room])), following


def is_document(query: str) -> bool:
    """Tell whether it is the whole number of a document with which people are registered."""
    try:
        documents.spanish_document(bare(query))
    except Problem:
        return False
    return True


def _key(db: Transaction, after: str) -> str | None:
    """Return the identifier of a match by its `name`."""
    kind, _space, number = after.partition(" ")
    if kind == _NUMBER:
        return number
    of_account = select(Identifier.lookup).join(Account, col(Account.id) == col(Identifier.account_id))
    return db.exec(of_account.where(col(Account.number) == number, col(Identifier.kind) == kind)).first()


def _matches(db: Transaction, typed: str, after: str | None, others: _Conditions) -> Iterator[_Match]:
    """Yield the first matches of each range after a key, one more than a page has."""
    digits = typed.replace(" ", "")
    if digits.isascii() and digits.isdecimal():
        of_number = select(Account).where(*_range(Account.number, digits, after), *others)
        for account in db.exec(of_number.order_by(col(Account.number)).limit(ROWS + 1)):
            yield _Match(account.number, _NUMBER, account)
        others = (*others, not_(and_(*_range(Account.number, digits))))
    for beginning in identifiers.beginnings(typed):
        yield from _by_name(db, beginning, after, others)


def _by_name(db: Transaction, beginning: str, after: str | None, others: _Conditions) -> Iterator[_Match]:
    """Yield whose username or email address begins so; where both do, by the one that comes first."""
    same_account = col(_OTHER.account_id) == col(Identifier.account_id)
    comes_first = and_(*_range(_OTHER.lookup, beginning), col(_OTHER.lookup) < col(Identifier.lookup))
    found = (
        select(Identifier.lookup, Identifier.kind, Account)
        .join(Account, col(Account.id) == col(Identifier.account_id))
        .where(
            *_range(Identifier.lookup, beginning, after),
            col(Identifier.kind).in_(_KINDS),
            not_(exists().where(same_account, comes_first, col(_OTHER.kind).in_(_KINDS))),
            *others,
        )
        .order_by(col(Identifier.lookup))
        .limit(ROWS + 1)
    )
    for lookup, kind, account in db.exec(found):
        yield _Match(lookup, kind, account)


def _range(column: str, beginning: str, after: str | None = None) -> _Conditions:
    """Return what holds of all that begins so and comes after a key: one end on each side, for the index."""
    goes_on = after is not None and after >= beginning
    return (
        col(column) > after if goes_on else col(column) >= beginning,
        col(column) < beginning + _LAST,
    )
