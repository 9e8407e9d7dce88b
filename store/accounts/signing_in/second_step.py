"""The second step of signing in (PRODUCT §6): a code of a method, or a recovery code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from store.accounts import access, events, needless_removals, tries
from store.accounts.access import AT_SECOND_STEP, PAST_PIN, Holder
from store.accounts.context import Context
from store.accounts.methods import method_codes, recovery_sheet
from store.accounts.sent_codes import Purpose
from store.accounts.signing_in import by_phone, places, sessions
from store.accounts.tries import Kind
from store.events import Happening
from store.problems import Refusal
from store.rules import codes
from store.rules.levels import Factor
from store.rules.paper_codes import RECOVERY_CODE
from store.rules.secret import Secret
from store.values.methods import SentTo, Ways
from store.values.signing_in import Session

_BY_RECOVERY_CODE = "recovery-code"
"""What a session keeps of a second step that was done with one; else the kind of the method."""

Judge = Callable[[Transaction, Holder, Secret], Refusal | None]
"""Uses up what was typed, within the transaction that counts the try, or says why it is refused."""


@dataclass(frozen=True)
class SecondStep:
    """For a session whose password or PIN was right. Each wrong code counts, of whichever method.

    Also for one that is complete without it, where a service needs it: such codes are counted as those that
    confirm a change are.

    At a known place, codes of a sign-in are counted and sent separately: someone who has only the password
    cannot make the owner wait there.
    """

    context: Context

    def ways(self, session: Session) -> Ways:
        """Return what the person does the second step with, also once it is done.

        After a PIN, the phone that PINs come by is not among it, and is METHOD_GONE. Raises `Problem`
        SESSION_ENDED, PIN_DUE.
        """
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session, PAST_PIN)
            return by_phone.ways_left(db, self.context, holder)

    def opens_at(self, session: Session) -> datetime | None:
        """Return when the next code can be tried, None for now. Raises `Problem` SESSION_ENDED."""
        with self.context.database.read() as db:
            holder = self._holder(db, session)
            at_known = _at_known(db, holder)
            return tries.waits_until(db, self.context, holder.account_id, _kind(holder), at_known)

    def send(self, session: Session, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a method, unless one still works; `again`: also then, which ends that one.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; CODE_LOCKED (until) while a wait runs;
        and, where one is to be sent: CODE_TRIES_SPENT after five wrong ones of this method; CODE_TOO_SOON
        (until), within a minute of the last; CODES_TOO_MANY, past the quota.
        """
        context = self.context
        with context.database.read() as db:
            holder = self._holder(db, session)
            by_phone.refuse_other(db, context, holder, method_id)
            place = holder.row.place
            quotas = method_codes.quotas(db, context, holder.account_id, method_id, place)
        with context.database.write(alone_with=access.name_account(context, session) + quotas) as db:
            holder = self._holder(db, session)
            account_id = holder.account_id
            by_phone.refuse_other(db, context, holder, method_id)
            at_known = _at_known(db, holder)
            tries.refuse_while_waiting(db, context, account_id, _kind(holder), "code", at_known)
            purpose, asker = Purpose.SIGN_IN, session.token
            return method_codes.send(
                db, context, holder.account, method_id, purpose, asker, at_known, again=again
            )

    def enter(self, session: Session, method_id: str, code: Secret) -> None:
        """Go on with a code that a method shows, or that was sent to it.

        Raises `Problem` CODE_FORM, which costs no try; SESSION_ENDED, METHOD_GONE; with `tries_left` and
        `until`: WRONG_CODE, CODE_USED for one that was used, CODE_TRIES_SPENT for the fifth wrong one of
        those that were sent; without, and uncounted: CODE_EXPIRED where none waits, CODE_TRIES_SPENT after
        the fifth; CODE_LOCKED (until) while a wait runs.
        """
        typed = codes.read_code(code)
        with self.context.database.read() as db:
            holder = self._holder(db, session)
            account_id = holder.account_id
            by_phone.refuse_other(db, self.context, holder, method_id)
            method = method_codes.to_try(db, self.context, account_id, method_id)

        def judge(db: Transaction, holder: Holder, tried: Secret) -> Refusal | None:
            context, purpose, terminal = self.context, Purpose.SIGN_IN, holder.terminal
            return method_codes.judge(db, context, method, purpose, session.token, tried, terminal)

        self._try(session, typed, judge, method.kind)

    def enter_recovery_code(self, session: Session, code: Secret) -> None:
        """Go on with a recovery code, which works once.

        Raises `Problem` RECOVERY_CODE_CHARACTER (character), RECOVERY_CODE_LENGTH (found, expected);
        SESSION_ENDED; WRONG_RECOVERY_CODE, CODE_USED (tries_left, until); CODE_LOCKED (until) while a wait
        runs.
        """
        typed = Secret(RECOVERY_CODE.read(code.reveal(), "code"))
        self._try(session, typed, self._judge_recovery_code, _BY_RECOVERY_CODE)

    def _try(self, session: Session, code: Secret, judge: Judge, done_with: str) -> None:
        """Count a try, judge it, and let the session go on if it is right; else tell what is left."""
        context = self.context
        with context.database.write(alone_with=access.name_account(context, session)) as db:
            holder = self._holder(db, session)
            account_id = holder.account_id
            at_known = _at_known(db, holder)
            # If `judge` raises, there was nothing to try, and the count is undone.
            tried = tries.claim_of_account(db, context, account_id, _kind(holder), at_known)
            # While a wait runs, a right code is refused like a wrong one, and is not used up.
            refusal = judge(db, holder, Secret("") if tried.was_blocked else code)
            if refusal is None:
                self._pass(db, session, holder, done_with, at_known)
                return
            tries.fail(db, context, holder.account, tried, holder.terminal, but=holder.row)
        raise tries.wrong(refusal, "code", tried)

    def _judge_recovery_code(self, db: Transaction, holder: Holder, tried: Secret) -> Refusal | None:
        return recovery_sheet.use(db, self.context, holder.account, holder.terminal, tried)

    def _pass(self, db: Transaction, session: Session, holder: Holder, done_with: str, at_known: str) -> None:
        context, account_id, now = self.context, holder.account_id, self.context.now()
        tries.succeed(db, account_id, _kind(holder), at_known)
        needless_removals.end_all(db, context, account_id, Happening.SECOND_STEP_DONE, holder.terminal)
        places.remember(db, account_id, holder.row.place, now)
        sessions.proved(db, context, holder.row, Factor.SECOND_STEP, done_with)
        done = Happening.SECOND_STEP_DONE if holder.due is None else Happening.SIGNED_IN
        events.record(db, context, account_id, done, happened_at=now, terminal=holder.terminal)
        sessions.keep_opened(db, context, session)

    def _holder(self, db: Transaction, session: Session) -> Holder:
        return access.require(db, self.context, session, AT_SECOND_STEP)


def _kind(holder: Holder) -> Kind:
    """Return how codes are counted: within a complete session, apart from those of sign-ins."""
    return tries.CONFIRMATION if holder.due is None else tries.SECOND_STEP


def _at_known(db: Transaction, holder: Holder) -> str:
    """Return the known place at which codes are counted apart; within a complete session there is none."""
    return "" if holder.due is None else places.known(db, holder.account_id, holder.row.place)
