"""A page that searches a million accounts, each made when it is looked at."""

from __future__ import annotations

import asyncio
import threading
from itertools import islice

from i18n import _
from store.problems import Problem, Refusal
from tui.pages import BACK, Action, Found, FoundRow, Page, Search

ACCOUNTS = 1_000_000
ROWS = 10
HOSTILE = "[b]x[/b] [/] [@click=app.leave]y[/] \x1b]52;c;QUJD\x07 \x9b31m \u202etxt.exe"

_NAMES = ("alexandre", "camille", "louise-anne", "martin", "odile", "zoe")


def username(number: int) -> str:
    return f"{_NAMES[number % len(_NAMES)]}-{number:06}"


class Accounts:
    """Finds accounts by a part of the username; `asked` holds each query with the key that it went on after.

    For a query in `held`, it waits until `released` is set; what it is asked meanwhile adds to `at_once`.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.problems: list[Exception] = []
        self.held: set[str] = set()
        self.begun, self.released = threading.Event(), threading.Event()
        self.under_way = self.at_once = 0

    async def find(self, query: str, after: str | None) -> Found:
        return await asyncio.to_thread(self._find, query, after)

    def _find(self, query: str, after: str | None) -> Found:
        self.asked.append((query, after))
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            if query in self.held:
                self.begun.set()
                self.released.wait()
            if self.problems:
                raise self.problems.pop()
            return self._found(query, after)
        finally:
            self.under_way -= 1

    def _found(self, query: str, after: str | None) -> Found:
        if query == "hostile":
            return Found((FoundRow("1", (HOSTILE, HOSTILE, HOSTILE)),))
        first = 0 if after is None else int(after) + 1
        numbers = list(islice((n for n in range(first, ACCOUNTS) if query in username(n)), ROWS + 1))
        rows = tuple(map(_row, numbers[:ROWS]))
        return Found(rows, rows[-1].key if len(numbers) > ROWS else None)


def _row(number: int) -> FoundRow:
    name = username(number)
    return FoundRow(str(number), (name, f"{name}@example.org", f"•••• {number % 10_000:04}"))


BUSY = Problem(Refusal.BUSY)


def search_page(accounts: Accounts, query: str = "") -> Page:
    return Page(
        "accounts",
        _("Operator"),
        (
            Search(
                "account",
                _("Username, email or document number"),
                (_("Username"), _("Email address"), _("Phone")),
                accounts.find,
                _("None of the accounts."),
                query=query,
            ),
        ),
        actions=(Action("create", _("Create an account")), BACK),
        help=(_("Type a part of the username."),),
    )
