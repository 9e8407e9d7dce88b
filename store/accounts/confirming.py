"""Confirming a removal with a code of another standing method (PRODUCT §6).

Whoever holds a session for some minutes has no such code. So what is confirmed is its owner's doing: what
they removed, a lost telephone or a leaked sheet of recovery codes, no notice of its own removal brings back.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.accounts import method_codes, methods, sessions, tries
from store.accounts.context import Context
from store.accounts.sent_codes import Purpose
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values import Confirmation, SentTo, Session, Ways

FIELD = "confirmation"
_OF_THE_CODE = frozenset({Refusal.CODE_LOCKED, Refusal.METHOD_GONE})


@dataclass(frozen=True)
class Confirming:
    """What a removal can be confirmed with, and sending a code to a phone for it."""

    context: Context

    def ways(self, session: Session, removed: str = "") -> Ways:
        """Return the standing methods and recovery codes that can confirm the removal of another.

        `removed` is the id of the method that is to go, `RECOVERY_SHEET` for the sheet, empty for the email.
        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            account = sessions.require(db, self.context, session).account
            return methods.standing(db, self.context, account, without=removed)

    def send(self, session: Session, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a phone, as `SecondStep.send` does.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; CODE_LOCKED (until) while a wait runs; CODE_TRIES_SPENT,
        CODE_TOO_SOON (until), CODES_TOO_MANY.
        """
        context = self.context
        with context.database.write() as db:
            holder = sessions.require(db, context, session)
            locked_until = tries.waits_until(db, context, holder.row.account_id, tries.CONFIRMATION)
            if locked_until is not None:
                raise Problem(Refusal.CODE_LOCKED, FIELD, until=locked_until)
            sent = method_codes.send(
                db, context, holder.account, method_id, Purpose.CONFIRM, session.token, again=again
            )
        context.outbox.wake()
        return sent


def confirm(context: Context, session: Session, typed: Confirmation | None, removed: str) -> bool:
    """Use the code up and return True; False without one.

    Call it once nothing else can be wrong with the removal. Raises `Problem` of the field `confirmation`:
    CODE_FORM, RECOVERY_CODE_FORM, which cost no try; METHOD_GONE for what is not another standing method;
    CODE_EXPIRED; with `tries_left` and `until` WRONG_CODE, CODE_USED, CODE_TRIES_SPENT; CODE_LOCKED (until).
    And SESSION_ENDED.
    """
    if typed is None:
        return False
    code = method_codes.read(typed, FIELD)
    try:
        with context.database.read() as db:
            account = sessions.require(db, context, session).account
            method = method_codes.standing_to_try(db, context, account, typed.method_id, without=removed)
        with context.database.write() as db:
            holder = sessions.require(db, context, session)
            account_id, terminal = holder.row.account_id, holder.row.terminal
            claimed = tries.claim_of_account(db, context, account_id, tries.CONFIRMATION)
            tried = Secret("") if claimed.was_blocked else code
            refusal = method_codes.judge_standing(
                db, context, holder.account, method, Purpose.CONFIRM, session.token, tried, terminal
            )
            if refusal is None:
                tries.succeed(db, account_id, tries.CONFIRMATION)
                return True
            tries.fail(db, context, holder.account, claimed, terminal, but=holder.row)
        context.outbox.wake()
    except Problem as problem:
        of_the_code = problem.field is not None or problem.refusal in _OF_THE_CODE
        raise Problem(problem.refusal, FIELD if of_the_code else None, **problem.facts) from None
    raise tries.wrong(refusal, FIELD, claimed)


def count_wrong_number(context: Context, session: Session, typed: Confirmation | None) -> None:
    """Count a wrong number beside a code as a wrong code.

    Else a number could be guessed beside a wrong code, which keeps the phone where it is. Raises `Problem`
    CODE_LOCKED (until), SESSION_ENDED.
    """
    if typed is not None:
        with context.database.write() as db:
            account_id = sessions.require(db, context, session).row.account_id
            tries.claim_of_account(db, context, account_id, tries.CONFIRMATION)
