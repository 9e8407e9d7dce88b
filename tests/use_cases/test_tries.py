"""A try that was right, or never judged, is as if it had not been; those of others stay counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session as Transaction
from sqlmodel import select

from store.accounts import tries
from store.accounts.context import Context
from store.database.alone import EVERYTHING
from store.database.tables.tries import Counter
from tests.town import Town

ACCOUNT = 1
COUNTER = (tries.of_account(ACCOUNT), tries.PASSWORD.name)


@pytest.fixture
def context(town: Town) -> Context:
    town.person("alexandre")
    return town.store.sign_in.context


def claim(context: Context) -> tries.Claim:
    with context.database.write(alone_with=EVERYTHING) as db:
        return tries.claim_of_account(db, context, ACCOUNT, tries.PASSWORD)


def take_back(context: Context, claimed: tries.Claim) -> None:
    with context.database.write(alone_with=EVERYTHING) as db:
        tries.take_back(db, claimed)


def change(context: Context, how: Callable[[Transaction], None]) -> None:
    with context.database.write(alone_with=EVERYTHING) as db:
        how(db)


def counted(context: Context) -> list[dict[str, object]]:
    with context.database.read() as db:
        return [row.model_dump() for row in db.exec(select(Counter))]


@pytest.mark.parametrize("failures", [0, 1, 3, 4, 5, 6])
def test_a_try_that_is_taken_back_leaves_the_counter_as_it_was(
    town: Town, context: Context, failures: int
) -> None:
    for _failure in range(failures):
        claim(context)
        town.clock.advance(hours=1)
    before = counted(context)
    claimed = claim(context)
    town.clock.advance(minutes=1)
    take_back(context, claimed)
    assert counted(context) == before


@pytest.mark.parametrize("failures", [0, 2])
def test_tries_of_others_stay_counted(town: Town, context: Context, failures: int) -> None:
    for _failure in range(failures):
        claim(context)
    claimed = claim(context)
    claim(context)
    take_back(context, claimed)
    [row] = counted(context)
    assert row["failures"] == failures + 1


def test_a_wait_that_others_caused_meanwhile_stays(town: Town, context: Context) -> None:
    claimed = claim(context)
    opens_at = town.clock.now + timedelta(minutes=5)

    def wait(db: Transaction) -> None:
        row = db.get_one(Counter, COUNTER)
        row.opens_at = opens_at
        db.add(row)

    change(context, wait)
    take_back(context, claimed)
    [row] = counted(context)
    assert (row["failures"], row["opens_at"]) == (0, opens_at)


def test_a_counter_that_was_cleared_meanwhile_stays_so(context: Context) -> None:
    claimed = claim(context)
    change(context, lambda db: db.delete(db.get_one(Counter, COUNTER)))
    take_back(context, claimed)
    assert counted(context) == []


TEN_AND_ONE = (ACCOUNT, 10 * ACCOUNT)
"""Two accounts of which one id begins as the other does."""


def block(context: Context, account_id: int, place: str = "") -> None:
    def fill(db: Transaction) -> None:
        subject = tries.of_account(account_id, place)
        for kind in (tries.PASSWORD, tries.ANSWER):
            db.add(
                Counter(
                    subject=subject, kind=kind.name, failures=100, opens_at=None, counted_at=context.now()
                )
            )

    change(context, fill)


@pytest.mark.parametrize("lift", [tries.forget, tries.unblock])
def test_lifting_the_block_of_one_account_lifts_no_other_and_of_no_other_kind(
    context: Context, lift: Callable[..., None]
) -> None:
    for account_id in TEN_AND_ONE:
        for place in ("", "home"):
            block(context, account_id, place)
    change(context, lambda db: lift(db, ACCOUNT, tries.ANSWER))
    blocked = {(row["subject"], row["kind"]) for row in counted(context) if row["failures"] == 100}
    own = {tries.of_account(ACCOUNT, place) for place in ("", "home")}
    others = {tries.of_account(10 * ACCOUNT, place) for place in ("", "home")}
    assert blocked == {(one, "password") for one in own | others} | {(one, "answer") for one in others}


def test_a_block_that_is_lifted_leaves_no_wait(town: Town, context: Context) -> None:
    def block_and_wait(db: Transaction) -> None:
        opens_at = town.clock.now + timedelta(hours=1)
        kind, now = tries.ANSWER.name, town.clock.now
        db.add(Counter(subject=COUNTER[0], kind=kind, failures=100, opens_at=opens_at, counted_at=now))

    change(context, block_and_wait)
    change(context, lambda db: tries.unblock(db, ACCOUNT, tries.ANSWER))
    with context.database.read() as db:
        assert tries.waits_until(db, context, ACCOUNT, tries.ANSWER) is None
