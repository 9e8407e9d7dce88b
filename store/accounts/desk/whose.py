"""Whose account an operator may act on: the one place that decides it (PRODUCT §10)."""

from __future__ import annotations

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts.access import OPERATORS, Holder
from store.database import alone
from store.database.alone import Names
from store.database.tables.identity import Account
from store.problems import Problem, Refusal
from store.values.desk import Role


def name_account(account: str) -> Names:
    """Name the account with this ID, for a transaction to be alone with."""
    return alone.account_by_row(Account.number, account)


def person_for(db: Transaction, operator: Holder, account: str) -> Account:
    """Return the account with this ID, for an operator to act on.

    Raises `Problem` ACCOUNT_UNKNOWN, and what `refuse_others` raises.
    """
    person = account_with(db, account)
    refuse_others(operator, person)
    return person


def account_with(db: Transaction, account: str) -> Account:
    """Return the account with this ID, for an operator to look at. Raises `Problem` ACCOUNT_UNKNOWN."""
    person = db.exec(select(Account).where(col(Account.number) == account)).first()
    if person is None:
        raise Problem(Refusal.ACCOUNT_UNKNOWN)
    return person


def refuse_others(operator: Holder, person: Account) -> None:
    """Raise `Problem` NOT_ALLOWED where the operator `may_act` not."""
    if not may_act(operator, person):
        raise Problem(Refusal.NOT_ALLOWED)


def may_act(operator: Holder, person: Account) -> bool:
    """Tell whether an operator may act on an account: not on their own, and on a supervisor's only as one."""
    return _may_act(operator.account, person)


def may_still_act(operator: Account, person: Account) -> bool:
    """Tell whether who decided something as an operator still has the rights, and `may_act`."""
    has_rights = Role(operator.role) in OPERATORS and not operator.role_suspended
    return has_rights and _may_act(operator, person)


def _may_act(operator: Account, person: Account) -> bool:
    is_supervisors = Role(person.role) is Role.SUPERVISOR
    is_supervisor = Role(operator.role) is Role.SUPERVISOR
    return person.id != operator.id and (is_supervisor or not is_supervisors)
