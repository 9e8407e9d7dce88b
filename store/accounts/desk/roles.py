"""Roles (PRODUCT §10): who has one, and when it gives no rights."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from store.accounts.access import OPERATORS
from store.accounts.change import Change
from store.accounts.context import Context
from store.accounts.identity import naming
from store.database.alone import Names
from store.database.tables.identity import Account
from store.events import Happening
from store.messages.letters.letter import Letter
from store.problems import Problem, Refusal
from store.rules import identifiers
from store.values.desk import Role


def suspend(change: Change, letter: Letter) -> None:
    """Let an account's role give no rights until it is given back, and write that to its holder.

    Nothing is done where it gives none.
    """
    account = change.account
    if Role(account.role) not in OPERATORS or account.role_suspended:
        return
    account.role_suspended = True
    change.db.add(account)
    change.note(Happening.ROLE_SUSPENDED)
    change.write(letter)


def name_account(context: Context, name: str) -> Names:
    """Name the account that signs in with this name, for a transaction to be alone with."""
    return naming.identifier(context, identifiers.lookup(name))


def operator_named(db: Transaction, context: Context, name: str) -> Account:
    """Return the operator or supervisor who signs in with this name. Raises `Problem` OPERATOR_UNKNOWN."""
    account = naming.account_named(db, context, identifiers.lookup(name))
    # Whether someone else has the name is not for an operator to find out.
    if account is None or Role(account.role) not in OPERATORS:
        raise Problem(Refusal.OPERATOR_UNKNOWN)
    return account
