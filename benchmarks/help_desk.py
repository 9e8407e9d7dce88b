"""Finding a person and opening their page at the help desk, among a million accounts and among a thousand,
while much waits there; and how soon the full screen shows what the last key finds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyotp

from benchmarks.figure import Figure
from benchmarks.household import OPERATOR, PASSWORD, an_operator
from benchmarks.many_accounts import FEW, MANY, email, filled, username
from benchmarks.stopwatch import milliseconds
from benchmarks.terminal import MACLE, Terminal, terminal
from store import ProfileState, Removable, Session
from store.accounts.store import Store
from store.database import alone
from store.database.sealed_columns import METHOD
from store.database.tables.desk import RemovalRow
from store.database.tables.methods import MethodRow
from store.database.tables.profile import ProfileRow
from store.rules.limits import REMOVAL_APPROVED_WITHIN, SEARCHED_FROM

_TURNS = 500
_KEYS = 20
_AT_MOST_MS = 100
_VERIFICATIONS, _REMOVALS = 1_000, 200
"""What waits, of as many of the first accounts."""
_DESK = (MACLE[0], "desk", "--lang", "en")
_CLEAR = "\x15"
"""Ctrl+U."""

_Deed = Callable[[Store, Session, str], object]
_Typed = Callable[[random.Random, int], str]


def measure() -> list[Figure]:
    with TemporaryDirectory() as few_home, TemporaryDirectory() as many_home:
        few, many = filled(Path(few_home), FEW), filled(Path(many_home), MANY)
        (few_session, few_app), (many_session, many_app) = an_operator(few), an_operator(many)
        of_few, of_many = (few, few_session), (many, many_session)
        for store in (few, many):
            _let_wait(store)
        figures = [
            *_compared("Finding by a few letters", of_few, of_many, _find, _a_beginning),
            *_compared("Finding by what nobody has", of_few, of_many, _find, _nobodys),
            *_compared("Opening a person’s page", of_few, of_many, _open, _an_account),
            *_compared("Opening the page of someone who waits", of_few, of_many, _open, _who_waits),
            *_compared("What waits, for the first page of the desk", of_few, of_many, _count, _nobodys),
            *_drawn((Path(few_home), few_app), (Path(many_home), many_app)),
        ]
        few.close()
        many.close()
    return figures


def _find(store: Store, operator: Session, query: str) -> None:
    store.people.find(operator, query)


def _open(store: Store, operator: Session, account: str) -> None:
    store.people.open(operator, account)
    store.removals.of(operator, account)


def _count(store: Store, operator: Session, _query: str) -> None:
    store.decisions.count(operator)
    store.removals.count(operator)


def _a_beginning(chance: random.Random, accounts: int) -> str:
    """Return how someone's username or address begins, or all of it: of a short one, all are found."""
    name = chance.choice([username, email])(chance.randrange(accounts))
    return name[: chance.randint(SEARCHED_FROM, len(name))]


def _nobodys(chance: random.Random, _accounts: int) -> str:
    return f"{chance.randrange(10**8):08}Z"


def _an_account(chance: random.Random, accounts: int) -> str:
    return str(10**11 + chance.randrange(accounts))


def _who_waits(chance: random.Random, _accounts: int) -> str:
    return _an_account(chance, _REMOVALS)


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


def _let_wait(store: Store) -> None:
    """Have verifications and removals wait, written past the use cases."""
    context = store.context
    with context.database.write(alone_with=alone.EVERYTHING) as db:
        now = context.now()
        for account in range(1, _VERIFICATIONS + 1):
            name, at = f"{account:032x}", now - timedelta(minutes=account)
            waits = ProfileState.PENDING.value
            db.add(ProfileRow(id=name, account_id=account, state=waits, requested_at=at))
            if account > _REMOVALS:
                continue
            phone = MethodRow(
                id=name,
                account_id=account,
                kind="phone",
                name="",
                sealed=METHOD.seal(context.keys, "+15145550134", name, account),
                last_step=0,
                is_default=True,
                added_at=at,
            )
            db.add(phone)
            db.add(
                RemovalRow(
                    id=name,
                    account_id=account,
                    what=Removable.METHOD.value,
                    method=name,
                    kind=phone.kind,
                    reason="Lost.",
                    asked_by=account + 1,
                    asked_at=at,
                    due_at=at + REMOVAL_APPROVED_WITHIN,
                )
            )


def _drawn(of_few: tuple[Path, pyotp.TOTP], of_many: tuple[Path, pyotp.TOTP]) -> list[Figure]:
    """Measure at a terminal how soon the first rows stand there after the last key."""
    with terminal(_DESK, of_few[0]) as few_screen, terminal(_DESK, of_many[0]) as many_screen:
        took: dict[int, list[float]] = {FEW: [], MANY: []}
        for screen, app in ((few_screen, of_few[1]), (many_screen, of_many[1])):
            _go_to_the_search(screen, app)
        for turn in range(_KEYS + 1):
            for accounts, screen in ((FEW, few_screen), (MANY, many_screen)):
                ms = _type_last_key(screen, accounts, str(turn % 9 + 1))
                if turn:
                    took[accounts].append(ms)
    few, many = median(took[FEW]), median(took[MANY])
    what = f"From the last key of a search to its first rows on the screen, at {MANY:,} accounts"
    how = f"the slowest of {_KEYS}; the median {many:.1f} ms"
    against = (
        f"{many:.1f} ms among {MANY:,}, {few:.1f} ms among {FEW:,}; medians of {_KEYS} alternating turns"
    )
    return [
        Figure(what, max(took[MANY]), "ms", how, _AT_MOST_MS),
        Figure("… against a thousand", many / few, "×", against, 1.2),
    ]


def _go_to_the_search(screen: Terminal, app: pyotp.TOTP) -> None:
    screen.wait_for("For operators and supervisors")
    screen.settle()
    screen.type(f"{OPERATOR}\t{PASSWORD.reveal()}\r")
    screen.wait_for("Security code")
    screen.settle()
    # The code of now may be used up.
    screen.type(f"{app.at(datetime.now(UTC) + timedelta(seconds=30))}\r")
    screen.wait_for("Verifications (")
    screen.settle()


def _type_last_key(screen: Terminal, accounts: int, digit: str) -> float:
    """Type how usernames begin, and return how long after the last key those stand there that it finds."""
    found = username(int(digit) * accounts // 10)
    screen.type(_CLEAR + found[: -len(str(accounts - 1))])
    screen.wait_for(username(0))
    screen.settle()
    return screen.change(digit, found).shown
