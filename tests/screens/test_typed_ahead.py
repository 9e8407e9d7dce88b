"""What is typed before its page is there reaches that page, in order, and no other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from textual import events
from textual.pilot import Pilot

from store import Problem, Refusal
from tests.clock import Seconds
from tests.screens.conftest import Run
from tests.screens.journeys import (
    CHANGE,
    KEPT,
    KEY,
    MENU,
    REFUSED,
    SIGN_IN,
    TOKEN,
    Attempted,
    app_of,
    line,
    settle,
    text,
)
from tui.screens.app import Ending, MacleApp
from tui.screens.buttons import ActionButton
from tui.surroundings import PAUSE
from tui.unwinding import SessionOver, SignedOut, Unwinding, WentBack
from tui.visit import Visit

CANARY = "Canari7351"


def one_after_the_other(*journeys: Attempted) -> Callable[[Visit], object]:
    async def journey(visit: Visit) -> None:
        for each in journeys:
            await each(visit)

    return journey


def one_unwound_then(*journeys: Callable[[Visit], Awaitable[None]]) -> Callable[[Visit], object]:
    """Return a journey that shows each page, whatever ends the one before."""

    async def journey(visit: Visit) -> None:
        for each in journeys:
            with contextlib.suppress(Unwinding, ValueError):
                await each(visit)

    return journey


def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys that arrive together."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def until(pilot: Pilot[None], so: Callable[[], object]) -> None:
    while not so():
        await pilot.pause()


async def test_enter_and_text_that_arrive_together_fill_in_the_next_page(run: Run) -> None:
    menu, sign_in = Attempted(MENU), Attempted(SIGN_IN)
    async with run(one_after_the_other(menu, sign_in)) as pilot:
        burst(pilot, "down", "enter", *"alex", "enter", *"secret", "enter")
        await until(pilot, lambda: sign_in.ended)
    assert [answers.action for answers in menu.answers] == ["action-2"]
    assert [answers.values for answers in sign_in.answers] == [{"identifier": "alex", "password": "secret"}]


async def test_what_is_typed_while_something_is_worked_out_reaches_the_next_page(run: Run) -> None:
    token, kept = Attempted(TOKEN, waits=True), Attempted(KEPT)
    async with run(one_after_the_other(token, kept)) as pilot:
        burst(pilot, *"abc", "enter")
        await until(pilot, lambda: token.answers)
        burst(pilot, "x", "tab", "y", "left", "z")
        pilot.app.post_message(events.Paste("pasted"))
        await pilot.pause()
        token.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is KEPT)
        await until(pilot, lambda: line(pilot, "characters").value)
        assert line(pilot, "characters").value == "zpastedy"
    assert [answers.values for answers in token.answers] == [{"token": "abc"}]


async def test_keys_before_the_first_page_reach_it(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        burst_at_start(visit)
        await sign_in(visit)

    def burst_at_start(visit: Visit) -> None:
        for key in "alex":
            visit.front.post_message(events.Key(key, key))  # type: ignore[attr-defined]

    sign_in = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await settle(pilot)
        assert line(pilot, "identifier").value == "alex"


@pytest.mark.parametrize("again", ["enter", "space", "escape"])
async def test_a_key_that_is_pressed_again_sends_nothing_twice(run: Run, again: str) -> None:
    token, menu = Attempted(TOKEN, waits=True), Attempted(MENU)
    async with run(one_after_the_other(token, menu)) as pilot:
        burst(pilot, *"abc", "enter", again)
        await until(pilot, lambda: token.answers)
        burst(pilot, again, again)
        await pilot.pause()
        token.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is MENU)
        await settle(pilot, "attempt")
        await pilot.pause()
    assert (len(token.answers), menu.answers) == (1, [])


async def test_what_is_typed_ahead_is_no_second_try_where_the_first_is_refused(run: Run) -> None:
    sign_in = Attempted(SIGN_IN, REFUSED, waits=True)
    async with run(sign_in) as pilot:
        burst(pilot, *"alex", "enter", *"secret", "enter", *"123456", "enter")
        await until(pilot, lambda: sign_in.answers)
        await pilot.pause()
        sign_in.go.set()
        await settle(pilot, "attempt")
        await pilot.pause()
        assert line(pilot, "password").value == ""
        assert len(sign_in.answers) == 1
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "password").value == "x")


async def test_after_a_refusal_the_first_character_is_taken_as_well(run: Run) -> None:
    sign_in = Attempted(SIGN_IN, Problem(Refusal.USERNAME_FORM, "identifier"), waits=True)
    async with run(sign_in) as pilot:
        burst(pilot, *"alex", "enter", *"secret", "enter", *"123")
        await until(pilot, lambda: sign_in.answers)
        await pilot.pause()
        sign_in.go.set()
        await settle(pilot, "attempt")
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "identifier").value == "alexx")


@pytest.mark.parametrize("pasted", [False, True])
async def test_what_is_typed_behind_a_secret_is_never_seen(run: Run, pasted: bool) -> None:
    clock, sign_in, token = Seconds(), Attempted(SIGN_IN, waits=True), Attempted(TOKEN)
    async with run(one_after_the_other(sign_in, token), clock=clock) as pilot:
        burst(pilot, *"alex", "enter", *"secret", "enter")
        if pasted:
            pilot.app.post_message(events.Paste(CANARY))
        else:
            burst(pilot, *CANARY)
        burst(pilot, "enter")
        await until(pilot, lambda: sign_in.answers)
        sign_in.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is TOKEN)
        await settle(pilot, "attempt")
        assert CANARY not in text(pilot)
        await pilot.press(*CANARY, "enter")
        assert (line(pilot, "token").value, token.answers) == ("", [])
        clock.now += PAUSE
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "token").value == "x")


async def test_a_secret_typed_behind_another_goes_into_a_masked_field(run: Run) -> None:
    sign_in, change = Attempted(SIGN_IN, waits=True), Attempted(CHANGE)
    async with run(one_after_the_other(sign_in, change)) as pilot:
        burst(pilot, *"alex", "enter", *"secret", "enter", *CANARY)
        await until(pilot, lambda: sign_in.answers)
        sign_in.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is CHANGE)
        await until(pilot, lambda: line(pilot, "password").value == CANARY)
        assert CANARY not in text(pilot)


async def test_a_secret_typed_on_after_its_page_was_ended_is_never_seen(run: Run) -> None:
    clock, change, over, sign_in = Seconds(), Attempted(CHANGE), Attempted(KEY), Attempted(SIGN_IN)
    async with run(one_unwound_then(change, over, sign_in), clock=clock) as pilot:
        await settle(pilot)
        await pilot.press(*"Canari")
        app_of(pilot).pages.unwind(SessionOver())
        await until(pilot, lambda: app_of(pilot).pages.page is KEY)
        # The new password to its end, and once more, with less than a pause between two fields.
        for key in ("enter", *CANARY, "enter", *CANARY, "enter"):
            clock.now += PAUSE / 2 - 0.1
            await pilot.press(key)
        assert (app_of(pilot).pages.page, over.answers) == (KEY, [])
        assert "Another page has come" in text(pilot)
        clock.now += PAUSE
        await pilot.press("enter")
        await until(pilot, lambda: app_of(pilot).pages.page is SIGN_IN)
        assert line(pilot, "identifier").value == ""
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "identifier").value == "x")


async def test_a_secret_typed_on_where_the_page_after_it_was_ended_is_never_seen(run: Run) -> None:
    sign_in, token, over = Attempted(SIGN_IN), Attempted(TOKEN), Attempted(TOKEN)

    async def ended_while_drawn(visit: Visit) -> None:
        assert isinstance(visit.front, MacleApp)
        asyncio.get_running_loop().call_soon(visit.front.pages.unwind, SessionOver())
        await token(visit)

    async with run(one_unwound_then(sign_in, ended_while_drawn, over), clock=Seconds()) as pilot:
        await pilot.press(*"alex", "enter", *"secret", "enter")
        await until(pilot, lambda: token.ended)
        await settle(pilot, "attempt")
        await pilot.press(*CANARY, "enter")
        assert "Another page has come" in text(pilot)
        assert (line(pilot, "token").value, over.answers) == ("", [])


async def test_who_begins_with_enter_where_a_front_broke_off_goes_on_at_once(run: Run) -> None:
    menu, sign_in = Attempted(MENU), Attempted(SIGN_IN)
    async with run(one_after_the_other(menu, sign_in), clock=Seconds(), replaces=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app_of(pilot).pages.page is SIGN_IN)
        await pilot.press(*"alex")
        await until(pilot, lambda: line(pilot, "identifier").value == "alex")


async def test_who_types_on_to_a_front_that_broke_off_is_not_seen_typing(run: Run) -> None:
    clock, menu, sign_in = Seconds(), Attempted(MENU), Attempted(SIGN_IN)
    async with run(one_after_the_other(menu, sign_in), clock=clock, replaces=True) as pilot:
        await settle(pilot)
        for key in ("x", "enter", *CANARY, "enter"):
            clock.now += PAUSE / 2 - 0.1
            await pilot.press(key)
        assert app_of(pilot).pages.page is MENU
        assert "Another page has come" in text(pilot)


async def test_a_pause_before_the_next_page_is_there_is_none(run: Run) -> None:
    clock, gone, again, there = Seconds(), Attempted(CHANGE), Attempted(CHANGE), asyncio.Event()

    async def comes_late(visit: Visit) -> None:
        await there.wait()
        await again(visit)

    async with run(one_unwound_then(gone, comes_late), clock=clock) as pilot:
        await settle(pilot)
        await pilot.press(*"Canari")
        app_of(pilot).pages.unwind(SessionOver())
        await until(pilot, lambda: gone.ended)
        await pilot.press(*CANARY)
        clock.now += PAUSE
        await pilot.press(*CANARY)
        there.set()
        await until(pilot, lambda: app_of(pilot).pages.pages_shown == 2)
        await settle(pilot)
        await pilot.press("x")
        assert line(pilot, "password").value == ""
        clock.now += PAUSE
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "password").value == "x")


async def test_a_secret_typed_before_the_next_page_is_there_is_never_seen(run: Run) -> None:
    change, sign_in = Attempted(CHANGE), Attempted(SIGN_IN)
    async with run(one_unwound_then(change, sign_in), clock=Seconds()) as pilot:
        await settle(pilot)
        await pilot.press(*"Canari")
        app_of(pilot).pages.unwind(SessionOver())
        burst(pilot, *CANARY, "enter", *CANARY)
        await until(pilot, lambda: app_of(pilot).pages.page is SIGN_IN)
        await pilot.press(*CANARY)
        assert line(pilot, "identifier").value == ""


async def test_a_secret_typed_on_after_a_fault_is_never_seen(run: Run) -> None:
    sign_in, token = Attempted(SIGN_IN, ValueError(), waits=True), Attempted(TOKEN)
    async with run(one_unwound_then(sign_in, token), clock=Seconds()) as pilot:
        await pilot.press(*"alex", "enter", *"secret", "enter")
        sign_in.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is TOKEN)
        await pilot.press(*CANARY, "enter")
        assert (line(pilot, "token").value, token.answers) == ("", [])


async def test_whoever_signs_out_goes_on_at_once(run: Run) -> None:
    change, sign_in = Attempted(CHANGE), Attempted(SIGN_IN)
    async with run(one_unwound_then(change, sign_in), clock=Seconds()) as pilot:
        await settle(pilot)
        await pilot.press(*"Canari")
        app_of(pilot).pages.unwind(SignedOut())
        await until(pilot, lambda: app_of(pilot).pages.page is SIGN_IN)
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "identifier").value == "x")


async def test_where_no_secret_was_typed_the_next_page_takes_keys_at_once(run: Run) -> None:
    token, sign_in = Attempted(TOKEN), Attempted(SIGN_IN)
    async with run(one_unwound_then(token, sign_in), clock=Seconds()) as pilot:
        await pilot.press(*"abc")
        app_of(pilot).pages.unwind(SessionOver())
        await until(pilot, lambda: app_of(pilot).pages.page is SIGN_IN)
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "identifier").value == "x")


async def test_who_goes_back_from_the_page_of_a_secret_types_on_at_once(run: Run) -> None:
    change, token = Attempted(CHANGE, WentBack()), Attempted(TOKEN)
    async with run(one_unwound_then(change, token), clock=Seconds()) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app_of(pilot).pages.page is TOKEN)
        await settle(pilot, "attempt")
        await pilot.press("x")
        await until(pilot, lambda: line(pilot, "token").value == "x")


async def test_enter_behind_text_that_no_field_takes_leads_nowhere(run: Run) -> None:
    token, over = Attempted(TOKEN, waits=True), Attempted(KEY)
    async with run(one_after_the_other(token, over)) as pilot:
        burst(pilot, *"abc", "enter")
        await until(pilot, lambda: token.answers)
        burst(pilot, *"more", "enter")
        await pilot.pause()
        token.go.set()
        await until(pilot, lambda: app_of(pilot).pages.page is KEY)
        await settle(pilot, "attempt")
        assert over.answers == []


async def test_one_quits_at_once_whatever_was_typed_ahead(run: Run) -> None:
    token = Attempted(TOKEN, waits=True)
    async with run(token) as pilot:
        burst(pilot, *"abc", "enter", *"def", "ctrl+q")
        await until(pilot, lambda: token.ended)
    assert app_of(pilot).ending == Ending()
    assert type(token.ended).__name__ == "VisitOver"


async def test_so_many_arrows_that_arrive_together_go_so_far(run: Run) -> None:
    menu = Attempted(MENU)
    async with run(menu) as pilot:
        first = MENU.choices.index(cast(ActionButton, pilot.app.focused).action)
        burst(pilot, *["down"] * 6, "enter")
        await until(pilot, lambda: menu.answers)
    assert [answers.action for answers in menu.answers] == [MENU.choices[first + 6].name]
