"""Judging a code of one of an account's methods, wherever one is typed (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from store.accounts import sent_codes
from store.accounts.context import Context
from store.accounts.methods import held, recovery_sheet
from store.accounts.sent_codes import Purpose
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow
from store.database.tables.sent_codes import SentCode
from store.problems import Problem, Refusal
from store.rules import codes, phone, totp
from store.rules.secret import Secret
from store.values import RECOVERY_SHEET, Confirmation, MethodKind, SentTo


@dataclass(frozen=True, repr=False)
class MethodToTry:
    """A method whose code is about to be judged; `shown` are the codes of an app, None for a phone."""

    id: str
    account_id: int
    shown: Mapping[int, Secret] | None


def to_try(db: Transaction, context: Context, account_id: int, method_id: str) -> MethodToTry:
    """Work out what `judge` needs, so that nobody waits for it. Raises `Problem` METHOD_GONE."""
    method = held.find(db, account_id, method_id)
    if MethodKind(method.kind) is MethodKind.PHONE:
        return MethodToTry(method_id, account_id, None)
    shown = totp.codes_at(held.opened(context, method).reveal(), context.now())
    return MethodToTry(method_id, account_id, shown)


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
    """Return the code that was typed. Raises `Problem` CODE_FORM, RECOVERY_CODE_FORM of `field`."""
    if typed.method_id == RECOVERY_SHEET:
        return recovery_sheet.read_code(typed.code, field)
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
    return judge(db, context, method, purpose, asker, tried)


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
    """Send a code to a phone, unless one that it was sent still works; `again`: also then, which ends it.

    `at_known` is the mark of the known place where it was asked for, which has a quota of its own.
    Raises `Problem` METHOD_GONE; CODE_TRIES_SPENT after five wrong ones of this phone; CODE_TOO_SOON (until),
    within a minute of the last; CODES_TOO_MANY.
    """
    assert account.id is not None
    method = held.find(db, account.id, method_id, MethodKind.PHONE)
    number = held.opened(context, method).reveal()
    mark = sent_codes.mark(context, purpose, asker, method_id)
    row = db.get(SentCode, mark)
    if row is not None and not again and not sent_codes.has_expired(context, row):
        return sent_codes.sent_to(sent_codes.live(context, row), phone.masked(number))
    row = row or sent_codes.new(context, purpose, mark, account.id, about=method_id)
    code = sent_codes.renew(context, row)
    db.add(row)
    sent_codes.send_by_sms(db, context, account, purpose, number, code, at_known)
    return sent_codes.sent_to(row, phone.masked(number))


def judge(
    db: Transaction, context: Context, method: MethodToTry, purpose: Purpose, asker: Secret, tried: Secret
) -> Refusal | None:
    """Use the code up, within the transaction that counts the try, or say why it is refused.

    A code that was sent is right for the `purpose` and the `asker` (a session, a token) it was sent for.
    Raises `Problem` METHOD_GONE; CODE_EXPIRED, CODE_TRIES_SPENT where no code of a phone waits.
    """
    held.find(db, method.account_id, method.id)
    if method.shown is not None:
        steps = totp.steps_among(method.shown, codes.read_digits(tried.reveal()))
        if any(_accept_step(db, method.id, step) for step in steps):
            return None
        return Refusal.CODE_USED if steps else Refusal.WRONG_CODE
    row = db.get(SentCode, sent_codes.mark(context, purpose, asker, method.id))
    problem = sent_codes.try_code(db, context, sent_codes.live(context, row), tried)
    return None if problem is None else problem.refusal


def _accept_step(db: Transaction, method_id: str, step: int) -> bool:
    """Take a code of an app for its time step, once, and no earlier one ever after; return whether it was."""
    later = update(MethodRow).where(col(MethodRow.id) == method_id, col(MethodRow.last_step) < step)
    return bool(db.exec(later.values(last_step=step)).rowcount)
