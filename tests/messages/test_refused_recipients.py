"""What a mail server answers to a recipient: that nobody is there, or that something is set wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import ENGLISH
from store.messages.routes.smtp import SmtpRoute
from tests.messages.mail_server import certificate, mail_server
from tests.messages.other_routes import outbox_by_kind
from tests.messages.test_mail_server import fails, settings
from tests.town import TERMINAL, Town
from tui.wording import undelivered


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return certificate(tmp_path)


def test_a_recipient_refused_for_good_is_told_from_one_refused_for_now(town: Town, own: Path) -> None:
    with mail_server(own) as server:
        server.answers += ["550 5.1.1 unknown", "450 4.7.1 greylisted"]
        assert fails(town, settings(server, own)) == "mail-recipient: 550 5.1.1 unknown"
        town.clock.advance(hours=1)
        town.rows("DELETE FROM outbox")
        assert fails(town, settings(server, own)) == "mail-later: 450 4.7.1 greylisted"
        town.clock.advance(minutes=1)
        route = SmtpRoute(settings(server, own), town.home)
        assert outbox_by_kind(town, email=route).deliver() == 1
        assert len(server.raw) == 1


def test_a_refused_recipient_holds_no_other_back(town: Town, own: Path) -> None:
    for number in range(3):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    with mail_server(own) as server:
        server.answers += ["550 5.1.1 unknown"]
        route = SmtpRoute(settings(server, own), town.home)
        assert outbox_by_kind(town, email=route).deliver() == 2


def test_a_recipient_refused_for_good_is_given_up_at_once_and_tried_again_on_request_alone(
    town: Town, own: Path
) -> None:
    with mail_server(own) as server:
        server.answers += ["550 5.1.1 unknown"]
        fails(town, settings(server, own))
        assert [message.given_up for message in town.store.waiting.messages()] == [True]
        outbox = outbox_by_kind(town, email=SmtpRoute(settings(server, own), town.home))
        town.store.waiting.hurry()
        town.clock.advance(hours=3)
        assert outbox.deliver() == 0
        assert town.store.waiting.try_again() == 1
        assert outbox.deliver() == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("550 5.1.1 <nobody@example.org>: user unknown", "mail-recipient"),
        ("550 5.2.1 the mailbox is disabled", "mail-recipient"),
        ("556 5.1.10 the domain takes no mail", "mail-recipient"),
        ("550 no such user here", "mail-recipient"),
        ("553 sorry, no mailbox here by that name (#5.1.1)", "mail-recipient"),
        ("554 5.7.1 <nobody@example.org>: Relay access denied", "mail-refused"),
        ("530 5.7.0 Authentication required", "mail-refused"),
        ("550 relay not permitted", "mail-refused"),
        ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "mail-refused"),
        ("550 5.1.0 <macle@example.org>: Sender address rejected: User unknown", "mail-refused"),
        ("550 5.1.8 <macle@example.org>: Sender address rejected: Domain not found", "mail-refused"),
        ("552 5.2.2 the mailbox is full", "mail-refused"),
        ("554 no", "mail-refused"),
        ("450 4.1.1 the recipient is being looked for", "mail-later"),
    ],
)
def test_only_what_says_that_nobody_is_there_gives_a_message_up_at_once(
    town: Town, answer: str, code: str
) -> None:
    with mail_server() as server:
        server.answers += [answer]
        assert fails(town, settings(server)).startswith(f"{code}: {answer[:3]}")
    [message] = town.store.waiting.messages()
    assert message.given_up is (code == "mail-recipient")
    assert town.store.waiting.given_up().for_recipient == message.given_up


def test_a_forgotten_sign_in_is_named_where_the_server_passes_nothing_on(town: Town) -> None:
    with mail_server() as server:
        server.answers += ["554 5.7.1 Relay access denied"]
        assert "“username”" in ENGLISH.say(undelivered(fails(town, settings(server))))
