"""The second step of signing in (PRODUCT §6): a code of an app, of a phone, or a recovery code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from store.accounts import events, methods, notices, places, recovery_codes, sent_codes, sessions, tries
from store.accounts.context import Context
from store.accounts.sent_codes import Purpose
from store.accounts.sessions import Holder
from store.database.tables import MethodRow
from store.database.waiting import SentCode
from store.messages import letters
from store.problems import Problem, Refusal
from store.rules import codes, phone, totp
from store.rules.secret import Secret
from store.values import Happening, MethodKind, SentTo, Session, Stage, Ways

_AT_SECOND_STEP = frozenset({Stage.SECOND_STEP})

Judge = Callable[[Transaction, Holder, Secret], Refusal | None]
"""Uses up what was typed, within the transaction that counts the try, or says why it is refused."""


@dataclass(frozen=True)
class SecondStep:
    """For a session whose password was right. Each wrong code counts, whatever it should have been of.

    Codes are counted, and sent, apart where the account was signed in to before: whoever has but the password
    does not keep its owner waiting there.
    """

    context: Context

    def ways(self, session: Session) -> Ways:
        """Return what the person does the second step with, also once it is done.

        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            holder = sessions.require(db, self.context, session, stages=frozenset(Stage))
            return methods.ways(db, self.context, holder.row.account_id)

    def opens_at(self, session: Session) -> datetime | None:
        """Return when the next code can be tried, None for now. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            row = self._holder(db, session).row
            at_known = places.known(db, row.account_id, row.place)
            return tries.waits_until(db, self.context, row.account_id, tries.SECOND_STEP, at_known)

    def send(self, session: Session, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a phone, unless one that it was sent still works; `again`: also then, which ends it.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; CODE_LOCKED (until) while a wait runs;
        and, where one is to be sent: CODE_TRIES_SPENT after five wrong ones of this phone; CODE_TOO_SOON
        (until), within a minute of the last; CODES_TOO_MANY, ten in an hour.
        """
        context, now = self.context, self.context.now()
        with context.database.write() as db:
            holder = self._holder(db, session)
            account_id = holder.row.account_id
            method = methods.find(db, account_id, method_id, MethodKind.PHONE)
            at_known = places.known(db, account_id, holder.row.place)
            locked_until = tries.waits_until(db, context, account_id, tries.SECOND_STEP, at_known)
            if locked_until is not None:
                raise Problem(Refusal.CODE_LOCKED, "code", until=locked_until)
            number = methods.opened(context, method).reveal()
            mark = sent_codes.mark(context, Purpose.SIGN_IN, session.token, method_id)
            row = db.get(SentCode, mark)
            if row is not None and row.expires_at > now and not again:
                return sent_codes.sent_to(sent_codes.live(context, row), phone.masked(number))
            row = row or sent_codes.new(context, Purpose.SIGN_IN, mark, account_id, about=method_id)
            code = sent_codes.renew(context, row)
            db.add(row)
            sent_codes.send_by_sms(db, context, holder.account, Purpose.SIGN_IN, number, code, at_known)
            sent = sent_codes.sent_to(row, phone.masked(number))
        context.outbox.wake()
        return sent

    def enter(self, session: Session, method_id: str, code: Secret) -> Session:
        """Go on with a code of an app, or the one that was sent to a phone; return the session that may.

        Raises `Problem` CODE_FORM, which costs no try; SESSION_ENDED, METHOD_GONE; with `tries_left` and
        `until`: WRONG_CODE, CODE_USED for one of an app that was used, CODE_TRIES_SPENT for the fifth wrong
        one of a phone; without, and uncounted: CODE_EXPIRED where none waits, CODE_TRIES_SPENT after the
        fifth; CODE_LOCKED (until) while a wait runs.
        """

        typed, shown = codes.read_code(code), self._shown(session, method_id)

        def judge(db: Transaction, holder: Holder, tried: Secret) -> Refusal | None:
            methods.find(db, holder.row.account_id, method_id)
            if shown is not None:
                return self._judge_of_app(db, method_id, shown, tried)
            mark = sent_codes.mark(self.context, Purpose.SIGN_IN, session.token, method_id)
            row = sent_codes.live(self.context, db.get(SentCode, mark))
            problem = sent_codes.try_code(db, self.context, row, tried)
            return None if problem is None else problem.refusal

        return self._try(session, typed, judge)

    def enter_recovery_code(self, session: Session, code: Secret) -> Session:
        """Go on with a recovery code, which works once; return the session that may.

        Raises `Problem` RECOVERY_CODE_FORM, SESSION_ENDED; WRONG_CODE, CODE_USED (tries_left, until);
        CODE_LOCKED (until) while a wait runs.
        """
        entered = self._try(session, recovery_codes.read_code(code), self._judge_recovery_code)
        self.context.outbox.wake()
        return entered

    def _try(self, session: Session, code: Secret, judge: Judge) -> Session:
        """Count a try, judge it, and let the session go on if it is right; else tell what is left."""
        context = self.context
        with context.database.write() as db:
            holder = self._holder(db, session)
            account_id = holder.row.account_id
            at_known = places.known(db, account_id, holder.row.place)
            # Whatever `judge` raises undoes the count: it had nothing to try.
            tried = tries.claim_of_account(db, context, account_id, tries.SECOND_STEP, at_known)
            # What is right while no code is may not be told from what is wrong, nor be used up.
            refusal = judge(db, holder, Secret("") if tried.was_blocked else code)
            if refusal is None:
                return self._pass(db, session, holder, at_known)
            terminal = holder.row.terminal
            tries.fail(db, context, holder.account, tried, terminal, Happening.CODE_FAILED, but=holder.row)
        context.outbox.wake()
        raise tries.wrong(refusal, "code", tried)

    def _shown(self, session: Session, method_id: str) -> Mapping[int, Secret] | None:
        """Return the codes that an app shows; None for a phone. So nobody waits while they are worked out."""
        context = self.context
        with context.database.read() as db:
            method = methods.find(db, self._holder(db, session).row.account_id, method_id)
        if MethodKind(method.kind) is MethodKind.PHONE:
            return None
        return totp.codes_at(methods.opened(context, method).reveal(), context.now())

    def _judge_of_app(
        self, db: Transaction, method_id: str, shown: Mapping[int, Secret], tried: Secret
    ) -> Refusal | None:
        steps = totp.steps_among(shown, codes.read_digits(tried.reveal()))
        if any(_accept_step(db, method_id, step) for step in steps):
            return None
        return Refusal.CODE_USED if steps else Refusal.WRONG_CODE

    def _judge_recovery_code(self, db: Transaction, holder: Holder, tried: Secret) -> Refusal | None:
        context, now = self.context, self.context.now()
        account_id, terminal = holder.row.account_id, holder.row.terminal
        before = notices.Before.of(db, context, holder.account)
        refusal = recovery_codes.use(db, context, account_id, tried, now)
        if refusal is None:
            left = methods.ways(db, context, account_id).recovery_codes
            events.record(db, account_id, Happening.RECOVERY_CODE_USED, now, terminal)
            notices.send(db, context, holder.account, before, letters.recovery_code_used(now, left))
        return refusal

    def _pass(self, db: Transaction, session: Session, holder: Holder, at_known: str) -> Session:
        context, account_id = self.context, holder.row.account_id
        tries.succeed(db, account_id, tries.SECOND_STEP, at_known)
        places.remember(db, account_id, holder.row.place, context.now())
        stage = sessions.stage_after_password(context, holder.account)
        sessions.promote(db, holder, stage)
        events.record(db, account_id, Happening.SIGNED_IN, context.now(), holder.row.terminal)
        return replace(session, stage=stage)

    def _holder(self, db: Transaction, session: Session) -> Holder:
        return sessions.require(db, self.context, session, stages=_AT_SECOND_STEP)


def _accept_step(db: Transaction, method_id: str, step: int) -> bool:
    """Take a code of an app for its time step, once, and no earlier one ever after; return whether it was."""
    later = update(MethodRow).where(col(MethodRow.id) == method_id, col(MethodRow.last_step) < step)
    return bool(db.exec(later.values(last_step=step)).rowcount)
