"""Recovery codes (PRODUCT §6): ten at a time, for when no method is at hand; each works once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, delete

from store.accounts import events
from store.accounts.context import Context
from store.accounts.methods import confirming, held
from store.accounts.methods.recovery_sheet import mark_of, new_code
from store.accounts.notices import notices
from store.accounts.notices.before import Before
from store.accounts.signing_in import sessions
from store.accounts.signing_in.sessions import Holder
from store.database.tables.methods import RecoveryCode
from store.messages.letters.methods import recovery_codes_made
from store.problems import Problem, Refusal
from store.rules import crockford
from store.rules.limits import RECOVERY_CODES
from store.rules.secret import Secret
from store.values import RECOVERY_SHEET, Confirmation, Happening, Session

_GROUP = 5


@dataclass(frozen=True)
class RecoveryCodes:
    context: Context

    def make(self, session: Session, confirmation: Confirmation | None = None) -> tuple[Secret, ...]:
        """Make ten codes, which take the place of all earlier ones; return them as they are shown.

        They are shown this once: only marks of them are stored. With a `confirmation`, no notice brings the
        earlier ones back. Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED; METHOD_NEEDED without a method,
        beside which they are the way out; what `confirming` raises.
        """
        context = self.context
        made = tuple(new_code() for _ in range(RECOVERY_CODES))
        with context.database.read() as db:
            self._required(db, session)
        typed = confirming.read(context, session, confirmation, removed=RECOVERY_SHEET)
        with context.database.write() as db:
            holder = self._required(db, session)
            verdict = confirming.judge(db, context, session, typed)
            if verdict.refused is None:
                self._replace(db, holder, made, confirmed=verdict.confirmed)
        context.outbox.wake()
        verdict.end()
        return tuple(Secret(crockford.grouped(code.reveal(), _GROUP)) for code in made)

    def _replace(self, db: Transaction, holder: Holder, made: tuple[Secret, ...], *, confirmed: bool) -> None:
        context, now, account_id = self.context, self.context.now(), holder.row.account_id
        before = Before.of(db, context, holder.account)
        # Used ones stay, so that none works again where a notice puts the codes of before back.
        db.exec(
            delete(RecoveryCode).where(
                col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
            )
        )
        db.add_all(
            RecoveryCode(mark=mark_of(context, account_id, code), account_id=account_id, made_at=now)
            for code in made
        )
        events.record(db, account_id, Happening.RECOVERY_CODES_MADE, now, holder.row.terminal)
        notice = recovery_codes_made(now, replaces=bool(before.codes))
        notices.send(db, context, holder.account, before, notice, confirmed=confirmed)

    def _required(self, db: Transaction, session: Session) -> Holder:
        holder = sessions.require_proof(db, self.context, session)
        if not held.has_any(db, holder.row.account_id):
            raise Problem(Refusal.METHOD_NEEDED)
        return holder
