"""What is written to an email address that someone wants for an account, and that is another's."""

from __future__ import annotations

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts import naming
from store.accounts.context import Context
from store.messages import letters
from store.rules.identifiers import Email


def queue_letter(db: Transaction, context: Context, wanted: Email, language: Language) -> None:
    """Tell the owner of a taken address, or, in `language`, whoever has a former one, within `db`."""
    owner = naming.account_named(db, wanted.lookup)
    if owner is None:
        context.outbox.queue(db, letters.address_kept(), wanted.address, language, None)
    else:
        letter, language = letters.address_has_account(), language_of(owner.language)
        context.outbox.queue(db, letter, owner.email, language, owner.id)
