"""Confirming a removal with a code of another standing method (PRODUCT §6).

Someone who takes over a session for some minutes has no such code. So a confirmed removal was made by the
owner, and no notice can undo it: the method may be a lost phone or a leaked sheet of recovery codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import access, tries
from store.accounts.access import Holder
from store.accounts.context import Context
from store.accounts.methods import held, method_codes
from store.accounts.methods.method_codes import MethodToTry
from store.accounts.sent_codes import Purpose
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.methods import Confirmation, SentTo, Ways
from store.values.signing_in import Session

FIELD = "confirmation"
_OF_THE_CODE = frozenset({Refusal.CODE_LOCKED, Refusal.METHOD_GONE})


@dataclass(frozen=True)
class Confirming:
    """What a removal can be confirmed with, and sending a code for it."""

    context: Context

    def ways(self, session: Session, removed: str = "") -> Ways:
        """Return the standing methods and recovery codes that can confirm the removal of another.

        `removed` is the id of the method that is to go, `RECOVERY_SHEET` for the sheet, empty for the email.
        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            account = access.require(db, self.context, session).account
            return held.standing(db, self.context, account, without=removed)

    def send(self, session: Session, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a method, as `SecondStep.send` does.

        Raises `Problem` SESSION_ENDED, METHOD_GONE; CODE_LOCKED (until) while a wait runs; CODE_TRIES_SPENT,
        CODE_TOO_SOON (until), CODES_TOO_MANY.
        """
        context = self.context
        with context.database.read() as db:
            account_id = access.require(db, context, session).account_id
            quotas = method_codes.quotas(db, context, account_id, method_id)
        with context.database.write(alone_with=access.name_account(context, session) + quotas) as db:
            holder = access.require(db, context, session)
            tries.refuse_while_waiting(db, context, holder.account_id, tries.CONFIRMATION, FIELD)
            return method_codes.send(
                db, context, holder.account, method_id, Purpose.CONFIRM, session.token, again=again
            )


@dataclass(frozen=True, repr=False)
class Typed:
    """A code that was typed to confirm a removal, and the method it is to be of; None for the sheet.

    The `asker` is whom a code was sent for: the session.
    """

    code: Secret
    asker: Secret
    method: MethodToTry | None


@dataclass(frozen=True)
class Verdict:
    """Whether a removal is `confirmed`, or why it is refused: to be raised once the try is committed."""

    confirmed: bool
    refused: Problem | None = None

    def end(self) -> None:
        """Raise the refusal, if there is one."""
        if self.refused is not None:
            raise self.refused


def read(context: Context, session: Session, typed: Confirmation | None, removed: str) -> Typed | None:
    """Return what `judge` needs, None where nothing is to be confirmed.

    Raises `Problem` of the field `confirmation`: what `method_codes.read` raises; METHOD_GONE for what is not
    another standing method. And SESSION_ENDED.
    """
    if typed is None:
        return None
    code = method_codes.read(typed, FIELD)
    with _of_the_field(), context.database.read() as db:
        account = access.require(db, context, session).account
        method = method_codes.standing_to_try(db, context, account, typed.method_id, without=removed)
    return Typed(code, session.token, method)


def judge(
    db: Transaction, context: Context, holder: Holder, typed: Typed | None, unless: Problem | None = None
) -> Verdict:
    """Judge the code within the transaction of the removal, and use it up where it is right.

    Call it after everything else was checked. `unless` is a problem that must cost a try: with it, the code
    is not judged, and the try counts as wrong. Refused with `tries_left` and `until`: WRONG_CODE,
    WRONG_RECOVERY_CODE, CODE_USED, CODE_TRIES_SPENT. Raises `Problem` CODE_LOCKED (until), CODE_EXPIRED,
    which cost no try; `unless`, where there is no code.
    """
    if typed is None:
        if unless is not None:
            raise unless
        return Verdict(confirmed=False)
    account, account_id, terminal = holder.account, holder.account_id, holder.terminal
    with _of_the_field():
        claimed = tries.claim_of_account(db, context, account_id, tries.CONFIRMATION)
        if unless is None:
            tried = Secret("") if claimed.was_blocked else typed.code
            refusal = method_codes.judge_standing(
                db, context, account, typed.method, Purpose.CONFIRM, typed.asker, tried, terminal
            )
            if refusal is None:
                tries.succeed(db, account_id, tries.CONFIRMATION)
                return Verdict(confirmed=True)
            unless = tries.wrong(refusal, FIELD, claimed)
    tries.fail(db, context, account, claimed, terminal, but=holder.row)
    return Verdict(confirmed=False, refused=unless)


@contextmanager
def _of_the_field() -> Iterator[None]:
    """Let a problem of the code be one of the field `confirmation`."""
    try:
        yield
    except Problem as problem:
        of_the_code = problem.field is not None or problem.refusal in _OF_THE_CODE
        raise Problem(problem.refusal, FIELD if of_the_code else None, **problem.facts) from None
