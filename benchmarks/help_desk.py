"""Finding a person and opening their page at the help desk, among a million accounts and among a thousand."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure
from benchmarks.household import an_operator
from benchmarks.many_accounts import FEW, MANY, email, filled, username
from benchmarks.stopwatch import milliseconds
from store import Session
from store.accounts.store import Store
from store.rules.limits import SEARCHED_FROM

_TURNS = 500
_AT_MOST_MS = 100

_Deed = Callable[[Store, Session, str], object]
_Typed = Callable[[random.Random, int], str]


def measure() -> list[Figure]:
    with TemporaryDirectory() as few_home, TemporaryDirectory() as many_home:
        few, many = filled(Path(few_home), FEW), filled(Path(many_home), MANY)
        of_few, of_many = (few, an_operator(few)), (many, an_operator(many))
        figures = [
            *_compared("Finding by a few letters", of_few, of_many, _find, _a_beginning),
            *_compared("Finding by what nobody has", of_few, of_many, _find, _nobodys),
            *_compared("Opening a person’s page", of_few, of_many, _open, _an_account),
        ]
        few.close()
        many.close()
    return figures


def _find(store: Store, operator: Session, query: str) -> None:
    store.people.find(operator, query)


def _open(store: Store, operator: Session, account: str) -> None:
    store.people.open(operator, account)


def _a_beginning(chance: random.Random, accounts: int) -> str:
    """Return how someone's username or address begins, or all of it: of a short one, all are found."""
    name = chance.choice([username, email])(chance.randrange(accounts))
    return name[: chance.randint(SEARCHED_FROM, len(name))]


def _nobodys(chance: random.Random, _accounts: int) -> str:
    return f"{chance.randrange(10**8):08}Z"


def _an_account(chance: random.Random, accounts: int) -> str:
    return str(10**11 + chance.randrange(accounts))


def _compared(
    what: str, of_few: tuple[Store, Session], of_many: tuple[Store, Session], deed: _Deed, typed: _Typed
) -> list[Figure]:
    chance = random.Random(what)
    took: dict[int, list[float]] = {FEW: [], MANY: []}
    for turn in range(_TURNS + 1):
        for accounts, (store, operator) in ((FEW, of_few), (MANY, of_many)):
            query = typed(chance, accounts)
            ms = milliseconds(lambda: deed(store, operator, query))  # noqa: B023  # it is called at once
            if turn:  # the first turn fills the caches
                took[accounts].append(ms)
    few, many = sorted(took[FEW]), sorted(took[MANY])
    slowest = many[len(many) * 99 // 100]
    how = (
        f"{median(many):.2f} ms among {MANY:,}, {median(few):.2f} ms among {FEW:,};"
        f" medians of {_TURNS} alternating turns"
    )
    return [
        Figure(f"{what}, at {MANY:,} accounts", slowest, "ms", "of a hundred, 99 are quicker", _AT_MOST_MS),
        Figure("… against a thousand", median(many) / median(few), "×", how, 1.2),
    ]
