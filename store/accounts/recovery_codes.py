"""Recovery codes (PRODUCT §6): ten at a time, for when no method is at hand; each works once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, delete

from store.accounts import events, methods, notices, sessions
from store.accounts.context import Context
from store.database.tables import RecoveryCode
from store.messages import letters
from store.problems import Problem, Refusal
from store.rules import crockford
from store.rules.limits import RECOVERY_CODES
from store.rules.secret import Secret
from store.values import Happening, Session

_CHARACTERS = 10
_GROUP = 5


@dataclass(frozen=True)
class RecoveryCodes:
    context: Context

    def make(self, session: Session) -> tuple[Secret, ...]:
        """Make ten codes, which take the place of all earlier ones; return them as they are shown.

        They are shown this once: only marks of them are stored. Raises `Problem` SESSION_ENDED,
        PASSWORD_NEEDED; METHOD_NEEDED without a method, beside which they are the way out.
        """
        context, now = self.context, self.context.now()
        made = tuple(Secret(crockford.new_code(_CHARACTERS)) for _ in range(RECOVERY_CODES))
        with context.database.write() as db:
            holder = sessions.require_proof(db, context, session)
            account_id = holder.row.account_id
            if not methods.has_any(db, account_id):
                raise Problem(Refusal.METHOD_NEEDED)
            before = notices.Before.of(db, context, holder.account)
            # Used ones stay, so that none works again where a notice puts the codes of before back.
            db.exec(
                delete(RecoveryCode).where(
                    col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
                )
            )
            db.add_all(
                RecoveryCode(mark=_mark(context, account_id, code), account_id=account_id, made_at=now)
                for code in made
            )
            events.record(db, account_id, Happening.RECOVERY_CODES_MADE, now, holder.row.terminal)
            notices.send(
                db,
                context,
                holder.account,
                before,
                letters.recovery_codes_made(now, replaces=bool(before.codes)),
            )
        context.outbox.wake()
        return tuple(Secret(crockford.grouped(code.reveal(), _GROUP)) for code in made)


def read_code(typed: Secret) -> Secret:
    """Return the recovery code in what was typed. Raises `Problem` RECOVERY_CODE_FORM for what is none."""
    code = crockford.forgiven(typed.reveal())
    if len(code) != _CHARACTERS:
        raise Problem(Refusal.RECOVERY_CODE_FORM, "code")
    return Secret(code)


def use(db: Transaction, context: Context, account_id: int, typed: Secret, now: datetime) -> Refusal | None:
    """Use a code up, within a writing transaction; or return WRONG_CODE, or CODE_USED for one that was."""
    found = db.get(RecoveryCode, _mark(context, account_id, typed))
    if found is None:
        return Refusal.WRONG_CODE
    if found.used_at is not None:
        return Refusal.CODE_USED
    found.used_at = now
    db.add(found)
    db.flush()
    return None


def _mark(context: Context, account_id: int, code: Secret) -> str:
    return context.keys.mark("recovery code", str(account_id), code.reveal())
