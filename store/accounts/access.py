"""The one gate: finds who holds a session, and refuses what it does not allow (PRODUCT §1, §6, §10).

Each use case states its need here, and a refusal names the step that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import marked
from store.accounts.context import Context
from store.database import alone
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.signing_in import ProofRow, SessionRow
from store.problems import Problem, Refusal
from store.rules import levels
from store.rules.levels import Evidence, Factor, Proof, Step
from store.rules.secret import Secret
from store.values.desk import Role
from store.values.signing_in import Session

OPERATORS = frozenset({Role.OPERATOR, Role.SUPERVISOR})
"""The roles that give rights over other people's accounts."""


@dataclass(frozen=True)
class Need:
    """What a use case asks of a session.

    The sign-in `at` one of these steps, None for a complete one; the account with one of these `roles`, if
    any; the session of that `level`; where it is to be `fresh`, the password typed in the last 20 minutes, or
    the PIN that took its place.
    A session that a one-time PIN opened, or is to open, is refused unless the need is met `by_pin` as well;
    one in which the second step was done, where that is what is still `to_do`.
    """

    at: frozenset[Step | None] = frozenset({None})
    roles: frozenset[Role] = frozenset()
    level: int = 1
    fresh: bool = False
    by_pin: bool = False
    to_do: bool = False


SIGNED_IN = Need()
SIGNED_IN_ANYHOW = Need(by_pin=True)
"""Also by a one-time PIN, which opens no settings."""
FRESH = Need(fresh=True)
"""For a sensitive change; for the next, one that a PIN allows as well."""
FRESH_ANYHOW = Need(fresh=True, by_pin=True)
AT_ANY_STEP = Need(at=frozenset({None, *Step}), by_pin=True)
PAST_PIN = Need(at=AT_ANY_STEP.at - {Step.PIN}, by_pin=True)
AT_PIN = Need(at=frozenset({Step.PIN}), by_pin=True)
AT_SECOND_STEP = Need(at=frozenset({None, Step.SECOND_STEP}), by_pin=True, to_do=True)
"""Also in a session that is complete without it: a service may need it later."""
AT_NEW_PASSWORD = Need(at=frozenset({Step.NEW_PASSWORD}))
PAST_SECOND_STEP = Need(at=frozenset({None, Step.NEW_PASSWORD}))
OPERATOR = Need(roles=OPERATORS, level=2)
"""A password alone gives no rights, as a mailbox can set it."""
SUPERVISOR = Need(roles=frozenset({Role.SUPERVISOR}), level=2)
DECIDING_OPERATOR = Need(roles=OPERATORS, level=2, fresh=True)
DECIDING_SUPERVISOR = Need(roles=frozenset({Role.SUPERVISOR}), level=2, fresh=True)

_DUE = {
    None: Refusal.NOTHING_DUE,
    Step.PIN: Refusal.PIN_DUE,
    Step.SECOND_STEP: Refusal.SECOND_STEP_DUE,
    Step.NEW_PASSWORD: Refusal.PASSWORD_CHANGE_DUE,
}


@dataclass(frozen=True)
class Holder:
    """Who holds a session, and what was proved in it, within the transaction that asked."""

    account: Account
    row: SessionRow
    evidence: Evidence
    due: Step | None

    @property
    def account_id(self) -> int:
        return self.row.account_id

    @property
    def terminal(self) -> str:
        return self.row.terminal

    @property
    def level(self) -> int:
        """The level of the session: 2 with a second step, else 1."""
        return levels.level(self.evidence)


def require(db: Transaction, context: Context, session: Session, need: Need = SIGNED_IN) -> Holder:
    """Return who holds `session`, if it allows what is needed.

    Raises `Problem` SESSION_ENDED when it was ended, idle, too old or lies in the future; PIN_DUE,
    SECOND_STEP_DUE or PASSWORD_CHANGE_DUE when the sign-in still needs that, NOTHING_DUE when it is past the
    step; PASSWORD_SIGN_IN_NEEDED where a PIN opened it and is not enough; NOT_ALLOWED without one of the
    roles, ROLE_SUSPENDED; SECOND_STEP_NEEDED without a second step; PASSWORD_NEEDED where the password was
    typed more than 20 minutes ago, PIN_SIGN_IN_NEEDED where the PIN was.
    """
    now = context.now()
    context.opened_passwords.forget_old(now)
    holder = find_holder(db, context, session)
    if holder is None or not levels.is_alive(holder.evidence, holder.due, now):
        context.opened_passwords.forget_session(*marks_of(context, session.token))
        raise Problem(Refusal.SESSION_ENDED)
    if holder.due not in need.at:
        raise Problem(_DUE[holder.due])
    if levels.is_by_pin(holder.evidence) and not need.by_pin:
        raise Problem(Refusal.PASSWORD_SIGN_IN_NEEDED)
    if need.roles:
        if Role(holder.account.role) not in need.roles:
            raise Problem(Refusal.NOT_ALLOWED)
        if holder.account.role_suspended:
            raise Problem(Refusal.ROLE_SUSPENDED)
    if need.to_do and Factor.SECOND_STEP in holder.evidence.proofs:
        raise Problem(Refusal.NOTHING_DUE)
    if holder.level < need.level:
        raise Problem(Refusal.SECOND_STEP_NEEDED)
    if need.fresh and not levels.is_fresh(holder.evidence, now):
        by_pin = levels.is_by_pin(holder.evidence)
        raise Problem(Refusal.PIN_SIGN_IN_NEEDED if by_pin else Refusal.PASSWORD_NEEDED)
    return holder


def find_holder(db: Transaction, context: Context, session: Session) -> Holder | None:
    """Return who holds `session`, whether it is still alive or not; None where it was ended."""
    row = marked.find(db, SessionRow, marks_of(context, session.token))
    if row is None:
        return None
    account = db.get_one(Account, row.account_id)
    proofs = db.exec(select(ProofRow).where(col(ProofRow.session) == row.mark))
    known = {factor.value: factor for factor in Factor}
    made = {
        known[proof.factor]: Proof(proof.made_at, proof.means) for proof in proofs if proof.factor in known
    }
    evidence = Evidence(row.started_at, row.seen_at, made, row.asks_second_step)
    return Holder(account, row, evidence, levels.due(evidence, password_expiry(context, account)))


def name_account(context: Context, session: Session) -> Names:
    """Name the account of whoever holds `session`, for a transaction to be alone with."""
    return alone.account_by_row(SessionRow.mark, *marks_of(context, session.token))


def mark_of(context: Context, token: Secret) -> str:
    """Return what is stored of the token of a new session."""
    return context.mark_keys.mark("session", token.reveal())


def marks_of(context: Context, token: Secret) -> tuple[str, ...]:
    """Return what can be stored of a session's token."""
    return context.mark_keys.marks("session", token.reveal())


def password_expiry(context: Context, account: Account) -> datetime | None:
    """Return when the account's password expires; None when the administrator set no limit.

    None also for an account without a password.
    """
    days = context.settings.password_life_days
    if not days or account.verifier is None:
        return None
    return account.password_set_at + timedelta(days=days)
