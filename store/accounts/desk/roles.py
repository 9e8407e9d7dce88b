"""Roles (PRODUCT §10): who may do what an operator does, and when a role gives no rights."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import events
from store.accounts.context import Context
from store.accounts.identity.naming import account_named
from store.accounts.signing_in import sessions
from store.accounts.signing_in.sessions import Holder
from store.database.tables.identity import Account
from store.messages.letters.desk import role_suspended
from store.problems import Problem, Refusal
from store.rules import identifiers
from store.values import Happening, Role, Session

OPERATORS = frozenset({Role.OPERATOR, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})


def require_operator(
    db: Transaction,
    context: Context,
    session: Session,
    among: frozenset[Role] = OPERATORS,
    *,
    decides: bool = False,
) -> Holder:
    """Return who holds the session, for what only an operator may do. Every such use case begins here.

    A password alone gives no rights, as a mailbox can set it. Raises what `sessions.require` raises;
    NOT_ALLOWED unless the account has one of the roles `among`; ROLE_SUSPENDED; SECOND_STEP_NEEDED where the
    session came without one; and of who `decides`, PASSWORD_NEEDED where the password was typed more than 20
    minutes ago.
    """
    holder = sessions.require(db, context, session)
    if Role(holder.account.role) not in among:
        raise Problem(Refusal.NOT_ALLOWED)
    if holder.account.role_suspended:
        raise Problem(Refusal.ROLE_SUSPENDED)
    if not holder.row.second_step:
        raise Problem(Refusal.SECOND_STEP_NEEDED)
    if decides:
        sessions.require_proof(db, context, session)
    return holder


def suspend(db: Transaction, context: Context, account: Account, terminal: str) -> None:
    """Let an account's role give no rights until it is given back, and tell its holder; else do nothing."""
    if Role(account.role) not in OPERATORS or account.role_suspended:
        return
    assert account.id is not None
    account.role_suspended = True
    db.add(account)
    events.record(db, account.id, Happening.ROLE_SUSPENDED, context.now(), terminal)
    letter, language = role_suspended(), language_of(account.language)
    context.outbox.queue(db, letter, account.email, language, account.id)


def operator_named(db: Transaction, context: Context, name: str) -> Account:
    """Return the operator or supervisor who signs in with this name. Raises `Problem` OPERATOR_UNKNOWN."""
    account = account_named(db, context, identifiers.lookup(name))
    # Whether someone else has the name is not for an operator to find out.
    if account is None or Role(account.role) not in OPERATORS:
        raise Problem(Refusal.OPERATOR_UNKNOWN)
    return account
