"""The end of a process: what was queued leaves, one message that is under way is waited for, no server is."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from i18n import ENGLISH
from store.database.alone import EVERYTHING
from store.messages.letters.password import no_account_to_reset
from store.messages.outbox import Outbox
from tests.messages.other_routes import Watched
from tests.town import TERMINAL, Town


def test_messages_leave_by_themselves_where_the_settings_say_so(tmp_path: Path) -> None:
    town = Town(tmp_path / "data", works_in_background=True)
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    town.store.close()
    assert len(list(town.locations.mail.iterdir())) == 1


def test_what_is_queued_just_before_the_store_closes_still_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.messages.outbox._LAST_ROUND_S", 50)
    town = Town(tmp_path / "data", works_in_background=True)
    for number in range(20):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    town.store.close()
    assert len(list(town.locations.mail.iterdir())) == 20


@dataclasses.dataclass
class Slow:
    """An outbox whose server takes a message only when it `may`."""

    outbox: Outbox
    route: Watched
    may: threading.Event


@pytest.fixture
def slow(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Give an outbox with two letters, the first of which is being sent."""
    monkeypatch.setattr("store.messages.outbox._LAST_ROUND_S", 0.01)
    begun, may = threading.Event(), threading.Event()

    def take_long() -> None:
        begun.set()
        may.wait(50)

    context, route = town.store.context, Watched(take_long)
    settings = dataclasses.replace(context.settings, works_in_background=True)
    outbox = Outbox(context.database, context.keys, {"email": route}, settings)
    with context.database.write(alone_with=EVERYTHING) as db:
        for name in ("first", "second"):
            outbox.queue(db, no_account_to_reset(), f"{name}@example.org", ENGLISH, None)
    assert begun.wait(50)
    try:
        yield Slow(outbox, route, may)
    finally:
        may.set()
        outbox.close()


def test_a_message_that_is_being_sent_is_waited_for_and_no_other_is_begun(town: Town, slow: Slow) -> None:
    closing = threading.Thread(target=slow.outbox.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    slow.may.set()
    closing.join()
    [waiting] = town.store.waiting.messages()
    assert (len(slow.route.sent), waiting.tries) == (1, 0)


def test_who_has_no_patience_does_not_wait_for_a_server_that_hangs(town: Town, slow: Slow) -> None:
    slow.outbox.close(timedelta())
    assert slow.route.sent == []
    assert sorted(message.tries for message in town.store.waiting.messages()) == [0, 1]
