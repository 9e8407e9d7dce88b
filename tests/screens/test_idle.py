"""A session that nobody uses ends, and says so before."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from store import Problem, Refusal, Secret
from tests.clock import Seconds
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, SIGN_IN, Attempted, app_of, line, settle, text
from tui.journeys.methods.recovery_codes import codes_page
from tui.surroundings import KIOSK
from tui.unwinding import SessionOver, SignedOut
from tui.visit import Visit

CODES = tuple(Secret(f"7K3MX-9Q2R{last}") for last in "0123456789")
MADE_AT = datetime(2026, 3, 14, tzinfo=UTC)


def signed_in() -> Attempted:
    journey = Attempted(SIGN_IN)
    journey.session = object()
    return journey


async def test_a_warning_counts_down_and_the_session_ends(run: Run) -> None:
    clock, journey = Seconds(), signed_in()
    async with run(journey, clock=clock) as pilot:
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
    clock, journey = Seconds(), signed_in()
    async with run(journey, clock=clock) as pilot:
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
    clock, journey = Seconds(), signed_in()
    async with run(journey, clock=clock) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
    assert isinstance(journey.ended, SignedOut)


async def test_who_cannot_sign_out_yet_is_not_warned_at_once_again(run: Run, door: FakeDoor) -> None:
    async def journey(visit: Visit) -> None:
        with visit.within("Alex"), visit.until_kept():
            await shown(visit)

    clock, shown = Seconds(), signed_in()
    async with run(journey, clock=clock) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
        await settle(pilot, "keep alive")
        assert door.store.told == ["touched"]
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
        assert "once you have kept" in text(pilot)


async def test_what_is_being_written_down_stays_in_view_while_it_is_warned(run: Run, door: FakeDoor) -> None:
    page = codes_page(CODES, MADE_AT, ways=(), replaces=False)
    clock, journey = Seconds(), Attempted(page)
    journey.session = object()
    async with run(journey, clock=clock, surroundings=KIOSK) as pilot:
        said = " ".join(text(pilot).split())
        assert "press a key now and then, such as an arrow: after 90 seconds without one" in said
        clock.now = 80
        app_of(pilot).look_around()
        await pilot.pause()
        assert "You will be signed out in 10 seconds. Press a key" in text(pilot)
        assert all(code.reveal() in text(pilot) for code in CODES)
        await pilot.press("left")
        await settle(pilot, "keep alive")
        assert door.store.told == ["touched"]
        app_of(pilot).look_around()
        await pilot.pause()
        assert "You will be signed out" not in text(pilot)
        clock.now = 170
        app_of(pilot).look_around()
        await pilot.pause()
    assert isinstance(journey.ended, SessionOver)


async def test_where_there_is_time_no_word_of_it_is_with_what_is_written_down(run: Run) -> None:
    journey = Attempted(codes_page(CODES, MADE_AT, ways=(), replaces=False))
    journey.session = object()
    async with run(journey) as pilot:
        assert "press a key now and then" not in text(pilot)


async def test_a_store_that_could_not_note_it_gives_no_more_time(run: Run, door: FakeDoor) -> None:
    def busy(_session: object) -> None:
        raise Problem(Refusal.BUSY)

    clock = Seconds()
    door.store.sessions.touch = busy
    async with run(signed_in(), clock=clock) as pilot:
        clock.now = 500
        await pilot.press("x")
        await settle(pilot, "keep alive")
        clock.now = 760
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" in text(pilot)


async def test_late_word_of_a_session_that_is_over_ends_nothing_else(run: Run, door: FakeDoor) -> None:
    clock, go, welcome = Seconds(), threading.Event(), Attempted(MENU)

    def ended_meanwhile(_session: object) -> None:
        go.wait()
        raise Problem(Refusal.SESSION_ENDED)

    async def journey(visit: Visit) -> None:
        await signed_in()(visit)
        await visit.leave()
        await welcome(visit)

    door.store.sessions.touch = ended_meanwhile
    async with run(journey, clock=clock) as pilot:
        clock.now = 60
        await pilot.press("x", "down", "y", "enter")
        while app_of(pilot).pages.page is not MENU:
            await pilot.pause()
        go.set()
        await settle(pilot, "keep alive")
        assert welcome.ended is None


async def test_a_key_that_does_not_answer_the_warning_says_nothing(run: Run, door: FakeDoor) -> None:
    clock, journey = Seconds(), signed_in()
    async with run(journey, clock=clock) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        await pilot.press("x", "right")
        await settle(pilot, "keep alive")
        assert door.store.told == []
        clock.now = 900
        app_of(pilot).look_around()
        await pilot.pause()
    assert isinstance(journey.ended, SessionOver)


async def test_typing_puts_the_warning_off(run: Run) -> None:
    clock = Seconds()
    async with run(signed_in(), clock=clock) as pilot:
        for clock.now in range(0, 3000, 500):
            await pilot.press("x")
            app_of(pilot).look_around()
            await pilot.pause()
            assert "Are you still there?" not in text(pilot)


async def test_nobody_is_warned_who_is_not_signed_in(run: Run) -> None:
    clock = Seconds()
    async with run(Attempted(SIGN_IN), clock=clock) as pilot:
        clock.now = 10_000
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
