"""The second step of signing in (PRODUCT §6): a code of an app, of a phone, or a recovery code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from store.accounts import events, methods, notices, sent_codes, sessions, tries
from store.accounts.context import Context
from store.accounts.sent_codes import Purpose
from store.accounts.sessions import Holder
from store.database.tables import MethodRow, RecoveryCode, SentCode
from store.messages import letters
from store.problems import Problem, Refusal
from store.rules import codes, crockford, phone, throttle, totp
from store.rules.secret import Secret
from store.rules.throttle import Counter
from store.values import Happening, MethodKind, SentTo, Session, Stage, Ways

_AT_SECOND_STEP = frozenset({Stage.SECOND_STEP})


@dataclass(frozen=True)
class SecondStep:
    """For a session whose password was right. Each wrong code counts, whatever it should have been of."""

    context: Context

    def ways(self, session: Session) -> Ways:
        """Return what the person can do the second step with. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            account_id = self._holder(db, session).row.account_id
            return methods.ways(db, self.context, account_id)

    def send(self, session: Session, method_id: str) -> SentTo:
        """Send a code to a phone; one that was sent before is wrong from then on.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; CODE_TOO_SOON (until), within a minute of the last;
        CODES_TOO_MANY, ten in an hour; CODE_TRIES_SPENT; CODE_LOCKED (until).
        """
        context, now = self.context, self.context.now()
        with context.database.write() as db:
            holder = self._holder(db, session)
            account_id = holder.row.account_id
            method = methods.find(db, account_id, method_id, MethodKind.PHONE)
            locked_until = tries.waits_until(db, context, account_id, tries.SECOND_STEP)
            if locked_until is not None:
                raise Problem(Refusal.CODE_LOCKED, "code", until=locked_until)
            number = methods.opened(context, method).reveal()
            mark = sent_codes.mark(context, Purpose.SIGN_IN, session.token)
            row = db.get(SentCode, mark) or SentCode(
                mark=mark,
                account_id=account_id,
                purpose=Purpose.SIGN_IN.value,
                code_mark="",
                sent_at=now,
                expires_at=now,
            )
            if row.about != method_id:
                # To another phone there is nothing to wait for.
                row.about, row.code_mark = method_id, ""
            code = sent_codes.renew(context, row)
            db.add(row)
            sent_codes.send_by_sms(db, context, holder.account, number, code)
            sent = sent_codes.sent_to(row, phone.masked(number))
        context.outbox.wake()
        return sent

    def enter(self, session: Session, method_id: str, code: Secret) -> Session:
        """Go on with a code of an app, or the one that was sent to a phone; return the session that may.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; WRONG_CODE (tries_left, until); CODE_USED for a code of
        an app that was used; CODE_EXPIRED, CODE_TRIES_SPENT of one that was sent; CODE_LOCKED (until) while
        a wait runs.
        """
        context = self.context
        with context.database.write() as db:
            holder = self._holder(db, session)
            method = methods.find(db, holder.row.account_id, method_id)
            before, after = self._claim(db, session, method)
            if MethodKind(method.kind) is MethodKind.APP:
                problem = self._try_app(db, method, code)
            else:
                problem = self._try_sent(db, session, code)
            problem = self._blocked(before) or problem
            if problem is None:
                return self._pass(db, session, holder)
        raise self._refusal(holder, problem, before, after)

    def enter_recovery_code(self, session: Session, code: Secret) -> Session:
        """Go on with a recovery code, which works once; return the session that may.

        Raises `Problem` SESSION_ENDED; WRONG_CODE (tries_left, until); CODE_USED for one that was used;
        CODE_LOCKED (until) while a wait runs.
        """
        context = self.context
        with context.database.write() as db:
            holder = self._holder(db, session)
            account_id = holder.row.account_id
            before, after = tries.claim_of_account(db, context, account_id, tries.SECOND_STEP)
            problem = self._blocked(before) or self._try_recovery_code(db, holder, code)
            if problem is None:
                return self._pass(db, session, holder)
        raise self._refusal(holder, problem, before, after)

    def _holder(self, db: Transaction, session: Session) -> Holder:
        return sessions.require(db, self.context, session, stages=_AT_SECOND_STEP)

    def _claim(self, db: Transaction, session: Session, method: MethodRow) -> tuple[Counter, Counter]:
        """Count a try, unless there is no code to try."""
        if MethodKind(method.kind) is MethodKind.PHONE:
            row = sent_codes.live(db, self.context, Purpose.SIGN_IN, session.token)
            if row.about != method.id:
                raise Problem(Refusal.CODE_EXPIRED, "code")
        return tries.claim_of_account(db, self.context, method.account_id, tries.SECOND_STEP)

    def _try_app(self, db: Transaction, method: MethodRow, code: Secret) -> Problem | None:
        typed = codes.read_digits(code.reveal())
        steps = totp.steps_of(methods.opened(self.context, method).reveal(), typed, self.context.now())
        for step in steps:
            if accept_step(db, method.id, step):
                return None
        return Problem(Refusal.CODE_USED if steps else Refusal.WRONG_CODE, "code")

    def _try_sent(self, db: Transaction, session: Session, code: Secret) -> Problem | None:
        row = sent_codes.live(db, self.context, Purpose.SIGN_IN, session.token)
        return sent_codes.try_code(db, self.context, row, code)

    def _try_recovery_code(self, db: Transaction, holder: Holder, code: Secret) -> Problem | None:
        context, now = self.context, self.context.now()
        account_id = holder.row.account_id
        found = db.get(RecoveryCode, recovery_mark(context, account_id, code))
        if found is None or found.account_id != account_id:
            return Problem(Refusal.WRONG_CODE, "code")
        if found.used_at is not None:
            return Problem(Refusal.CODE_USED, "code")
        before = notices.Before.of(db, context, holder.account)
        found.used_at = now
        db.add(found)
        db.flush()
        left = methods.ways(db, context, account_id).recovery_codes
        events.record(db, account_id, Happening.RECOVERY_CODE_USED, now, holder.row.terminal)
        notices.send(db, context, holder.account, before, letters.recovery_code_used(now, left))
        return None

    def _blocked(self, before: Counter) -> Problem | None:
        blocked = throttle.is_blocked(before, tries.SECOND_STEP.schedule)
        return Problem(Refusal.WRONG_CODE, "code") if blocked else None

    def _pass(self, db: Transaction, session: Session, holder: Holder) -> Session:
        context, account_id = self.context, holder.row.account_id
        tries.succeed(db, account_id, tries.SECOND_STEP)
        stage = sessions.stage_after_password(context, holder.account)
        sessions.promote(db, holder, stage)
        events.record(db, account_id, Happening.SIGNED_IN, context.now(), holder.row.terminal)
        return replace(session, stage=stage)

    def _refusal(self, holder: Holder, problem: Problem, before: Counter, after: Counter) -> Problem:
        account_id, terminal = holder.row.account_id, holder.row.terminal
        tries.note_wrong(self.context, account_id, tries.SECOND_STEP, before, after, terminal)
        if problem.refusal is Refusal.WRONG_CODE:
            return tries.wrong(Refusal.WRONG_CODE, "code", after, tries.SECOND_STEP)
        return problem


def accept_step(db: Transaction, method_id: str, step: int) -> bool:
    """Take a code of an app for its time step, once, and no earlier one ever after; return whether it was."""
    later = update(MethodRow).where(col(MethodRow.id) == method_id, col(MethodRow.last_step) < step)
    return bool(db.exec(later.values(last_step=step)).rowcount)


def recovery_mark(context: Context, account_id: int, code: Secret) -> str:
    """Return what is stored of a recovery code."""
    return context.keys.mark("recovery code", str(account_id), crockford.forgiven(code.reveal()))
