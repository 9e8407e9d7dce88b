"""Requests that send something are limited per hour and per address they are made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
_NO_ID = 0


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
        account = found or _nobody(db, address.address, language, now)
        # Where there is no account, its rows fail only when they are to stay.
        let_references_wait(db)
        with _taken_back(db, unless=found is not None):
            letter, its_language = to_an_owner(db, account, now), language_of(account.language)
            context.outbox.queue(db, letter, account.email, its_language, account.id)
        with _taken_back(db, unless=found is None):
            context.outbox.queue(db, to_a_stranger, address.address, language, None)
    context.outbox.wake()


@contextmanager
def _taken_back(db: Transaction, *, unless: bool) -> Iterator[None]:
    """Write what is done within, and take it back."""
    attempt = db.begin_nested()
    yield
    db.flush()
    if unless:
        attempt.commit()
    else:
        attempt.rollback()


def _nobody(db: Transaction, email: str, language: Language, now: datetime) -> Account:
    """Look for an account that there is not, as for one that there is, and return it; it is never stored."""
    db.get(Account, _NO_ID)
    return Account(
        id=_NO_ID,
        number="",
        username=email,
        email=email,
        language=language.code,
        verifier="",
        password_set_at=now,
        created_at=now,
    )
