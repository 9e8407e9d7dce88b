"""What is written to an email address that someone wants for an account, also where it is another's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity import naming
from store.database.tables.identity import Account, Identifier
from store.messages.letters.identity import address_has_account, address_kept
from store.messages.letters.letter import Letter
from store.rules.identifiers import Email


@dataclass(frozen=True)
class Wanted:
    """An address that an account wants: whether it may have it, else whose it is, or was (`is_former`)."""

    address: Email
    is_free: bool
    is_former: bool
    holder: Account


def look(db: Transaction, address: Email, language: Language, account_id: int | None) -> Wanted:
    """Look an address up for an account, or (None) for one yet to be; free or taken, it takes as long.

    It is free if nobody has it, or if it was once the account's own.
    """
    found = db.get(Identifier, address.lookup)
    holder = None if found is None else db.get(Account, found.account_id)
    is_former = found is not None and found.kind == naming.FORMER_EMAIL
    if holder is None:
        return Wanted(address, True, is_former, nobody(db, address.address, language))
    return Wanted(address, holder.id == account_id, is_former, holder)


def queue(
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
