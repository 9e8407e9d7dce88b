"""What a transaction that writes is alone with: of those that name the same, one waits for the other.

Whatever a transaction reads to decide by, and whatever it writes, has a name here, so that nothing of it
changes until the commit. What is one statement (`UPDATE … WHERE`) needs none: a database does that whole.
A new row of the history or of the outbox needs none either: nobody decides by it.

| named | is |
|---|---|
| an account | its row, and all that is of it: sessions, methods, codes, tokens, notices, profiles, counters |
| an identifier | whose it is, wrong tries at one that nobody has, sign-ups for it |
| a quota | how much may still be sent |
| the chain | the links of events: who adds some adds them to the last |
| everything | the facts of the store, and what goes through whole tables |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Mapped
from sqlmodel import col


class Sort(Enum):
    """What there is to be alone with."""

    ACCOUNT = "account"
    IDENTIFIER = "identifier"
    QUOTA = "quota"
    CHAIN = "chain"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class One:
    """An account by its id, an identifier by its lookup form, the quotas of a subject; the chain; all."""

    sort: Sort
    key: str = ""


@dataclass(frozen=True, eq=False)
class AccountOf:
    """The account of the row whose `column` has this `key`: a use case begins with a token, not an account.

    It may be the row of the account itself.

    Nothing where there is no such row. A database that has to know the account looks it up in the first
    statement, and once more when it is alone with it.
    """

    column: Mapped[str]
    key: str


Names = tuple[One | AccountOf, ...]

EVERYTHING: Names = (One(Sort.EVERYTHING),)
CHAIN: Names = (One(Sort.CHAIN),)
NOTHING: Names = ()
"""For what is one statement."""


def account(account_id: int) -> Names:
    return (One(Sort.ACCOUNT, str(account_id)),)


def account_by_row(column: str, *keys: str) -> Names:
    """Name the account of a row by what its key can be: `account_by_row(SessionRow.mark, *marks)`."""
    return tuple(AccountOf(col(column), key) for key in keys)


def identifier(*lookups: str) -> Names:
    return tuple(One(Sort.IDENTIFIER, lookup) for lookup in lookups)


def quota(*subjects: str) -> Names:
    """Name all quotas of these subjects, whoever asks; see `store.accounts.quotas`."""
    return tuple(One(Sort.QUOTA, subject) for subject in subjects)
