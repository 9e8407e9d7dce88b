"""A session that nobody uses ends, and says so before."""

from __future__ import annotations

import threading

from store import Problem, Refusal
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, SIGN_IN, Attempted, app_of, line, settle, text
from tui.screens.idle import Idleness
from tui.visit import SessionOver, SignedOut, Visit


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def signed_in() -> Attempted:
    journey = Attempted(SIGN_IN)
    journey.session = object()
    return journey


async def test_a_warning_counts_down_and_the_session_ends(run: Run) -> None:
    clock, journey = Clock(), signed_in()
    async with run(journey, idleness=Idleness(clock)) as pilot:
        app = app_of(pilot)
        clock.now = 749
        app.look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
        clock.now = 880
        app.look_around()
        await pilot.pause()
        assert "Keep me signed in" in text(pilot)
        assert "20 seconds" in text(pilot)
        clock.now = 890
        app.look_around()
        await pilot.pause()
        assert "10 seconds" in text(pilot)
        clock.now = 900
        app.look_around()
        await pilot.pause()
    assert isinstance(journey.ended, SessionOver)


async def test_staying_signed_in_tells_the_store_and_loses_nothing(run: Run, door: FakeDoor) -> None:
    clock, journey = Clock(), signed_in()
    async with run(journey, idleness=Idleness(clock)) as pilot:
        app = app_of(pilot)
        await pilot.press(*"alex")
        clock.now = 800
        app.look_around()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await settle(pilot, "keep alive")
        assert door.store.told == ["touched"]
        app.look_around()
        await pilot.pause()
        assert line(pilot, "identifier").value == "alex"
        assert "Are you still there?" not in text(pilot)


async def test_signing_out_from_the_warning_is_the_persons_own_doing(run: Run) -> None:
    clock, journey = Clock(), signed_in()
    async with run(journey, idleness=Idleness(clock)) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
    assert isinstance(journey.ended, SignedOut)


def test_no_more_time_is_promised_than_the_store_gives() -> None:
    clock = Clock()
    idleness = Idleness(clock)
    clock.now = 9
    assert not idleness.store_is_due()
    assert idleness.left.total_seconds() == 891
    clock.now = 59
    assert idleness.store_is_due()
    assert idleness.left.total_seconds() == 841
    clock.now = 60
    idleness.store_knows()
    assert idleness.left.total_seconds() == 899


async def test_a_store_that_could_not_note_it_gives_no_more_time(run: Run, door: FakeDoor) -> None:
    def busy(_session: object) -> None:
        raise Problem(Refusal.BUSY)

    clock = Clock()
    door.store.sessions.touch = busy
    async with run(signed_in(), idleness=Idleness(clock)) as pilot:
        clock.now = 500
        await pilot.press("x")
        await settle(pilot, "keep alive")
        clock.now = 760
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" in text(pilot)


async def test_late_word_of_a_session_that_is_over_ends_nothing_else(run: Run, door: FakeDoor) -> None:
    clock, go, welcome = Clock(), threading.Event(), Attempted(MENU)

    def ended_meanwhile(_session: object) -> None:
        go.wait()
        raise Problem(Refusal.SESSION_ENDED)

    async def journey(visit: Visit) -> None:
        await signed_in()(visit)
        await visit.leave()
        await welcome(visit)

    door.store.sessions.touch = ended_meanwhile
    async with run(journey, idleness=Idleness(clock)) as pilot:
        clock.now = 60
        await pilot.press("x", "down", "y", "enter")
        while app_of(pilot)._pages.page is not MENU:
            await pilot.pause()
        go.set()
        await settle(pilot, "keep alive")
        assert welcome.ended is None


async def test_typing_puts_the_warning_off(run: Run) -> None:
    clock = Clock()
    async with run(signed_in(), idleness=Idleness(clock)) as pilot:
        for clock.now in range(0, 3000, 500):
            await pilot.press("x")
            app_of(pilot).look_around()
            await pilot.pause()
            assert "Are you still there?" not in text(pilot)


async def test_nobody_is_warned_who_is_not_signed_in(run: Run) -> None:
    clock = Clock()
    async with run(Attempted(SIGN_IN), idleness=Idleness(clock)) as pilot:
        clock.now = 10_000
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
