"""Doing the same work with and without an account, so that its time does not tell who has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlmodel import Session as Transaction

from i18n import Language
from store.database.port import let_references_wait
from store.database.tables.identity import Account

NO_ID = 0
"""The id of no account."""
_NEVER = datetime.fromtimestamp(0, UTC)


@contextmanager
def kept(db: Transaction, keeps: bool) -> Iterator[None]:
    """Write what is done within, and take it back unless it `keeps`: neither takes longer than the other."""
    # Of what is taken back, rows may refer to an account that there is not.
    let_references_wait(db)
    attempt = db.begin_nested()
    yield
    db.flush()
    if keeps:
        attempt.commit()
    else:
        attempt.rollback()


def nobody(db: Transaction, email: str, language: Language) -> Account:
    """Look for an account that there is not, as for one that there is, and return it; it is never stored."""
    db.get(Account, NO_ID)
    return Account(
        id=NO_ID,
        number="",
        username=email,
        email=email,
        language=language.code,
        password_set_at=_NEVER,
        created_at=_NEVER,
    )
