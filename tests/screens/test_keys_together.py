"""Keys that arrive together, and what arrives while a page is drawn, go where they were meant to."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.widget import AwaitMount, Widget

from i18n import FRENCH
from store import Problem, Refusal
from tests.screens.conftest import Run
from tests.screens.journeys import (
    CHANGE,
    SIGN_IN,
    TOKEN,
    Attempted,
    app_of,
    line,
    settle,
    text,
)
from tui.screens.app import Ending
from tui.screens.frame import Body
from tui.wording import sentence


async def test_what_arrives_with_changes_of_language_is_judged_as_it_stands(run: Run) -> None:
    async with run(Attempted(CHANGE)) as pilot:
        for _turn in range(10):
            for key in ("a", "f2", "b", "f2", "c"):
                pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await pilot.pause()
        await pilot.press("1", "f2")
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert app_of(pilot).ending == Ending()
        assert line(pilot, "password").value.endswith("1")
        assert "not met" not in next(row for row in text(pilot).splitlines() if "A digit" in row)


async def test_a_refusal_that_comes_while_another_language_is_drawn_is_told(run: Run) -> None:
    refusal = Problem(Refusal.WRONG_SIGN_IN, "password", tries_left=4, until=None)
    journey = Attempted(SIGN_IN, refusal, waits=True)
    async with run(journey) as pilot:
        await pilot.press(*"alex", "tab", *"secret", "enter")
        pages, mount = app_of(pilot).pages, Body.mount

        def refused_meanwhile(body: Body, *widgets: Widget, **options: Any) -> AwaitMount:
            journey.go.set()
            return mount(body, *widgets, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Body, "mount", refused_meanwhile)
            await pilot.press("f2")
        await settle(pilot, "attempt")
        await pilot.pause()
        assert not pages.busy
        assert [line.value for line in pages.lines] == ["alex", ""]
        assert FRENCH.say(sentence(refusal)).split()[:3] == text(pilot).partition("✗")[2].split()[:3]


async def test_enter_is_the_pages_also_where_f1_arrives_with_it(run: Run) -> None:
    journey = Attempted(TOKEN)
    async with run(journey) as pilot:
        await pilot.press("x")
        for key in ("enter", "f1"):
            pilot.app.post_message(events.Key(key, None))
        await pilot.pause()
        await settle(pilot, "attempt")
    assert [answers["token"] for answers in journey.answers] == ["x"]


async def test_what_is_typed_just_before_a_language_switch_is_kept(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        app = app_of(pilot)
        for key in "alexandre":
            app.post_message(events.Key(key, key))
        app.post_message(events.Key("f2", None))
        await pilot.pause()
        await pilot.pause()
        assert line(pilot, "identifier").value == "alexandre"


async def test_a_line_is_emptied_before_what_is_typed_behind_and_not_after(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        for key in [*"old", "ctrl+u", *"new", "home", "x", "end", "y"]:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert line(pilot, "identifier").value == "xnewy"


@pytest.mark.parametrize("onward", ["tab", "enter"])
async def test_keys_that_arrive_together_go_where_they_were_meant_to(run: Run, onward: str) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        for key in [*"alexandre-of-the-long-name", onward, *"se", "enter"]:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
    assert journey.answers[0].values == {"identifier": "alexandre-of-the-long-name", "password": "se"}
