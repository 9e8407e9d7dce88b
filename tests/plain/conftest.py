"""A store of its own for each test, with people in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import HashingCost, Secret, Settings
from store.accounts.store import Store
from tui.visit import StoreDoor

PASSWORD = "Lanterne-2026!"
LIGHT = """
[hashing]
memory_kib = 8
passes = 1
lanes = 1
for_trials = true
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of a store that hashes lightly."""
    (tmp_path / "settings.toml").write_text(LIGHT)
    return tmp_path


@pytest.fixture
def door(home: Path) -> Iterator[StoreDoor]:
    door = StoreDoor(Settings(home, hashing=HashingCost(8, 1, 1), deliver_at_once=False))
    yield door
    door.close()


@pytest.fixture
def store(door: StoreDoor) -> Store:
    """The store, with the account `alexandre`."""
    store = door.open()
    password = Secret(PASSWORD)
    ticket = store.sign_up.begin("alexandre", "alexandre@example.org", password, password, "en")
    store.sign_up.confirm(ticket, Secret(last_message(store, door, r"\b\d{6}\b")), "pts/0")
    return store


@pytest.fixture
def token(store: Store, door: StoreDoor) -> str:
    """A reset token of `alexandre`, as his mailbox has it."""
    store.reset.request("alexandre@example.org", ENGLISH, "pts/0")
    return last_message(store, door, r"[0-9A-Za-z]{43}\b")


def last_message(store: Store, door: StoreDoor, pattern: str) -> str:
    """Deliver the outbox and return what `pattern` finds in the newest message."""
    store.outbox.deliver()
    newest = max((door.settings.home / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = re.search(pattern, newest.read_text().replace("=\n", ""))
    assert found is not None
    return found[0]
