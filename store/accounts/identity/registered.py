"""What is known of people who were registered in person, besides a document number (PRODUCT §8)."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from store.accounts.context import Context
from store.database.sealed_columns import REGISTRATION
from store.database.tables.identity import RegistrationRow
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.identity import RegisteredLevel


def keep(
    db: Transaction, context: Context, account_id: int, contrast: str, phone: str, *, advanced: bool
) -> None:
    """Keep of an account what its owner was registered with: the contrast datum as a mark, and the phone."""
    row = RegistrationRow(
        account_id=account_id,
        contrast=_mark(context, account_id, contrast),
        sealed=b"",
        registered_at=context.now(),
    )
    change(db, context, row, RegisteredLevel.ADVANCED if advanced else RegisteredLevel.BASIC, phone)


def change(
    db: Transaction, context: Context, row: RegistrationRow, level: RegisteredLevel, phone: str
) -> None:
    """Keep at which level someone is registered, and with which phone (E.164)."""
    REGISTRATION.put(context.keys, row, f"{level.value} {phone}")
    db.add(row)


def change_contrast(db: Transaction, context: Context, row: RegistrationRow, contrast: str) -> None:
    """Keep another contrast datum, in the form in which it is compared, in place of the one before."""
    row.contrast = _mark(context, row.account_id, contrast)
    db.add(row)


def find(db: Transaction, account_id: int) -> RegistrationRow | None:
    """Return what an account was registered with; None where its owner was not."""
    return db.get(RegistrationRow, account_id)


def level(db: Transaction, context: Context, account_id: int) -> RegisteredLevel | None:
    """Return at which level the owner of an account was registered; None where they were not.

    Raises `Problem` CORRUPT.
    """
    row = find(db, account_id)
    return None if row is None else level_of(context, row)


def level_of(context: Context, row: RegistrationRow) -> RegisteredLevel:
    """Return the level of a registration. Raises `Problem` CORRUPT."""
    return _opened(context, row)[0]


def has_contrast(db: Transaction, context: Context, account_id: int, contrast: str) -> bool:
    """Tell whether this is the contrast datum that an account was registered with, in the form in which it
    is compared. Where there is no account, the same is done.
    """
    row, marks = find(db, account_id), context.mark_keys.marks(*_datum(account_id, contrast))
    return row is not None and row.contrast in marks


def phone_of(context: Context, row: RegistrationRow) -> Secret:
    """Return the number (E.164) that gets PINs and codes of activation. Raises `Problem` CORRUPT."""
    return Secret(_opened(context, row)[1])


def number_of(db: Transaction, context: Context, account_id: int) -> str:
    """Return that number of whoever was registered with an account. Raises `Problem` CORRUPT."""
    row = find(db, account_id)
    assert row is not None
    return phone_of(context, row).reveal()


def _opened(context: Context, row: RegistrationRow) -> tuple[RegisteredLevel, str]:
    level, _space, phone = REGISTRATION.open_text(context.keys, row).partition(" ")
    try:
        return RegisteredLevel(level), phone
    except ValueError:
        raise Problem(Refusal.CORRUPT) from None


def _mark(context: Context, account_id: int, contrast: str) -> str:
    return context.mark_keys.mark(*_datum(account_id, contrast))


def _datum(account_id: int, contrast: str) -> tuple[str, ...]:
    return "contrast", str(account_id), contrast
