"""Recovery codes (PRODUCT §6): ten at a time, for when no method is at hand; each works once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import access
from store.accounts.change import Change, changing
from store.accounts.context import Context
from store.accounts.methods import confirming, held
from store.accounts.methods.recovery_sheet import mark_of
from store.accounts.password import proving
from store.database.tables.methods import RecoveryCode
from store.messages.letters.methods import recovery_codes_made
from store.problems import Problem, Refusal
from store.rules.limits import RECOVERY_CODES
from store.rules.paper_codes import RECOVERY_CODE
from store.rules.secret import Secret
from store.values.methods import RECOVERY_SHEET, Confirmation
from store.values.signing_in import Session


@dataclass(frozen=True)
class RecoveryCodes:
    context: Context

    def make(
        self, session: Session, password: Secret, confirmation: Confirmation | None = None
    ) -> tuple[Secret, ...]:
        """Make ten codes, which take the place of all earlier ones; return them as they are shown.

        They are shown this once: only marks of them are stored. With a `confirmation`, no notice brings the
        earlier ones back. Raises `Problem` SESSION_ENDED; METHOD_NEEDED without a method, beside which they
        are the way out; WRONG_PASSWORD (tries_left, until), LOCKED (until); what `confirming` raises.
        """
        context = self.context
        made = tuple(Secret(RECOVERY_CODE.new()) for _ in range(RECOVERY_CODES))
        with context.database.read() as db:
            self._refuse_without_method(db, access.require(db, context, session).account_id)
        typed = confirming.read(context, session, confirmation, removed=RECOVERY_SHEET)
        opened = proving.prove(context, session, password)
        with changing(context, session, opened=opened) as change:
            self._refuse_without_method(change.db, change.account_id)
            verdict = confirming.judge(change.db, context, change.holder, typed)
            if verdict.refused is None:
                self._replace(change, made, confirmed=verdict.confirmed)
            else:
                change.leave()
        verdict.end()
        return tuple(Secret(RECOVERY_CODE.grouped(code.reveal())) for code in made)

    def _replace(self, change: Change, made: tuple[Secret, ...], *, confirmed: bool) -> None:
        db, account_id, now = change.db, change.account_id, change.now
        held.forget_codes(db, account_id)
        db.add_all(
            RecoveryCode(mark=mark_of(self.context, account_id, code), account_id=account_id, made_at=now)
            for code in made
        )
        change.notify(
            recovery_codes_made(now, replaces=bool(change.before and change.before.codes)),
            confirmed=confirmed,
        )

    def _refuse_without_method(self, db: Transaction, account_id: int) -> None:
        if not held.has_any(db, account_id):
            raise Problem(Refusal.METHOD_NEEDED)
