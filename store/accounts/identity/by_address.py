"""Writing to an email address at the request of someone who is not signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts import quotas
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity import naming, registered
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
    to_the_registered: Callable[[str], Letter] | None = None,
) -> None:
    """Write to the owner of the account with this address, or to the address itself, in `language`.

    Where the letter opens an account, whoever was registered in person gets another instead, by the name of
    their account: access to a mailbox alone must not be enough. Who has no password yet, and was not invited
    by email to set one either, is treated as unknown.

    Neither the answer nor its time tells whether an account exists, or what kind it is: the work for all
    cases is done, and that for one of them is kept. Past the quota nothing is sent.
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
        account = found or stranger
        assert account.id is not None
        its_language, by_code = language_of(account.language), False
        if to_the_registered is not None:
            by_code = registered.find(db, account.id) is not None
            if not by_code and account.verifier is None and not account.invited:
                found = None
            with kept(db, by_code):
                letter = to_the_registered(naming.shown_name(account))
                context.outbox.queue(db, letter, account.email, its_language, account.id)
        with kept(db, found is not None and not by_code):
            letter = to_an_owner(db, account, now)
            context.outbox.queue(db, letter, account.email, its_language, account.id)
        with kept(db, found is None):
            context.outbox.queue(db, to_a_stranger, address.address, language, None)
