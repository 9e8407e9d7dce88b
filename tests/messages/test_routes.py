"""Each kind of message takes the route that the settings declare for it."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest

from i18n import ENGLISH, _
from store.database.alone import EVERYTHING
from store.messages.letters.letter import ALWAYS, Text
from store.messages.letters.password import no_account_to_reset
from store.messages.message import MessageKind
from store.messages.routes import ROUTES, declared_routes
from store.settings import Routes
from store.settings.listing import declared
from tests.messages.other_routes import Broken, outbox_by_kind
from tests.town import PHONE, Town

ADDRESS = "nobody@example.org"


@pytest.fixture(autouse=True)
def waiting(town: Town) -> None:
    """Leave an email and a text that wait."""
    with town.store.database.write(alone_with=EVERYTHING) as db:
        town.store.outbox.queue(db, no_account_to_reset(), ADDRESS, ENGLISH, None)
        town.store.outbox.queue(db, Text((_("Back"),), ALWAYS), PHONE, ENGLISH, None)


def test_every_kind_of_message_takes_its_own_route(town: Town) -> None:
    email, sms = Broken(failures=0), Broken(failures=0)
    assert outbox_by_kind(town, email=email, sms=sms).deliver() == 2
    assert ([sent.to for sent in email.sent], [sent.to for sent in sms.sent]) == ([ADDRESS], [PHONE])


def test_a_route_that_fails_holds_no_other_kind_back(town: Town) -> None:
    sms = Broken(failures=0)
    assert outbox_by_kind(town, email=Broken(), sms=sms).deliver() == 1
    assert [message.kind for message in town.store.outbox.waiting()] == ["email"]


def test_a_kind_without_a_route_waits_and_says_so(town: Town) -> None:
    assert outbox_by_kind(town, email=Broken(failures=0)).deliver() == 1
    [message] = town.store.outbox.waiting()
    assert message.last_error == "LookupError: no route is declared for messages of the kind 'sms'"
    town.clock.now = message.next_try_at
    assert [text.to for text in town.new_texts()] == [PHONE]


def test_a_kind_that_this_program_does_not_know_waits_and_says_so(town: Town) -> None:
    town.rows("UPDATE outbox SET kind = 'printer' WHERE kind = 'sms'")
    assert town.store.outbox.deliver() == 1
    [message] = town.store.outbox.waiting()
    assert "'printer'" in str(message.last_error)


def test_every_kind_has_its_routes_in_the_settings_and_every_route_is_there(town: Town) -> None:
    names = {one.key: get_args(one.kind) for one in declared(Routes)}
    assert set(names) == set(declared_routes(town.settings)) == set(MessageKind)
    assert set(chain.from_iterable(names.values())) == set(ROUTES)
