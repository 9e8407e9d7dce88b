"""The history of an account: what others did often does not hide what its owner did."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from i18n import ENGLISH
from store import Happening, PastEvent
from store.accounts import tries
from store.accounts.signing_in.history import IN_RUNS, LINES
from tests.town import PASSWORD, PHONE, TERMINAL, Person, Town

OWN = sorted(set(Happening) - IN_RUNS, key=lambda happening: happening.value)
STRANGERS = sorted(IN_RUNS, key=lambda happening: happening.value)


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person()


def happen(town: Town, kinds: list[Happening], terminal: str = "") -> None:
    """Write events of the one account, a second apart."""
    for kind in kinds:
        town.clock.advance(seconds=1)
        since_1970 = int(town.clock.now.timestamp()) * 1_000_000
        town.rows(
            "INSERT INTO event (account_id, kind, happened_at, terminal, reason, about)"
            " VALUES (1, ?, ?, ?, '', ?)",
            kind.value,
            since_1970,
            terminal,
            "email-changed:" if kind is Happening.UNDONE else "",
        )


def test_wrong_tries_of_every_kind_are_lines_in_runs() -> None:
    kinds = [kind for kind in vars(tries).values() if isinstance(kind, tries.Kind)]
    assert {kind.failed for kind in kinds if kind.failed is not None} <= IN_RUNS


def test_ten_thousand_requests_of_strangers_do_not_hide_the_owners_last_sign_in(
    town: Town, someone: Person
) -> None:
    town.sign_in(someone)
    signed_in_at = town.clock.now
    town.rows(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        " INSERT INTO event (account_id, kind, happened_at, terminal, reason)"
        " SELECT 1, iif(i % 2, 'reset-requested', 'username-sent'), i * 1000000, 'tty' || (i % 3), '' FROM n"
    )
    town.clock.advance(days=1)
    session = town.sign_in(someone)
    now, sent, asked, before, created = town.store.history.recent(session)
    assert (now.happening, before.happening) == (Happening.SIGNED_IN, Happening.SIGNED_IN)
    assert before.happened_at == signed_in_at
    assert (sent.happening, sent.times) == (Happening.USERNAME_SENT, 5_000)
    assert (asked.happening, asked.times) == (Happening.RESET_REQUESTED, 5_000)
    assert sent.happened_at - sent.since == timedelta(seconds=9_998)
    assert sent.terminal == ""
    assert created.happening is Happening.ACCOUNT_CREATED


def test_one_request_is_told_as_any_event(town: Town, someone: Person) -> None:
    town.store.reset.request(someone.email, ENGLISH, "tty1")
    asked_at = town.clock.now
    town.clock.advance(minutes=1)
    [_, asked, _created] = town.store.history.recent(town.sign_in(someone))
    assert asked == PastEvent(Happening.RESET_REQUESTED, asked_at, "tty1", 1, asked_at)


def test_requests_before_and_after_what_the_owner_did_are_lines_of_their_own(
    town: Town, someone: Person
) -> None:
    for terminal in ("tty1", "tty2"):
        for _ in range(2):
            town.store.reset.request(someone.email, ENGLISH, terminal)
        session = town.store.sign_in.with_password(someone.username, PASSWORD, TERMINAL)
    told = [(event.happening, event.times, event.terminal) for event in town.store.history.recent(session)]
    assert told == [
        (Happening.SIGNED_IN, 1, TERMINAL),
        (Happening.RESET_REQUESTED, 2, "tty2"),
        (Happening.SIGNED_IN, 1, TERMINAL),
        (Happening.RESET_REQUESTED, 2, "tty1"),
        (Happening.ACCOUNT_CREATED, 1, TERMINAL),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_page_after_page_tells_everything_once_and_in_order(town: Town, someone: Person, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        happen(town, chance.choices(OWN, k=chance.randrange(4)), TERMINAL)
        happen(town, chance.choices(STRANGERS, k=chance.randrange(4)), TERMINAL)
    session = town.sign_in(someone)
    found = town.history(session)
    assert all(LINES <= len(page) <= LINES + len(IN_RUNS) for page in found[:-1])
    lines = [line for page in found for line in page]
    [(events,)] = town.rows("SELECT count(*) FROM event")
    assert sum(line.times for line in lines) == events
    assert [line.happened_at for line in lines] == sorted((line.happened_at for line in lines), reverse=True)
    for line, earlier in pairwise(lines):
        assert line.happening not in IN_RUNS or earlier.happening != line.happening


def test_a_page_stays_where_it_is_whatever_happens_meanwhile(town: Town, someone: Person) -> None:
    happen(town, OWN * 3)
    session = town.sign_in(someone)
    first, second, *_ = town.history(session)
    happen(town, [*STRANGERS, *OWN])
    earlier = first[-1].earlier
    assert town.store.history.recent(session, earlier) == second


def test_the_page_of_another_account_shows_only_ones_own_events(town: Town, someone: Person) -> None:
    happen(town, OWN * 2)
    other = town.sign_in(town.person("dominique"))
    assert {line.happening for line in town.store.history.recent(other, 10**9)} == {
        Happening.ACCOUNT_CREATED,
        Happening.SIGNED_IN,
    }


def test_a_page_is_found_by_the_index_alone(town: Town, someone: Person) -> None:
    plan = town.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM event WHERE account_id = 1 AND id < 9 AND kind NOT IN ('x')"
        " ORDER BY id DESC LIMIT 11"
    )
    assert [step[-1] for step in plan] == [
        "SEARCH event USING INDEX ix_event_account_id (account_id=? AND rowid<?)"
    ]


def test_a_change_of_a_method_says_of_which_kind(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.add_app(session)
    phone = town.add_phone(session)
    town.store.phones.delete(session, phone, PHONE, PASSWORD)
    told = [(line.happening, line.kind) for line in town.store.history.recent(session)]
    assert told[:4] == [
        (Happening.METHOD_REMOVED, "phone"),
        (Happening.METHOD_ADDED, "phone"),
        (Happening.METHOD_ADDED, "app"),
        (Happening.SIGNED_IN, None),
    ]
