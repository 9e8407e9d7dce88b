"""Requests that send something have a quota for each address they are made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language, language_of
from store.accounts.alike import kept, nobody
from store.accounts.context import Context
from store.accounts.identity.naming import account_named
from store.database.tables.identity import Account
from store.database.tables.tries import Quota
from store.messages.letters.letter import Letter
from store.rules import identifiers, quota
from store.rules.limits import ASKERS_OF_ONE, RESET_REQUESTS_AN_HOUR


def allowed(db: Transaction, kind: str, subject: str, now: datetime, an_hour: int) -> bool:
    """Take one from the quota of `subject` within the writing transaction `db`; return whether it had one."""
    row = db.get(Quota, (subject, kind))
    full_at = quota.after_request(None if row is None else row.full_at, now, an_hour)
    if full_at is None:
        return False
    row = row or Quota(subject=subject, kind=kind, full_at=full_at)
    row.full_at = full_at
    db.add(row)
    return True


def allowed_to_one_of_many(
    db: Transaction, kind: str, subject: str, asker: str, now: datetime, an_hour: int
) -> bool:
    """Take one from what `asker` may send to `subject`, and from what all who ask may, which is more.

    So nobody can use up what someone else may ask for, short of having many accounts.
    """
    own = allowed(db, kind, f"{subject} {asker}", now, an_hour)
    return own and allowed(db, f"{kind} by all", subject, now, an_hour * ASKERS_OF_ONE)


def by_address(
    context: Context,
    kind: str,
    email: str,
    language: Language,
    to_a_stranger: Letter,
    to_an_owner: Callable[[Transaction, Account, datetime], Letter],
) -> None:
    """Write to the owner of the account with this address, or to the address itself, in `language`.

    Known or unknown, and also past the quota (then nothing is sent), nothing tells them
    apart, nor how long it takes: what is done for the one is done for the other as well, and taken back.
    Raises `Problem` EMAIL_FORM.
    """
    now = context.now()
    address = identifiers.email(email)
    with context.database.write() as db:
        subject = context.keys.mark("address", address.lookup)
        if not allowed(db, kind, subject, now, RESET_REQUESTS_AN_HOUR):
            return
        found = account_named(db, address.lookup)
        account = found or nobody(db, address.address, language)
        with kept(db, found is not None):
            letter, its_language = to_an_owner(db, account, now), language_of(account.language)
            context.outbox.queue(db, letter, account.email, its_language, account.id)
        with kept(db, found is None):
            context.outbox.queue(db, to_a_stranger, address.address, language, None)
