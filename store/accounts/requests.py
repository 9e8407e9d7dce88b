"""Requests that send something are limited per hour and per address they are made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session as Transaction
from sqlmodel import col, func, select

from i18n import Language, language_of
from store.accounts.context import Context
from store.accounts.naming import account_named
from store.database.engine import let_references_wait
from store.database.tables import Account, Request
from store.messages.letters import Letter
from store.rules import identifiers
from store.rules.limits import RESET_REQUESTS_AN_HOUR

_HOUR = timedelta(hours=1)


def allowed(db: Transaction, kind: str, subject: str, now: datetime, an_hour: int) -> bool:
    """Note a request within the writing transaction `db`; return whether it may send anything."""
    recent = select(func.count()).where(
        col(Request.kind) == kind, col(Request.subject) == subject, col(Request.made_at) > now - _HOUR
    )
    if db.exec(recent).one() >= an_hour:
        return False
    db.add(Request(kind=kind, subject=subject, made_at=now))
    return True


def by_address(
    context: Context,
    kind: str,
    email: str,
    language: Language,
    to_a_stranger: Letter,
    to_an_owner: Callable[[Transaction, Account, datetime], Letter],
) -> None:
    """Write to the owner of the account with this address, or to the address itself, in `language`.

    Known or unknown, and also past five requests an hour (then nothing is sent), nothing tells them
    apart, nor how long it takes: what is done `to_an_owner` is done for a stranger as well, and undone.
    Raises `Problem` EMAIL_FORM.
    """
    now = context.now()
    address = identifiers.email(email)
    with context.database.write() as db:
        subject = context.keys.mark("address", address.lookup)
        if not allowed(db, kind, subject, now, RESET_REQUESTS_AN_HOUR):
            return
        found = account_named(db, address.lookup)
        account = found or _nobody(address.address, language, now)
        # Where there is no account, its rows fail only when they are to stay.
        let_references_wait(db)
        attempt = db.begin_nested()
        letter, its_language = to_an_owner(db, account, now), language_of(account.language)
        context.outbox.queue(db, letter, account.email, its_language, account.id)
        db.flush()
        if found is not None:
            attempt.commit()
        else:
            attempt.rollback()
            context.outbox.queue(db, to_a_stranger, address.address, language, None)
    context.outbox.wake()


def _nobody(email: str, language: Language, now: datetime) -> Account:
    """Return an account that there is not, which is never stored: no account has its id."""
    return Account(
        id=0,
        number="",
        username=email,
        email=email,
        language=language.code,
        verifier="",
        password_set_at=now,
        created_at=now,
    )
