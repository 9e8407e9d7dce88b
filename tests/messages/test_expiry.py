"""A code that has expired is not sent hours later, and a clock that is wrong for a moment destroys none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from i18n import ENGLISH
from store.rules.limits import (
    CODE_LIFE,
    LONGEST_OF_USE,
    MESSAGE_LEASE,
    RESET_TOKEN_LIFE,
    STRANGERS_TOLD_FOR,
    TIDIED_AFTER,
)
from tests.messages.other_routes import Broken, Watched, outbox_with
from tests.theft import change_email
from tests.town import NEW_PASSWORD, OTHER_PHONE, PASSWORD, PHONE, TERMINAL, Person, Town

_A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def someone(town: Town) -> Person:
    return town.person()


def signs_up(town: Town, _someone: Person) -> None:
    town.store.sign_up.begin("newcomer", "newcomer@example.org", PASSWORD, PASSWORD, "en")


def resets(town: Town, someone: Person) -> None:
    town.store.reset.request(someone.email, ENGLISH, TERMINAL)


def changes_email(town: Town, someone: Person) -> None:
    town.store.email_address.begin(town.sign_in(someone), "other@example.org", PASSWORD)


def adds_phone(town: Town, someone: Person) -> None:
    town.store.phones.begin(town.sign_in(someone), OTHER_PHONE, ENGLISH)


def signs_in_by_phone(town: Town, someone: Person) -> None:
    phone = town.add_phone(town.sign_in(someone), PHONE)
    town.new_mail()
    town.new_texts()
    town.store.second_step.send(town.sign_in(someone), phone)


SENT = {
    signs_up: CODE_LIFE,
    changes_email: CODE_LIFE,
    adds_phone: CODE_LIFE,
    signs_in_by_phone: CODE_LIFE,
    resets: RESET_TOKEN_LIFE,
}
"""How a code or a token comes to be sent, and for how long it works."""
EACH = pytest.mark.parametrize(
    ("asks", "life"), SENT.items(), ids=[asks.__name__.replace("_", " ") for asks in SENT]
)


def waiting(town: Town) -> int:
    return len(town.store.waiting.messages())


@EACH
def test_a_code_is_sent_as_long_as_it_works_and_not_after(
    town: Town, someone: Person, asks: Callable[[Town, Person], None], life: timedelta
) -> None:
    asks(town, someone)
    last, tried = town.clock.now + life - _A_MOMENT, Broken(failures=1)
    [message] = town.store.waiting.messages()
    assert message.of_use_until == town.clock.now + life
    town.clock.now = last
    assert outbox_with(town, tried).deliver() == 0
    assert tried.failures == 0
    town.clock.advance(hours=3)
    assert town.store.outbox.deliver() == 0
    assert (town.new_mail(), town.new_texts()) == ([], [])


def test_word_of_a_change_is_delivered_however_late(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.add_phone(session)
    town.new_mail()
    town.new_texts()
    town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.clock.advance(days=30)
    town.reopen()
    assert [letter["Subject"] for letter in town.new_mail()] == ["Your password was changed"]
    assert len(town.new_texts()) == 1


def is_told_of_no_account(town: Town, _someone: Person) -> None:
    town.store.reset.request("tyop@example.org", ENGLISH, TERMINAL)


def is_told_no_username(town: Town, _someone: Person) -> None:
    town.store.forgotten_username.request("tyop@example.org", ENGLISH, TERMINAL)


def wants_a_former_address(town: Town, someone: Person) -> None:
    change_email(town, town.sign_in(someone), "other@example.org")
    town.new_mail()
    town.store.sign_up.begin("newcomer", someone.email, PASSWORD, PASSWORD, "en")


@pytest.mark.parametrize("asks", [is_told_of_no_account, is_told_no_username, wants_a_former_address])
def test_what_is_written_to_an_address_without_an_account_is_of_use_for_a_day(
    town: Town, someone: Person, asks: Callable[[Town, Person], None]
) -> None:
    asks(town, someone)
    [message] = town.store.waiting.messages()
    assert message.of_use_until == town.clock.now + STRANGERS_TOLD_FOR
    town.clock.now = message.of_use_until
    assert town.store.outbox.deliver() == 0
    town.clock.now += TIDIED_AFTER
    town.reopen()
    assert waiting(town) == 0


def test_what_expires_while_others_are_sent_is_not_sent(town: Town, someone: Person) -> None:
    signs_up(town, someone)
    town.clock.advance(seconds=1)
    changes_email(town, someone)
    slow = Watched(lambda: town.clock.advance(minutes=10))
    assert outbox_with(town, slow).deliver() == 1
    assert [message.to for message in slow.sent] == ["newcomer@example.org"]


def ahead(town: Town) -> None:
    town.clock.jump(days=365)


def ahead_at_a_start(town: Town) -> None:
    town.clock.restart(days=365)


@EACH
@pytest.mark.parametrize("jump", [ahead, ahead_at_a_start])
def test_a_clock_that_is_ahead_for_a_moment_destroys_no_code_and_delays_none(
    town: Town,
    someone: Person,
    asks: Callable[[Town, Person], None],
    life: timedelta,
    jump: Callable[[Town], None],
) -> None:
    town.clock.advance(hours=2)
    asks(town, someone)
    right = town.clock.now
    jump(town)
    assert town.store.outbox.deliver() == 0
    town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    assert [str(letter["To"]) for letter in town.new_mail()] == ["nobody@example.org"]
    town.reopen()
    town.clock.jump(seconds=(right - town.clock.now).total_seconds())
    assert town.store.outbox.deliver() == 1


def test_tries_that_failed_by_a_clock_that_was_ahead_make_no_code_late(town: Town, someone: Person) -> None:
    resets(town, someone)
    expires_at = town.clock.now + RESET_TOKEN_LIFE
    town.clock.jump(minutes=25)
    failing = outbox_with(town, Broken())
    while True:
        failing.deliver()
        [message] = town.store.waiting.messages()
        if message.next_try_at >= expires_at:
            break
        town.clock.now = message.next_try_at
    town.clock.jump(minutes=-25)
    town.store.outbox.deliver()
    [message] = town.store.waiting.messages()
    assert message.next_try_at <= town.clock.now + MESSAGE_LEASE
    town.clock.now = message.next_try_at
    assert town.reset_token(someone)


def test_what_was_begun_before_the_clock_went_back_is_left_to_who_sends_it(
    town: Town, someone: Person
) -> None:
    resets(town, someone)
    town.clock.jump(minutes=20)

    def goes_back() -> None:
        town.clock.jump(minutes=-20)
        assert town.store.outbox.deliver() == 0

    assert outbox_with(town, Watched(goes_back)).deliver() == 1


def test_a_clock_that_is_behind_for_a_moment_shortens_the_life_of_none(town: Town, someone: Person) -> None:
    resets(town, someone)
    expires_at = town.clock.now + RESET_TOKEN_LIFE
    town.clock.jump(days=-365)
    assert outbox_with(town, Broken()).deliver() == 0
    town.reopen()
    town.clock.jump(days=365)
    [message] = town.store.waiting.messages()
    assert message.of_use_until == expires_at
    assert town.store.outbox.deliver() == 1


def test_a_message_from_the_future_does_not_wait_until_then(town: Town, someone: Person) -> None:
    ahead(town)
    resets(town, someone)
    town.clock.jump(days=-365)
    town.reopen()
    town.clock.now += TIDIED_AFTER
    town.reopen()
    [message] = town.store.waiting.messages()
    assert message.of_use_until is not None
    assert message.of_use_until <= town.clock.now + LONGEST_OF_USE


@pytest.mark.parametrize("reopened", [True, False])
def test_what_has_expired_is_deleted_once_the_clock_can_be_trusted(
    town: Town, someone: Person, reopened: bool
) -> None:
    town.clock.jump(days=1)
    town.store.phones.begin(town.sign_in(someone), OTHER_PHONE, ENGLISH)

    def goes_on() -> None:
        """Open the store again, or let someone else do something, so that it looks at the clock."""
        if reopened:
            town.reopen()
        else:
            town.store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
            town.store.outbox.deliver()

    town.clock.now += TIDIED_AFTER - _A_MOMENT
    goes_on()
    assert waiting(town) == 1
    town.clock.now += _A_MOMENT
    goes_on()
    assert waiting(town) == 0
