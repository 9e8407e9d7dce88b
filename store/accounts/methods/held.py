"""The methods that an account has for the second step: finding, adding and removing them (PRODUCT §6)."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy import bindparam
from sqlmodel import Session as Transaction
from sqlmodel import col, delete, func, select

from i18n import Message
from store.accounts.context import Context
from store.accounts.methods.kind import kind_of
from store.database.sealed_columns import METHOD
from store.database.tables.identity import Account
from store.database.tables.methods import MethodRow, RecoveryCode
from store.database.watching import settled
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.rules.standing import is_standing
from store.values.methods import RECOVERY_SHEET, Method, Ways

_ANY = select(MethodRow.id).where(col(MethodRow.account_id) == bindparam("account_id"))


def ways(db: Transaction, context: Context, account_id: int) -> Ways:
    """Return the account's methods, the default one first, then the oldest, and its unused recovery codes."""
    unused = select(func.count()).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
    )
    methods = (shown(context, row) for row in rows(db, account_id))
    return Ways(tuple(sorted(methods, key=lambda method: not method.is_default)), db.exec(unused).one())


def standing(db: Transaction, context: Context, account: Account, *, without: str = "") -> Ways:
    """Return the account's standing methods and codes, `without` one method or the sheet of codes."""
    assert account.id is not None
    now, opened_at = settled(db, context.now()), account.created_at
    ids = {row.id for row in rows(db, account.id) if is_standing(row.added_at, opened_at, now)} - {without}
    unused = select(RecoveryCode.made_at).where(
        col(RecoveryCode.account_id) == account.id, col(RecoveryCode.used_at).is_(None)
    )
    left = (
        0 if without == RECOVERY_SHEET else sum(is_standing(one, opened_at, now) for one in db.exec(unused))
    )
    every = ways(db, context, account.id)
    return Ways(tuple(method for method in every.methods if method.id in ids), left)


def has_any(db: Transaction, account_id: int) -> bool:
    """Tell whether the account has a second step."""
    return db.exec(_ANY, params={"account_id": account_id}).first() is not None


def rows(db: Transaction, account_id: int, kind: str | None = None) -> list[MethodRow]:
    """Return the account's methods, of one kind or of all, the oldest first."""
    of_account = select(MethodRow).where(col(MethodRow.account_id) == account_id)
    if kind is not None:
        of_account = of_account.where(col(MethodRow.kind) == kind)
    return list(db.exec(of_account.order_by(col(MethodRow.added_at), col(MethodRow.id))))


def find(db: Transaction, account_id: int, method_id: str, kind: str | None = None) -> MethodRow:
    """Return one method of the account. Raises `Problem` METHOD_GONE."""
    row = db.get(MethodRow, method_id)
    if row is None or row.account_id != account_id or (kind is not None and row.kind != kind):
        raise Problem(Refusal.METHOD_GONE)
    return row


def add(
    db: Transaction,
    context: Context,
    account_id: int,
    kind: str,
    content: Secret,
    *,
    name: str = "",
    last_step: int = 0,
) -> MethodRow:
    """Give the account another method; its first one becomes the default."""
    method_id = token_hex(16)
    row = MethodRow(
        id=method_id,
        account_id=account_id,
        kind=kind,
        name=name,
        sealed=sealed(context, method_id, account_id, content),
        last_step=last_step,
        is_default=not has_any(db, account_id),
        added_at=context.now(),
    )
    db.add(row)
    return row


def remove(db: Transaction, row: MethodRow) -> None:
    """Take a method from its account; after the default one, the oldest that is left becomes it.

    Raises `Problem` ONLY_METHOD.
    """
    next_one = successor(db, row)
    if row.is_default:
        next_one.is_default = True
        db.add(next_one)
    db.delete(row)


def lose(db: Transaction, row: MethodRow) -> bool:
    """Take a method from its account that its owner has lost; return whether it was the last one.

    With the last one go the unused recovery codes, which stand in for it.
    """
    is_last = all(other.id == row.id for other in rows(db, row.account_id))
    if is_last:
        db.delete(row)
        forget_codes(db, row.account_id)
    else:
        remove(db, row)
    return is_last


def forget_codes(db: Transaction, account_id: int) -> None:
    """Delete the unused recovery codes of an account. Used ones stay, so that none works again where a notice
    puts the codes of before back.
    """
    db.exec(
        delete(RecoveryCode).where(
            col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
        )
    )


def successor(db: Transaction, row: MethodRow) -> MethodRow:
    """Return the oldest other method of the account. Raises `Problem` ONLY_METHOD where there is none."""
    for other in rows(db, row.account_id):
        if other.id != row.id:
            return other
    raise Problem(Refusal.ONLY_METHOD)


def shown(context: Context, row: MethodRow) -> Method:
    """Return a method as its owner sees it. Raises `Problem` CORRUPT, also for an unknown kind."""
    kind = kind_of(context, row.kind)
    return Method(
        row.id, row.kind, kind.challenge, kind.shown_name(context, row), row.is_default, row.added_at
    )


def told_as(context: Context, method: Method) -> Message:
    """Return what a sentence of a message calls a method. Raises `Problem` CORRUPT for an unknown kind."""
    return kind_of(context, method.kind).told_as(method.name)


def opened(context: Context, row: MethodRow) -> Secret:
    """Return what the row keeps sealed, such as an app's secret. Raises `Problem` CORRUPT."""
    return Secret(METHOD.open_text(context.keys, row))


def sealed(context: Context, method_id: str, account_id: int, content: Secret) -> bytes:
    """Return the content of a method as its row keeps it."""
    return METHOD.seal(context.keys, content.reveal(), method_id, account_id)
