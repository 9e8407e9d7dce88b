"""What has not left yet is told in a few figures, and is tried for a day before it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from i18n import ENGLISH
from store import OutboxState
from store.rules.limits import RESET_TOKEN_LIFE
from tests.messages.other_routes import Broken, outbox_with
from tests.town import TERMINAL, Town


def waits(town: Town, name: str = "nobody") -> datetime:
    """Leave a letter that is always of use, and return when it was written."""
    town.store.reset.request(f"{name}@example.org", ENGLISH, TERMINAL)
    return town.clock.now


def fails_for(town: Town, **span: float) -> None:
    """Try in vain whatever is due, each half minute, for so long."""
    failing, until = outbox_with(town, Broken()), town.clock.now + timedelta(**span)
    while town.clock.now < until:
        failing.deliver()
        town.clock.advance(seconds=30)


def test_an_empty_outbox_says_so(town: Town) -> None:
    assert town.store.outbox.state() == OutboxState(0, 0, None, None)


def test_what_waits_is_counted_with_the_age_of_the_oldest(town: Town) -> None:
    oldest = waits(town)
    town.clock.advance(hours=1)
    waits(town, "no-one")
    assert town.store.outbox.state() == OutboxState(2, 0, oldest, None)


def test_what_has_expired_is_not_counted(town: Town) -> None:
    someone = town.person()
    town.new_mail()
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)
    town.clock.advance(seconds=RESET_TOKEN_LIFE.total_seconds())
    assert town.store.outbox.state() == OutboxState(0, 0, None, None)


def test_a_message_is_tried_for_a_day_and_then_stays(town: Town) -> None:
    written_at = waits(town)
    fails_for(town, hours=23)
    assert town.store.outbox.state().given_up == 0
    fails_for(town, hours=2)
    state = town.store.outbox.state()
    assert (state.waiting, state.given_up, state.oldest_written_at) == (0, 1, written_at)
    assert "no mail server today" in str(state.last_error)
    town.clock.advance(days=7)
    assert town.store.outbox.deliver() == 0
    assert town.store.outbox.state().given_up == 1


def test_a_message_whose_first_try_comes_late_is_not_given_up_at_once(town: Town) -> None:
    waits(town)
    town.clock.advance(days=3)
    fails_for(town, hours=1)
    assert town.store.outbox.state().given_up == 0
    assert outbox_with(town, Broken(failures=0)).deliver() == 0
    town.clock.advance(hours=1)
    assert town.store.outbox.deliver() == 1
