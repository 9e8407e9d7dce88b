"""What has not left yet is told in a few figures, and is tried for a day before it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from i18n import ENGLISH
from store import Refusal
from store.database.alone import EVERYTHING
from store.messages.letters.identity import forgotten_username
from store.messages.message import Outgoing
from store.messages.routes.route import WayClosed
from store.messages.waiting import OutboxState
from store.rules.limits import ENDED_KEPT, RESET_TOKEN_LIFE
from tests.messages.other_routes import AnyRoute, Broken, Watched, outbox_by_kind, outbox_with
from tests.town import PASSWORD, TERMINAL, Town


def waits(town: Town, name: str = "nobody") -> datetime:
    """Leave a letter to an account, which is always of use, and return when it was written."""
    with town.store.database.write(alone_with=EVERYTHING) as db:
        town.store.outbox.queue(db, forgotten_username(name), f"{name}@example.org", ENGLISH, 1)
    return town.clock.now


def fails_for(town: Town, **span: float) -> None:
    """Try in vain whatever is due, each time that something is, for so long."""
    failing, until = outbox_with(town, Broken()), town.clock.now + timedelta(**span)
    while town.clock.now < until:
        failing.deliver()
        waiting = town.store.waiting.messages()
        due = min((message.next_try_at for message in waiting if not message.given_up), default=until)
        town.clock.now = min(due, until)


def test_an_empty_outbox_says_so(town: Town) -> None:
    assert town.store.waiting.state() == OutboxState(0, None, None)


def test_what_waits_is_counted_with_the_age_of_the_oldest(town: Town) -> None:
    oldest = waits(town)
    town.clock.advance(hours=1)
    waits(town, "no-one")
    assert town.store.waiting.state() == OutboxState(2, oldest, None)


def test_what_has_expired_is_not_counted(town: Town) -> None:
    someone = town.person()
    town.new_mail()
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.clock.advance(seconds=RESET_TOKEN_LIFE.total_seconds())
    assert town.store.waiting.state() == OutboxState(0, None, None)


def test_a_message_is_tried_for_a_day_and_then_stays(town: Town) -> None:
    waits(town)
    fails_for(town, hours=23)
    assert town.store.waiting.given_up().in_all == 0
    fails_for(town, hours=2)
    assert town.store.waiting.state() == OutboxState(0, None, None)
    given_up = town.store.waiting.given_up()
    assert (given_up.in_all, given_up.for_recipient) == (1, 0)
    assert "no mail server today" in str(given_up.last_error)
    town.clock.advance(days=7)
    assert town.store.outbox.deliver() == 0
    assert town.store.waiting.given_up().in_all == 1


def test_what_was_given_up_goes_when_nobody_has_had_it_tried_for_a_month(town: Town) -> None:
    waits(town)
    fails_for(town, hours=25)
    waits(town, "no-one")
    [over] = [message for message in town.store.waiting.messages() if message.given_up]
    town.clock.now = over.next_try_at + ENDED_KEPT
    town.reopen()
    assert len(town.store.waiting.messages()) == 2
    town.clock.advance(seconds=1)
    town.reopen()
    assert [message.given_up for message in town.store.waiting.messages()] == [False]


def test_a_message_whose_first_try_comes_late_is_not_given_up_at_once(town: Town) -> None:
    waits(town)
    town.clock.advance(days=3)
    fails_for(town, hours=1)
    assert town.store.waiting.given_up().in_all == 0
    assert outbox_with(town, Broken(failures=0)).deliver() == 0
    town.clock.advance(hours=1)
    assert town.store.outbox.deliver() == 1


def test_what_was_given_up_is_tried_once_more_when_one_asks_for_it(town: Town) -> None:
    waits(town)
    fails_for(town, hours=26)
    assert [message.given_up for message in town.store.waiting.messages()] == [True]
    assert town.store.waiting.try_again() == 1
    failing = Broken(failures=1)
    assert outbox_with(town, failing).deliver() == 0
    assert (failing.failures, town.store.waiting.given_up().in_all) == (0, 1)
    assert town.store.waiting.try_again() == 1
    assert town.store.outbox.deliver() == 1
    assert town.store.waiting.try_again() == 0


class Stumbling(AnyRoute):
    """A route that one message closes, whenever it comes to it."""

    def __init__(self, stone: str) -> None:
        self.stone = stone
        self.sent: list[str] = []

    def send(self, message: Outgoing) -> None:
        if message.to == self.stone:
            raise WayClosed(Refusal.MAIL_TOO_SLOW, detail="")
        self.sent.append(message.to)


def test_a_message_at_which_a_server_hangs_does_not_keep_the_others_for_ever(town: Town) -> None:
    for number in range(3):
        waits(town, f"nobody-{number}")
    route = Stumbling("nobody-0@example.org")
    outbox = outbox_with(town, route)
    for _minute in range(3):
        outbox.deliver()
        town.clock.advance(minutes=1)
    assert sorted(route.sent) == ["nobody-1@example.org", "nobody-2@example.org"]
    assert [message.tries for message in town.store.waiting.messages()] == [2]


def test_what_failed_is_tried_before_its_time_when_one_asks_for_it_in_its_turn(town: Town) -> None:
    for number in range(3):
        waits(town, f"nobody-{number}")
    stumbling = outbox_with(town, Stumbling("nobody-0@example.org"))
    errors: list[str] = []
    assert stumbling.deliver(failed=errors.append) == 0
    assert stumbling.deliver(failed=errors.append) == 0
    assert errors == ["mail-too-slow"]
    town.store.waiting.hurry()
    assert stumbling.deliver(failed=errors.append) == 2
    assert errors == ["mail-too-slow"] * 2
    town.store.waiting.hurry()
    assert town.store.outbox.deliver() == 1


@pytest.mark.parametrize("goes_back", [0, 60])
def test_what_is_being_sent_is_not_hurried(town: Town, goes_back: int) -> None:
    waits(town)
    others: list[int] = []

    def hurries() -> None:
        town.clock.jump(seconds=-goes_back)
        town.store.waiting.hurry()
        others.append(town.store.outbox.deliver())

    assert outbox_with(town, Watched(hurries)).deliver() == 1
    assert others == [0]


def test_what_was_given_up_and_is_being_sent_once_more_is_sent_by_nobody_else(town: Town) -> None:
    waits(town)
    fails_for(town, hours=26)
    assert town.store.waiting.try_again() == 1
    others: list[int] = []

    def tries_again() -> None:
        others.extend((town.store.waiting.try_again(), town.store.outbox.deliver()))

    assert outbox_with(town, Watched(tries_again)).deliver() == 1
    assert others == [0, 0]


def test_all_that_a_closed_way_put_off_is_hurried(town: Town) -> None:
    for number in range(60):
        waits(town, f"nobody-{number}")
    assert outbox_by_kind(town).deliver() == 0
    town.store.waiting.hurry()
    assert town.store.outbox.deliver() == 60


def test_a_way_that_is_closed_costs_one_try_for_all_that_waits(town: Town) -> None:
    for number in range(60):
        waits(town, f"nobody-{number}")
    tried: list[str] = []

    class Closed(AnyRoute):
        def send(self, message: Outgoing) -> None:
            tried.append(message.to)
            raise WayClosed(Refusal.MAIL_TOO_SLOW, detail="")

    assert outbox_with(town, Closed()).deliver() == 0
    assert len(tried) == 1
    assert {message.tries for message in town.store.waiting.messages()} == {1}
    assert town.store.outbox.deliver() == 0
    town.clock.advance(minutes=2)
    assert town.store.outbox.deliver() == 60


def test_a_code_overtakes_news_of_which_there_is_much(town: Town) -> None:
    for number in range(60):
        waits(town, f"nobody-{number}")
    town.clock.advance(seconds=1)
    town.store.sign_up.begin("newcomer", "newcomer@example.org", PASSWORD, PASSWORD, "en")
    route = Broken(failures=0)
    outbox_with(town, route).deliver()
    assert route.sent[0].to == "newcomer@example.org"


@pytest.mark.more
def test_a_code_overtakes_what_ends_later(town: Town) -> None:
    for number in range(60):
        town.store.reset.request(f"nobody-{number}@example.org", ENGLISH, TERMINAL)
    town.clock.advance(seconds=1)
    town.store.sign_up.begin("newcomer", "newcomer@example.org", PASSWORD, PASSWORD, "en")
    route = Broken(failures=0)
    outbox_with(town, route).deliver()
    assert route.sent[0].to == "newcomer@example.org"


def test_a_code_that_is_asked_for_while_much_is_sent_does_not_wait_for_all_of_it(town: Town) -> None:
    for number in range(120):
        waits(town, f"nobody-{number}")
    town.clock.advance(seconds=1)
    asked: list[None] = []

    def asks() -> None:
        if not asked:
            asked.append(None)
            town.store.sign_up.begin("newcomer", "newcomer@example.org", PASSWORD, PASSWORD, "en")

    route = Watched(asks)
    outbox_with(town, route).deliver()
    assert [message.to for message in route.sent].index("newcomer@example.org") <= 60
    assert len(route.sent) == 121


def test_who_is_asked_to_stop_leaves_the_rest_as_it_is(town: Town) -> None:
    for number in range(3):
        waits(town, f"nobody-{number}")
    route = Broken(failures=0)
    assert outbox_with(town, route).deliver(lambda: len(route.sent) < 2) == 2
    assert [message.tries for message in town.store.waiting.messages()] == [0]


def test_nothing_of_a_message_that_left_stays_in_the_database_or_its_journal(town: Town) -> None:
    waits(town)
    [(sealed,)] = town.rows("SELECT sealed FROM outbox")
    assert sealed in town.stored()
    assert town.store.outbox.deliver() == 1
    assert sealed not in town.stored()


def test_a_message_that_cannot_be_dated_does_not_keep_the_state_from_being_told(town: Town) -> None:
    waits(town)
    outbox_with(town, Broken()).deliver()
    town.rows("UPDATE outbox SET written_at = 9223372036854775807")
    in_all = town.store.waiting.state().waiting + town.store.waiting.given_up().in_all
    assert (in_all, town.store.waiting.state().oldest_written_at) == (1, None)
