"""What is written to an email address that someone wants for an account, also where it is another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts import sent_codes
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity import naming
from store.database.tables.identity import Account, Identifier
from store.database.tables.sent_codes import SentCode
from store.messages.letters.identity import address_has_account, address_kept
from store.messages.letters.letter import Letter
from store.rules.identifiers import Email
from store.rules.secret import Secret


@dataclass(frozen=True)
class Wanted:
    """An address that an account wants: whether it may have it, else whose it is, or was (`is_former`)."""

    address: Email
    is_free: bool
    is_former: bool
    holder: Account


def find(db: Transaction, address: Email, language: Language, account_id: int | None) -> Wanted:
    """Look an address up for an account, or (None) for one yet to be; free or taken, it takes as long.

    It is free if nobody has it, or if it was once the account's own.
    """
    found = db.get(Identifier, address.lookup)
    holder = None if found is None else db.get(Account, found.account_id)
    is_former = found is not None and found.kind == naming.FORMER_EMAIL.name
    if holder is None:
        return Wanted(address, True, is_former, nobody(db, address.address, language))
    return Wanted(address, holder.id == account_id, is_former, holder)


def send_code(
    db: Transaction,
    context: Context,
    row: SentCode,
    wanted: Wanted,
    language: Language,
    letter: Callable[[Secret, datetime], Letter],
    *,
    allowed: bool,
) -> None:
    """Put a new code on `row` and send it by a `letter`; a taken address gets another letter instead.

    Where that is not `allowed`, nothing is sent, and the last code stays. A code that was sent to nobody is
    right for nobody. Raises `Problem` CODE_TRIES_SPENT, CODE_TOO_SOON (until).
    """
    last_mark, last_expiry = row.code_mark, row.expires_at
    code = sent_codes.renew(context, row)
    if last_mark and not allowed:
        row.code_mark, row.expires_at = last_mark, last_expiry
    elif not (allowed and wanted.is_free):
        sent_codes.leave_unsent(row)
    db.add(row)
    if allowed:
        _queue(db, context, letter(code, row.expires_at), wanted, language, row.account_id)


def _queue(
    db: Transaction,
    context: Context,
    letter: Letter,
    wanted: Wanted,
    language: Language,
    account_id: int | None,
) -> None:
    """Send `letter` to the address if it is free, else tell its owner, or whoever has a former one.

    Both are written for each and one is taken back, so that time does not tell who has an account.
    """
    outbox, address = context.outbox, wanted.address.address
    with kept(db, wanted.is_free):
        outbox.queue(db, letter, address, language, account_id)
    with kept(db, not wanted.is_free):
        if wanted.is_former:
            outbox.queue(db, address_kept(), address, language, None)
        else:
            told, holder = address_has_account(), wanted.holder
            outbox.queue(db, told, holder.email, language_of(holder.language), holder.id)
