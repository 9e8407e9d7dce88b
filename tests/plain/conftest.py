"""A store of its own for each test, with people in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import HashingCost, Secret, Settings
from store.accounts.store import Store
from tests.plain.piped import Piped
from tests.town import TOKEN
from tests.trials.settings_file import write_light_settings
from tui.store_door import StoreDoor

PASSWORD = "Lanterne-2026!"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of a store that hashes lightly."""
    write_light_settings(tmp_path)
    return tmp_path


@pytest.fixture
def door(home: Path) -> Iterator[StoreDoor]:
    door = StoreDoor(Settings(home, hashing=HashingCost(8, 1, 1), works_in_background=False))
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
def person(door: StoreDoor) -> Iterator[Piped]:
    """Someone whose answers come from a pipe."""
    person = Piped(door)
    yield person
    person.close()


@pytest.fixture
def token(store: Store, door: StoreDoor) -> str:
    """A reset token of `alexandre`, as his mailbox has it."""
    store.reset.request("alexandre@example.org", ENGLISH, "pts/0")
    return last_message(store, door, rf"{TOKEN}\b")


def last_message(store: Store, door: StoreDoor, pattern: str) -> str:
    """Deliver the outbox and return what `pattern` finds in the one message that comes."""
    mail = door.settings.home / "mail"
    before = set(mail.glob("*.eml"))
    store.outbox.deliver()
    [newest] = set(mail.glob("*.eml")) - before
    found = re.search(pattern, newest.read_text().replace("=\n", ""))
    assert found is not None
    return found[0]
