"""Sessions: who is signed in, until when, and what they may do so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts import events
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.accounts.methods import held
from store.accounts.password import recovery_answers
from store.accounts.profile import sealed_profile
from store.database.tables.identity import Account
from store.database.tables.signing_in import SessionRow
from store.problems import Problem, Refusal
from store.rules import codes
from store.rules.limits import PROOF_LIFE, SESSION_IDLE, SESSION_TOTAL
from store.rules.moments import lies_ahead
from store.rules.secret import Secret
from store.values import Happening, Overview, Session, Stage

_LIVES = {Stage.FULL: SESSION_TOTAL, Stage.SECOND_STEP: PROOF_LIFE, Stage.PASSWORD_DUE: PROOF_LIFE}
_DUE = {
    Stage.FULL: Refusal.NOTHING_DUE,
    Stage.SECOND_STEP: Refusal.SECOND_STEP_DUE,
    Stage.PASSWORD_DUE: Refusal.PASSWORD_CHANGE_DUE,
}


@dataclass(frozen=True)
class Holder:
    """Who holds a session, within the transaction that asked."""

    account: Account
    row: SessionRow


@dataclass(frozen=True)
class Sessions:
    """What a session's holder may do with the session itself."""

    context: Context

    def overview(self, session: Session) -> Overview:
        """Return the account page's facts. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            account = require(db, self.context, session).account
            assert account.id is not None
            return Overview(
                account.number,
                account.username,
                account.email,
                None if account.verifier is None else account.password_set_at,
                password_expiry(self.context, account),
                sealed_profile.status(db, self.context, account.id),
                held.ways(db, self.context, account.id),
                recovery_answers.are_set(db, account.id),
            )

    def touch(self, session: Session) -> None:
        """Note that the person is there. Raises `Problem` SESSION_ENDED."""
        with self.context.database.write() as db:
            holder = require(db, self.context, session, stages=frozenset(Stage))
            holder.row.seen_at = self.context.now()
            db.add(holder.row)

    def needs_proof(self, session: Session) -> bool:
        """Tell whether a sensitive change takes the password again. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            holder = require(db, self.context, session)
            return not _has_proof(self.context, holder)

    def end(self, session: Session) -> None:
        """Sign out; one that had not come through the second step was never signed in.

        A session that has ended already stays so.
        """
        with self.context.database.write() as db:
            row = db.get(SessionRow, _mark(self.context, session.token))
            if row is None:
                return
            if Stage(row.stage) is not Stage.SECOND_STEP:
                events.record(db, row.account_id, Happening.SIGNED_OUT, self.context.now(), row.terminal)
            db.delete(row)


def start(
    db: Transaction, context: Context, account: Account, terminal: str, stage: Stage, place: str = ""
) -> Session:
    """Open a session for `account` within `db`; `place` is the mark of where its holder sits."""
    assert account.id is not None
    token, now = Secret(codes.new_token()), context.now()
    row = SessionRow(
        mark=_mark(context, token),
        account_id=account.id,
        terminal=events.terminal_shown(terminal),
        stage=stage.value,
        place=place,
        started_at=now,
        proved_at=now,
        seen_at=now,
    )
    db.add(row)
    return Session(token, shown_name(account), account.language, stage)


def require(
    db: Transaction,
    context: Context,
    session: Session,
    *,
    stages: frozenset[Stage] = frozenset({Stage.FULL}),
) -> Holder:
    """Return who holds `session`.

    Raises `Problem`: SESSION_ENDED when it was ended, idle, too old (one that has not come all the way
    lives no longer than the proof of the password) or lies in the future; SECOND_STEP_DUE or
    PASSWORD_CHANGE_DUE when it has not come far enough for `stages`, NOTHING_DUE when it is past them.
    """
    row, now = db.get(SessionRow, _mark(context, session.token)), context.now()
    if row is None or not _is_alive(row, now):
        raise Problem(Refusal.SESSION_ENDED)
    if Stage(row.stage) not in stages:
        raise Problem(_DUE[Stage(row.stage)])
    account = db.get(Account, row.account_id)
    assert account is not None
    return Holder(account, row)


def require_proof(db: Transaction, context: Context, session: Session) -> Holder:
    """Return who holds `session`, for a sensitive change.

    Raises what `require` raises; PASSWORD_NEEDED where the password was typed more than 20 minutes ago.
    """
    holder = require(db, context, session)
    if not _has_proof(context, holder):
        raise Problem(Refusal.PASSWORD_NEEDED)
    return holder


def proved(db: Transaction, holder: Holder, now: datetime) -> None:
    """Note that the session's holder has just typed, or chosen, the account's password."""
    mark = holder.row.mark
    db.exec(update(SessionRow).where(col(SessionRow.mark) == mark).values(proved_at=now))


def stage_after_password(context: Context, account: Account) -> Stage:
    """Return how far one comes with the password, and the second step where there is one."""
    expiry = password_expiry(context, account)
    return Stage.FULL if expiry is None or expiry > context.now() else Stage.PASSWORD_DUE


def promote(db: Transaction, holder: Holder, stage: Stage = Stage.FULL) -> None:
    """Let the session come as far as `stage`."""
    mark = holder.row.mark
    db.exec(update(SessionRow).where(col(SessionRow.mark) == mark).values(stage=stage.value))


def end_all(db: Transaction, account_id: int, *, but: SessionRow | None = None) -> None:
    """End the account's sessions, all or all but one."""
    ended = delete(SessionRow).where(col(SessionRow.account_id) == account_id)
    db.exec(ended if but is None else ended.where(col(SessionRow.mark) != but.mark))


def password_expiry(context: Context, account: Account) -> datetime | None:
    """Return when the account's password ends its life; None when the administrator set no limit.

    An account without a password has none that could end.
    """
    days = context.settings.password_life_days
    if not days or account.verifier is None:
        return None
    return account.password_set_at + timedelta(days=days)


def _is_alive(row: SessionRow, now: datetime) -> bool:
    if lies_ahead(row.started_at, now) or lies_ahead(row.seen_at, now):
        return False
    return now - row.seen_at <= SESSION_IDLE and now - row.started_at <= _LIVES[Stage(row.stage)]


def _has_proof(context: Context, holder: Holder) -> bool:
    proved_at, now = holder.row.proved_at, context.now()
    return now - proved_at <= PROOF_LIFE and not lies_ahead(proved_at, now)


def _mark(context: Context, token: Secret) -> str:
    return context.keys.mark("session", token.reveal())
