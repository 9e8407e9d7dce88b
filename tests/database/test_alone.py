"""Whatever a transaction touches without having named it is seen (`tests.alone`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import exists, func, text
from sqlmodel import Session as Transaction
from sqlmodel import col, delete, select, update

from store.accounts import quotas, tries
from store.accounts.context import Context
from store.database import alone
from store.database.alone import EVERYTHING, NOTHING
from store.database.tables.identity import Account, Identifier
from store.database.tables.methods import RecoveryCode
from store.database.tables.signing_in import SessionRow
from store.database.tables.upkeep import Fact
from tests.alone import Guard, Unnamed
from tests.town import Town

Touch = Callable[[Transaction, Context], object]
OWN, OTHER = 1, 2
THEN = datetime(2026, 3, 14, tzinfo=UTC)
CATHERINE = "catherine"


def _change_another(db: Transaction, _context: Context) -> None:
    account = db.get_one(Account, OTHER)
    account.reset_due = True
    db.add(account)


def _nobodys_try(db: Transaction, context: Context) -> None:
    tries.claim_of_nobody(db, context, "nobody-here", tries.PASSWORD, NOTHING)


TOUCHES: dict[str, Touch] = {
    "another account is read": lambda db, _: db.get(Account, OTHER),
    "another account is changed": _change_another,
    "another's session is read": lambda db, _: db.exec(select(SessionRow)).all(),
    "another's sessions are ended": lambda db, _: db.exec(delete(SessionRow)),
    "everyone's is changed": lambda db, _: db.exec(update(Account).values(reset_due=True)),
    "another's identifier is taken": lambda db, _: db.get(Identifier, CATHERINE),
    "a free identifier is taken": lambda db, _: db.add(
        Identifier(lookup="free", account_id=OWN, kind="username", added_at=THEN)
    ),
    "a try at another's password": lambda db, context: tries.claim_of_account(
        db, context, OTHER, tries.PASSWORD
    ),
    "a try at nobody's": _nobodys_try,
    "another's tries are read": lambda db, context: tries.waits_until(db, context, OTHER, tries.PASSWORD),
    "something is sent": lambda db, context: quotas.allowed(db, "sms", "number", context.now(), 5),
    "a fact is kept": lambda db, _: db.add(Fact(name="a fact", value="")),
    "something in words": lambda db, _: db.connection().execute(text("UPDATE account SET reset_due = 1")),
}


@pytest.fixture
def two(town: Town) -> Town:
    """A town with two accounts, each with a session, and a wrong try at the second."""
    for name in ("alexandre", CATHERINE):
        town.sign_in(town.person(name))
    town.fails_to_sign_in(CATHERINE)
    assert town.rows("SELECT id FROM account ORDER BY id") == [(OWN,), (OTHER,)]
    return town


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_what_is_touched_and_was_not_named_is_seen(two: Town, guard: Guard, touch: Touch) -> None:
    context = two.store.context
    with pytest.raises(Unnamed), context.database.write(alone_with=alone.account(OWN)) as db:
        touch(db, context)
    assert guard.unnamed
    guard.unnamed.clear()


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_alone_with_everything_all_may_be_touched(two: Town, touch: Touch) -> None:
    context = two.store.context
    with context.database.write(alone_with=EVERYTHING) as db:
        touch(db, context)


@pytest.mark.parametrize(
    "read",
    [
        select(func.count()).where(col(RecoveryCode.account_id) == OTHER),
        select(func.count()).join_from(Account, RecoveryCode).where(col(Account.id) == OTHER),
        select(exists().where(col(RecoveryCode.account_id) == OTHER)),
    ],
    ids=["of a table", "of tables joined", "of a question within"],
)
def test_columns_that_are_read_with_no_account_named_are_seen(two: Town, guard: Guard, read: Any) -> None:
    with pytest.raises(Unnamed), two.store.database.write(alone_with=NOTHING) as db:
        db.exec(read).one()
    guard.unnamed.clear()


def test_what_was_named_may_be_touched(two: Town) -> None:
    context = two.store.context
    names = (
        alone.account(OWN)
        + alone.account_by_row(Identifier.lookup, CATHERINE)
        + alone.identifier("nobody-here")
        + alone.quota("number")
    )
    with context.database.write(alone_with=names) as db:
        _change_another(db, context)
        _nobodys_try(db, context)
        db.exec(delete(SessionRow).where(col(SessionRow.started_at) < context.now() - timedelta(days=1)))
        db.exec(delete(SessionRow))
        assert quotas.allowed(db, "sms", "number", context.now(), 5)
