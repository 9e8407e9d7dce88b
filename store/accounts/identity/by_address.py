"""Writing to an email address at the request of someone who is not signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts import quotas
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity import naming
from store.database import alone
from store.database.tables.identity import Account
from store.messages.letters.letter import Letter
from store.rules import identifiers
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR


def write(
    context: Context,
    kind: str,
    email: str,
    language: Language,
    to_a_stranger: Letter,
    to_an_owner: Callable[[Transaction, Account, datetime], Letter],
    *,
    opens: bool = False,
) -> None:
    """Write to the owner of the account with this address, or to the address itself, in `language`.

    Where the letter `opens` an account, one that was registered in person and has no password yet is treated
    as unknown: access to a mailbox alone must not give it its first one, unless that is how it was invited.

    Neither the answer nor its time tells whether an account exists: the work for both cases is done, and one
    is taken back. Past the quota nothing is sent.
    Raises `Problem` EMAIL_FORM.
    """
    now = context.now()
    address = identifiers.email(email)
    subject = quotas.of_address(context, address)
    alone_with = naming.identifier(context, address.lookup) + alone.quota(subject)
    with context.database.write(alone_with=alone_with) as db:
        if not quotas.allowed(db, kind, subject, now, LETTERS_BY_ADDRESS_AN_HOUR):
            return
        found = naming.account_named(db, context, address.lookup)
        stranger = nobody(db, address.address, language)
        if opens and found is not None and found.verifier is None and not found.invited:
            found = None
        account = found or stranger
        with kept(db, found is not None):
            letter, its_language = to_an_owner(db, account, now), language_of(account.language)
            context.outbox.queue(db, letter, account.email, its_language, account.id)
        with kept(db, found is None):
            context.outbox.queue(db, to_a_stranger, address.address, language, None)
