"""Each kind of message takes the route that the settings declare for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from i18n import ENGLISH, _
from store.database.alone import EVERYTHING
from store.messages.letters.letter import ALWAYS, Text
from store.messages.letters.password import no_account_to_reset
from store.messages.message import MessageKind
from store.messages.routes import declared_routes
from store.messages.routes.files import FileRoute
from store.messages.routes.sms import SmsRoute
from store.messages.routes.smtp import SmtpRoute
from store.settings import Mail, SmsGateway
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
    assert [message.kind for message in town.store.waiting.messages()] == ["email"]


def test_a_kind_without_a_route_waits_and_says_so(town: Town) -> None:
    assert outbox_by_kind(town, email=Broken(failures=0)).deliver() == 1
    [message] = town.store.waiting.messages()
    assert message.last_error == "no-route: sms"
    town.clock.now = message.next_try_at
    assert [text.to for text in town.new_texts()] == [PHONE]


def test_a_kind_that_this_program_does_not_know_waits_and_says_so(town: Town) -> None:
    town.rows("UPDATE outbox SET kind = 'printer' WHERE kind = 'sms'")
    assert town.store.outbox.deliver() == 1
    [message] = town.store.waiting.messages()
    assert "printer" in str(message.last_error)


def test_without_settings_messages_are_files_but_for_slips_which_are_printed(town: Town) -> None:
    routes = declared_routes(town.settings)
    assert set(routes) == set(MessageKind)
    files = {kind for kind, route in routes.items() if isinstance(route, FileRoute)}
    assert files == {MessageKind.EMAIL, MessageKind.SMS}


def test_a_mail_server_and_a_gateway_take_what_they_are_declared_for(town: Town) -> None:
    mail = Mail(server="localhost", sender="macle@example.org")
    sms = SmsGateway("smseagle://token@localhost/{to}")
    routes = declared_routes(replace(town.settings, mail=mail, sms=sms))
    assert isinstance(routes[MessageKind.EMAIL], SmtpRoute)
    assert isinstance(routes[MessageKind.SMS], SmsRoute)
