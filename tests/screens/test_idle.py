"""A session that nobody uses ends, and says so before."""

from __future__ import annotations

from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import SIGN_IN, Attempted, app_of, line, settle, text
from tui.screens.idle import Idleness
from tui.visit import SessionOver


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


async def test_signing_out_from_the_warning_ends_the_session(run: Run) -> None:
    clock, journey = Clock(), signed_in()
    async with run(journey, idleness=Idleness(clock)) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
    assert isinstance(journey.ended, SessionOver)


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
