"""Signing in and asking for a reset in a store of a million accounts, against one of a thousand."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import PASSWORD, TERMINAL, opened
from i18n import ENGLISH
from store import HashingCost
from store.accounts.store import Store
from store.database.sealed_columns import VERIFIER
from store.database.sqlite_driver import file_in, sqlite3
from store.locations import Locations

FEW, MANY = 1_000, 1_000_000
_TURNS = 500
_LIGHT = HashingCost(memory_kib=8, passes=1, lanes=1)
_THEN_US = 1_767_225_600_000_000

Deed = Callable[[Store, str], object]


def measure() -> list[Figure]:
    with TemporaryDirectory() as few_home, TemporaryDirectory() as many_home:
        few, many = filled(Path(few_home), FEW), filled(Path(many_home), MANY)
        figures = [
            _compared("Sign-in", few, many, _sign_in),
            _compared("Reset request", few, many, _ask_for_reset),
        ]
        few.close()
        many.close()
    return figures


def _sign_in(store: Store, email: str) -> None:
    store.sign_in.with_password(email, PASSWORD, TERMINAL)


def _ask_for_reset(store: Store, email: str) -> None:
    store.reset.request(email, ENGLISH, TERMINAL)


def _compared(what: str, few: Store, many: Store, deed: Deed) -> Figure:
    chance = random.Random(what)
    of_few, of_many = [], []
    for turn in range(_TURNS + 1):
        pair = (
            _milliseconds(deed, few, email(chance.randrange(FEW))),
            _milliseconds(deed, many, email(chance.randrange(MANY))),
        )
        if turn:  # the first turn fills the caches
            of_few.append(pair[0])
            of_many.append(pair[1])
    how = (
        f"{median(of_many):.2f} ms among {MANY:,}, {median(of_few):.2f} ms among {FEW:,}; "
        f"medians of {_TURNS} alternating turns, hashing left out (8 KiB, 1 pass)"
    )
    return Figure(f"{what} at {MANY:,} accounts", median(of_many) / median(of_few), "×", how, 1.2)


def _milliseconds(deed: Deed, store: Store, email: str) -> float:
    start = time.perf_counter()
    deed(store, email)
    return (time.perf_counter() - start) * 1_000


def filled(home: Path, accounts: int) -> Store:
    """Return a store with so many accounts, written past it; all have one password and one past."""
    store = opened(home, _LIGHT)
    context = store.sign_in.context
    verifier = context.hasher.make(PASSWORD)
    numbers = range(accounts)
    with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as connection, connection:
        connection.executemany(
            "INSERT INTO account"
            " (id, number, username, email, language, verifier, password_set_at, created_at)"
            " VALUES (?, ?, ?, ?, 'en', ?, ?, ?)",
            (
                (
                    number + 1,
                    str(10**11 + number),
                    username(number),
                    email(number),
                    VERIFIER.seal(context.keys, verifier, number + 1, number + 1),
                    _THEN_US,
                    _THEN_US,
                )
                for number in numbers
            ),
        )
        connection.executemany(
            "INSERT INTO identifier (lookup, account_id, kind, added_at) VALUES (?, ?, ?, 0)",
            (
                row
                for number in numbers
                for row in (
                    (username(number), number + 1, "username"),
                    (email(number), number + 1, "email"),
                )
            ),
        )
        connection.executemany(
            "INSERT INTO event (account_id, kind, happened_at, terminal)"
            " VALUES (?, 'account-created', ?, '')",
            ((number + 1, _THEN_US) for number in numbers),
        )
    return store


def username(number: int) -> str:
    return f"person-{number:07}"


def email(number: int) -> str:
    return f"{username(number)}@example.org"
