"""Guesses at tokens and codes of notices name no account: they are limited at each place, and in all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from store import Refusal, Secret
from store.accounts import guesses
from store.rules.limits import GUESSES_AT_A_PLACE_AN_HOUR, GUESSES_IN_ALL_AN_HOUR
from store.rules.paper_codes import RESET_TOKEN
from tests.theft import Told
from tests.town import NEW_PASSWORD, Person, Town, answer, outcome, refused

HERE, THERE = "user 1000 from 192.0.2.7", "user 1000 from 192.0.2.8"
ONE_MORE = timedelta(hours=1) / GUESSES_AT_A_PLACE_AN_HOUR


class Door:
    """A door that takes what somebody was sent: how a guess and what was sent are tried, and the answers."""

    def __init__(self, town: Town, name: str) -> None:
        someone = town.person()
        self.tried: Callable[[Secret, str], object]
        if name == "token":
            self.sent, self.tried = town.reset_token(someone), town.store.reset.open
            self.unknown, self.locked, self.field = Refusal.TOKEN_UNKNOWN, Refusal.TOKEN_LOCKED, "token"
        else:
            self.sent, self.tried = _code_of_a_notice(town, someone), town.store.disowning.changes
            self.unknown, self.locked, self.field = Refusal.NOTICE_UNKNOWN, Refusal.CODE_LOCKED, "code"

    def guess(self, place: str = HERE) -> Refusal | None:
        return outcome(self.tried, Secret(RESET_TOKEN.new()), place)

    def guesses_all(self, place: str = HERE) -> None:
        for _guess in range(GUESSES_AT_A_PLACE_AN_HOUR):
            assert self.guess(place) is self.unknown


def _code_of_a_notice(town: Town, someone: Person) -> Secret:
    Told.lately(town)
    town.store.password.change(town.sign_in(someone), someone.password, NEW_PASSWORD, NEW_PASSWORD)
    return Told.lately(town).to(someone.email)


@pytest.fixture(params=["token", "notice"])
def door(town: Town, request: pytest.FixtureRequest) -> Door:
    return Door(town, request.param)


def test_after_so_many_guesses_at_a_place_the_next_waits_and_says_until_when(town: Town, door: Door) -> None:
    door.guesses_all()
    until = town.clock.now + ONE_MORE
    told = answer(refused(door.tried, Secret(RESET_TOKEN.new()), HERE))
    assert told == (door.locked, door.field, {"until": until})
    town.clock.advance(seconds=ONE_MORE.total_seconds() - 1)
    assert door.guess() is door.locked
    town.clock.advance(seconds=1)
    assert door.guess() is door.unknown


def test_guesses_at_one_place_are_not_counted_at_another(door: Door) -> None:
    door.guesses_all()
    assert door.guess() is door.locked
    assert door.guess(THERE) is door.unknown


def test_guesses_from_everywhere_are_limited_in_all(
    town: Town, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert GUESSES_IN_ALL_AN_HOUR > 10 * GUESSES_AT_A_PLACE_AN_HOUR
    in_all = 30  # fewer, so that it takes less time
    monkeypatch.setattr(guesses, "GUESSES_IN_ALL_AN_HOUR", in_all)
    for number in range(in_all):
        assert door.guess(f"user {number}") is door.unknown
    assert door.guess() is door.locked
    town.clock.advance(seconds=timedelta(hours=1).total_seconds() / in_all)
    assert door.guess() is door.unknown


def test_nobodys_guesses_keep_an_owner_from_using_what_they_were_sent(door: Door) -> None:
    door.guesses_all()
    assert door.guess() is door.locked
    assert outcome(door.tried, door.sent, HERE) is None


def test_what_was_sent_and_what_no_code_can_be_cost_no_guess(door: Door) -> None:
    for _time in range(GUESSES_AT_A_PLACE_AN_HOUR + 1):
        assert outcome(door.tried, door.sent, HERE) is None
        assert outcome(door.tried, Secret("0" * 19), HERE) not in {door.unknown, door.locked}
    door.guesses_all()


def test_guesses_stay_counted_when_the_store_is_opened_again(town: Town) -> None:
    door = Door(town, "token")
    door.guesses_all()
    town.reopen()
    assert outcome(town.store.reset.open, Secret(RESET_TOKEN.new()), HERE) is door.locked
