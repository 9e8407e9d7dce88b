"""Sessions: who is signed in, until when, and what was proved (PRODUCT §1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import delete, insert
from sqlmodel import Session as Transaction
from sqlmodel import col, func, select

from store.accounts import access, events
from store.accounts.access import AT_ANY_STEP, SIGNED_IN_ANYHOW, Holder
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.accounts.profile import sealed_profile
from store.database.port import after_commit
from store.database.tables.identity import Account
from store.database.tables.row import table_of
from store.database.tables.signing_in import OneTimePin, ProofRow, SessionRow
from store.events import Happening
from store.problems import Problem, Refusal
from store.rules import codes, levels
from store.rules.levels import Evidence, Factor, Proof, Step
from store.rules.limits import SESSION_IDLE, SESSION_TOTAL
from store.rules.secret import Secret
from store.values.profile import ProfileState
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword

_BEFORE_SIGNED_IN = frozenset({Step.PIN, Step.SECOND_STEP})
_START, _PROVE = insert(table_of(SessionRow)), insert(table_of(ProofRow))


@dataclass(frozen=True)
class Sessions:
    """What a session's holder may do with the session itself."""

    context: Context

    def due(self, session: Session) -> Step | None:
        """Return what the sign-in still needs, None once it is complete. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            return access.require(db, self.context, session, AT_ANY_STEP).due

    def touch(self, session: Session) -> None:
        """Note that the person is there. Raises `Problem` SESSION_ENDED."""
        with self.context.database.write(alone_with=access.name_account(self.context, session)) as db:
            row = access.require(db, self.context, session, AT_ANY_STEP).row
            row.seen_at = self.context.now()
            db.add(row)

    def needs_proof(self, session: Session) -> bool:
        """Tell whether a sensitive change takes the password again; where a PIN took its place, it does not.

        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            evidence = access.require(db, self.context, session, SIGNED_IN_ANYHOW).evidence
            return not (levels.is_by_pin(evidence) or levels.is_fresh(evidence, self.context.now()))

    def end(self, session: Session) -> None:
        """Sign out. Without the PIN or the second step, nothing is noted: nobody was signed in.

        Nothing happens to a session that has ended already.
        """
        context = self.context
        context.opened_passwords.forget_session(*access.marks_of(context, session.token))
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder = access.find_holder(db, context, session)
            if holder is None:
                return
            if holder.due not in _BEFORE_SIGNED_IN:
                now, terminal = context.now(), holder.terminal
                events.record(
                    db,
                    context,
                    holder.account_id,
                    Happening.SIGNED_OUT,
                    happened_at=now,
                    terminal=terminal,
                )
            db.delete(holder.row)


def start(
    db: Transaction,
    context: Context,
    account: Account,
    terminal: str,
    place: str = "",
    *,
    proof: Factor | None,
    asks_second_step: bool = False,
    opened: OpenedPassword | None = None,
) -> Session:
    """Open a session for `account` within `db`, of which a factor has just been proved, if one was.

    `place` is the mark of where its holder sits. What the password has `opened` is kept as by `keep_opened`.
    """
    assert account.id is not None
    token, now = Secret(codes.new_token()), context.now()
    mark = access.mark_of(context, token)
    begun = {
        "mark": mark,
        "account_id": account.id,
        "terminal": events.terminal_shown(terminal),
        "asks_second_step": asks_second_step,
        "place": place,
        "started_at": now,
        "seen_at": now,
    }
    db.exec(_START, params=begun)
    if proof is not None:
        db.exec(_PROVE, params={"session": mark, "factor": proof.value, "means": "", "made_at": now})
    if opened is not None:
        context.opened_passwords.forget_old(now)
        made = {} if proof is None else {proof: Proof(now)}
        evidence = Evidence(now, now, made, asks_second_step)
        due = levels.due(evidence, access.password_expiry(context, account))
        _keep(db, context, account.id, mark, due, opened)
    return Session(token, shown_name(account), account.language)


def proved(db: Transaction, context: Context, row: SessionRow, factor: Factor, means: str = "") -> None:
    """Note that a factor has just been proved in a session, a second step by `means` of a kind of method."""
    db.merge(ProofRow(session=row.mark, factor=factor.value, means=means, made_at=context.now()))


def keep_opened(
    db: Transaction, context: Context, session: Session, opened: OpenedPassword | None = None
) -> None:
    """Keep what the password has opened while this sign-in has a use for it; else forget it.

    It has while a step is due, and while an accepted profile waits for its key. None: what is kept already.
    Either is done once `db` is committed.
    """
    holder = access.require(db, context, session, AT_ANY_STEP)
    _keep(db, context, holder.account_id, holder.row.mark, holder.due, opened)


def _keep(
    db: Transaction,
    context: Context,
    account_id: int,
    mark: str,
    due: Step | None,
    opened: OpenedPassword | None,
) -> None:
    kept = context.opened_passwords
    if due is None and sealed_profile.find(db, account_id, ProfileState.ACCEPTED) is None:
        after_commit(db, partial(kept.forget_session, mark))
    elif opened is not None:
        after_commit(db, partial(kept.keep, account_id, mark, opened))


def just_opened(context: Context, holder: Holder) -> OpenedPassword:
    """Return what the password opened that was typed to sign in.

    Raises `Problem` PASSWORD_NEEDED where it is not kept any more.
    """
    opened = context.opened_passwords.of(holder.account_id, holder.row.mark)
    if opened is None:
        raise Problem(Refusal.PASSWORD_NEEDED)
    return opened


def alive(db: Transaction, context: Context, account_id: int) -> int:
    """Return how many sessions of an account have not ended, complete or not."""
    now = context.now()
    of_account = select(func.count()).where(
        col(SessionRow.account_id) == account_id,
        col(SessionRow.seen_at) >= now - SESSION_IDLE,
        col(SessionRow.started_at) >= now - SESSION_TOTAL,
    )
    return db.exec(of_account).one()


def end_all(db: Transaction, context: Context, account_id: int, *, but: SessionRow | None = None) -> None:
    """End the account's sessions, all or all but one, and forget what was opened in any of them.

    A one-time PIN ends with them.
    """
    ended = delete(SessionRow).where(col(SessionRow.account_id) == account_id)
    db.exec(ended if but is None else ended.where(col(SessionRow.mark) != but.mark))
    db.exec(delete(OneTimePin).where(col(OneTimePin.account_id) == account_id))
    after_commit(db, partial(context.opened_passwords.forget, account_id))


def end_by_pin(db: Transaction, account_id: int) -> None:
    """End the account's one-time PIN, and its sessions that one opened, wherever it was read."""
    opened = select(ProofRow.session).where(col(ProofRow.factor) == Factor.PIN.value)
    ended = delete(SessionRow).where(col(SessionRow.account_id) == account_id)
    db.exec(ended.where(col(SessionRow.mark).in_(opened)))
    db.exec(delete(OneTimePin).where(col(OneTimePin.account_id) == account_id))
