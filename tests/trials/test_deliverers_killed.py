"""Two deliver at once and are killed: no message is lost, and no more of them come twice than were killed."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from i18n import ENGLISH
from store.database.alone import EVERYTHING
from store.messages.letters.password import no_account_to_reset
from store.messages.outbox import Outbox
from store.messages.routes.smtp import SmtpRoute
from store.rules.limits import MESSAGE_LEASE
from store.settings import Mail, utc_now
from tests.messages.mail_server import mail_server
from tests.messages.other_routes import outbox_by_kind
from tests.town import Town
from tests.trials.forms import forms
from tests.trials.processes import Victim

_SHORT, _LONG = 100, 10_000
_KILLS = {_SHORT: 2, _LONG: 5}


def _outbox(town: Town, port: int) -> Outbox:
    mail = Mail(server="localhost", port=port, security="none", sender="macle@example.org")
    return outbox_by_kind(town, email=SmtpRoute(mail, town.home))


def _deliver(home: Path, port: int, leased: int, tell: Connection) -> None:
    """Deliver what there is, but for so many messages that the killed had begun."""
    town = Town(home, clock=utc_now)
    outbox = _outbox(town, port)
    tell.send("begun")
    while town.store.waiting.state().waiting > leased:
        outbox.deliver()
        time.sleep(0.1)  # a server that was too busy is left alone for a minute
    town.store.close()


def _after_the_leases() -> datetime:
    return utc_now() + MESSAGE_LEASE


@pytest.mark.parametrize("messages", forms(short=_SHORT, long=_LONG))
@pytest.mark.timeout(3600)
def test_each_message_is_delivered_at_least_once_and_at_most_once_more_for_each_kill(
    tmp_path: Path, messages: int
) -> None:
    town, chance, kills = Town(tmp_path / "data", clock=utc_now), random.Random(), _KILLS[messages]
    with town.store.database.write(alone_with=EVERYTHING) as db:
        for number in range(messages):
            town.store.outbox.queue(db, no_account_to_reset(), f"nobody-{number}@example.org", ENGLISH, None)
    with mail_server() as server:
        other = Victim(_deliver, town.home, server.port, kills)
        for _kill in range(kills):
            victim = Victim(_deliver, town.home, server.port, kills)
            victim.next_word()
            victim.kill(chance.uniform(0, messages / 1000))
        last = Victim(_deliver, town.home, server.port, kills)
        last.end()
        other.end()
        # What the killed had begun is theirs for a while.
        town.reopen(clock=_after_the_leases)
        _outbox(town, server.port).deliver()
        came = Counter(str(letter["Message-ID"]) for letter in server.mail())
        recipients = {to for to, _content in server.raw}
    assert town.store.waiting.messages() == ()
    town.store.close()
    assert recipients == {f"nobody-{number}@example.org" for number in range(messages)}
    assert len(came) == messages
    assert came.total() - messages <= kills
