"""A store with one person in it, hashing at the cost that people get."""

from __future__ import annotations

import re
from pathlib import Path

from store import HashingCost, Secret, Settings, open_store
from store.accounts.store import Store
from store.locations import Locations

USERNAME, EMAIL = "alexandre", "alexandre@example.org"
PASSWORD = Secret("Lanterne-2026!")
TERMINAL = "benchmark"


def opened(home: Path, cost: HashingCost | None = None) -> Store:
    """Open the store in `home`, which sends nothing by itself."""
    return open_store(Settings(home, hashing=cost or HashingCost(), works_in_background=False))


def a_person(home: Path) -> None:
    """Open an account in a new store."""
    store = opened(home)
    ticket = store.sign_up.begin(USERNAME, EMAIL, PASSWORD, PASSWORD, "en")
    store.outbox.deliver()
    [mail] = Locations(home).mail.glob("*.eml")
    code = re.search(r"^\d{6}$", mail.read_text(), re.MULTILINE)
    assert code is not None
    store.sign_up.confirm(ticket, Secret(code[0]), TERMINAL)
    store.close()
