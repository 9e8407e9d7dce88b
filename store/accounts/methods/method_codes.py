"""Sending and judging a code of one of an account's methods, for every use case (PRODUCT §6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from store.accounts import needless_removals
from store.accounts.context import Context
from store.accounts.methods import held, recovery_sheet
from store.accounts.methods.kind import Ask, CodeJudge, kind_of
from store.accounts.sent_codes import Purpose
from store.database.alone import Names
from store.database.tables.identity import Account
from store.problems import Problem, Refusal
from store.rules import codes
from store.rules.paper_codes import RECOVERY_CODE
from store.rules.secret import Secret
from store.values.methods import RECOVERY_SHEET, Confirmation, SentTo


@dataclass(frozen=True, repr=False)
class MethodToTry:
    """A method whose code is about to be judged, and its kind's way to do that."""

    id: str
    account_id: int
    kind: str
    judge: CodeJudge


def to_try(db: Transaction, context: Context, account_id: int, method_id: str) -> MethodToTry:
    """Work out what `judge` needs, before the transaction that writes. Raises `Problem` METHOD_GONE."""
    method = held.find(db, account_id, method_id)
    judge = kind_of(context, method.kind).judging(context, method)
    return MethodToTry(method_id, account_id, method.kind, judge)


def standing_to_try(
    db: Transaction, context: Context, account: Account, method_id: str, *, without: str = ""
) -> MethodToTry | None:
    """Work out what `judge_standing` needs; None for the sheet of recovery codes.

    Raises `Problem` METHOD_GONE for what is not among the account's standing ways `without` one of them.
    """
    assert account.id is not None
    ways = held.standing(db, context, account, without=without)
    if method_id == RECOVERY_SHEET and ways.recovery_codes:
        return None
    if method_id not in {method.id for method in ways.methods}:
        raise Problem(Refusal.METHOD_GONE)
    return to_try(db, context, account.id, method_id)


def read(typed: Confirmation, field: str) -> Secret:
    """Return the code that was typed.

    Raises `Problem` of `field`: CODE_FORM, RECOVERY_CODE_CHARACTER, RECOVERY_CODE_LENGTH.
    """
    if typed.method_id == RECOVERY_SHEET:
        return Secret(RECOVERY_CODE.read(typed.code.reveal(), field))
    return codes.read_code(typed.code, field=field)


def judge_standing(
    db: Transaction,
    context: Context,
    account: Account,
    method: MethodToTry | None,
    purpose: Purpose,
    asker: Secret,
    tried: Secret,
    terminal: str,
) -> Refusal | None:
    """Judge a code of a method as `judge` does, or a recovery code of a standing sheet."""
    if method is None:
        return recovery_sheet.use(db, context, account, terminal, tried, standing_only=True)
    return judge(db, context, method, purpose, asker, tried, terminal)


def quotas(db: Transaction, context: Context, account_id: int, method_id: str, place: str = "") -> Names:
    """Name the quotas that `send` takes from, from a place or from anywhere. Raises `Problem` METHOD_GONE."""
    method = held.find(db, account_id, method_id)
    return kind_of(context, method.kind).quotas(context, method, place)


def send(
    db: Transaction,
    context: Context,
    account: Account,
    method_id: str,
    purpose: Purpose,
    asker: Secret,
    at_known: str = "",
    *,
    again: bool,
) -> SentTo:
    """Send a code to a method, unless one that it was sent still works; `again`: also then, which ends it.

    `at_known` is the mark of the known place where it was asked for, which has a quota of its own.
    Raises `Problem` METHOD_GONE, also for a method that shows its codes itself; CODE_TRIES_SPENT after five
    wrong ones of this method; CODE_TOO_SOON (until), within a minute of the last; CODES_TOO_MANY.
    """
    assert account.id is not None
    method, ask = held.find(db, account.id, method_id), Ask(account, purpose, asker, at_known)
    return kind_of(context, method.kind).send(db, context, method, ask, again=again)


def judge(
    db: Transaction,
    context: Context,
    method: MethodToTry,
    purpose: Purpose,
    asker: Secret,
    tried: Secret,
    terminal: str,
) -> Refusal | None:
    """Use the code up, within the transaction that counts the try, or say why it is refused.

    A code that was sent is right for the `purpose` and the `asker` (a session, a token) it was sent for.
    With a right one, a removal of the method that was asked for ends: it is not lost. Raises `Problem`
    METHOD_GONE; CODE_EXPIRED, CODE_TRIES_SPENT where no code that was sent waits.
    """
    row = held.find(db, method.account_id, method.id)
    refusal = method.judge(db, purpose, asker, tried)
    if refusal is None:
        needless_removals.end_all(db, context, row.account_id, row, terminal)
    return refusal
