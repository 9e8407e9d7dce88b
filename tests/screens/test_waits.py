"""An action that opens later: the page counts down to it, and opens it without being asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.pilot import Pilot

from i18n import _
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import Attempted, app_of, text
from tui.pages import CANCEL, Action, Field, Page, submit
from tui.screens.buttons import ActionButton
from tui.screens.look import ASCII, Look
from tui.screens.menu import Wait

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
PAGE = Page(
    "code",
    _("Security code"),
    fields=(Field("code", _("Security code")),),
    actions=(submit(_("Continue")), CANCEL),
    menu=(Action("resend", _("Resend code"), opens_at=NOON + timedelta(seconds=60)),),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(door: FakeDoor) -> Clock:
    """The store's clock, which stands still until the test moves it."""
    clock = Clock()
    door.settings = replace(door.settings, clock=clock)
    return clock


async def after(pilot: Pilot[None], clock: Clock, seconds: float) -> str:
    """Return what the page says so many seconds past noon."""
    clock.now = NOON + timedelta(seconds=seconds)
    pilot.app.screen_stack[0].query_one(Wait).count_down()
    await pilot.pause()
    return text(pilot)


async def test_the_page_counts_down_and_opens_the_action_at_the_end(run: Run, clock: Clock) -> None:
    journey = Attempted(PAGE)
    async with run(journey) as pilot:
        assert "Resend code, possible in 60 seconds" in text(pilot)
        assert "in 18 seconds" in await after(pilot, clock, 42)
        assert "in 1 second " in await after(pilot, clock, 59.001)
        assert "possible" not in await after(pilot, clock, 60)
        await pilot.press("tab", "tab", "tab", "enter")
        await pilot.pause()
    assert [answers.action for answers in journey.answers] == ["resend"]


async def test_before_that_the_action_cannot_be_reached_or_clicked(run: Run, clock: Clock) -> None:
    journey = Attempted(PAGE)
    async with run(journey) as pilot:
        app_of(pilot)
        await pilot.click("#action-resend")
        await pilot.press("tab", "tab", "down")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-code"
        assert journey.answers == []


async def test_the_action_stays_closed_after_an_attempt_and_in_the_other_language(
    run: Run, clock: Clock
) -> None:
    async with run(Attempted(PAGE)) as pilot:
        screen = app_of(pilot).pages
        screen.show_busy()
        screen._rest()
        assert pilot.app.screen_stack[0].query_one("#action-resend", ActionButton).disabled
        clock.now = NOON + timedelta(seconds=30)
        await pilot.press("f2")
        await pilot.pause()
        assert pilot.app.screen_stack[0].query_one("#action-resend", ActionButton).disabled
        await after(pilot, clock, 61)
        assert not pilot.app.screen_stack[0].query_one("#action-resend", ActionButton).disabled


async def test_an_action_that_has_opened_by_then_is_open_at_once(run: Run, clock: Clock) -> None:
    clock.now = NOON + timedelta(minutes=5)
    async with run(Attempted(PAGE)) as pilot:
        assert "possible" not in text(pilot)
        assert not pilot.app.screen_stack[0].query_one("#action-resend", ActionButton).disabled


async def test_an_action_that_is_off_says_so_without_colours(run: Run, clock: Clock) -> None:
    async with run(Attempted(PAGE), look=Look(ASCII, few_colours=True)) as pilot:
        assert "Resend code, possible in 60 seconds" in text(pilot)
        assert "possible" not in await after(pilot, clock, 60)
