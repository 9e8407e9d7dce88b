"""What is in focus is in view, whatever the size of the terminal and whichever key was pressed."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from i18n import _
from tests.screens.conftest import Run
from tests.screens.journeys import MENU, SIGN_IN, Attempted, app_of, line, settle, text
from tests.screens.test_journey_pages import PAGES
from tui.pages import Bullets, Page
from tui.screens.focus_in_view import HasCursor
from tui.screens.frame import Body
from tui.screens.too_small import TooSmall
from tui.visit import Visit

_KEYS = ("tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown")
_SIZES = ((80, 24), (40, 12), (120, 40), (20, 5), (52, 15), (36, 10), (64, 10), (100, 8))


def line_of_focus(widget: Widget) -> int:
    """Return the row of the screen on which the person is."""
    line = widget.cursor_lines()[0] if isinstance(widget, HasCursor) else 0
    return widget.content_region.y + line if isinstance(widget, HasCursor) else widget.region.y


def is_in_view(pilot: Pilot[None], control: Widget) -> bool:
    seen = pilot.app.screen.query_one(Body).content_region
    return control.region.height > 0 and seen.y <= line_of_focus(control) < seen.bottom


def is_seen(pilot: Pilot[None]) -> bool:
    """Tell whether what is in focus is in view: nothing is in focus only where nothing could be."""
    screen = pilot.app.screen
    if screen.query_one(TooSmall).display:
        return True
    if screen.focused is None:
        return not any(is_in_view(pilot, control) for control in screen.focus_chain)
    return is_in_view(pilot, screen.focused)


@pytest.mark.parametrize("turns", [5, pytest.param(20, marks=pytest.mark.more)])
@pytest.mark.parametrize(
    "page",
    [
        page if number % 3 == 0 else pytest.param(page, marks=pytest.mark.more)
        for number, page in enumerate(PAGES)
    ],
    ids=lambda page: page.name,
)
async def test_the_focus_is_in_view_after_every_key_and_every_size(run: Run, page: Page, turns: int) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(page)

    chance = random.Random(page.name)
    async with run(journey) as pilot:
        await settle(pilot)
        for _turn in range(turns):
            if chance.random() < 0.25:
                await pilot.resize_terminal(*chance.choice(_SIZES))
            else:
                await pilot.press(chance.choice(_KEYS))
            async with asyncio.timeout(60):
                # A page that has another size is laid out in several passes.
                while not is_seen(pilot):
                    await pilot.pause()


async def test_a_button_out_of_sight_is_never_pressed(run: Run) -> None:
    page = replace(MENU, blocks=(Bullets((_("One more"),) * 30),))
    for key in ("enter", "space"):
        journey = Attempted(page)
        async with run(journey) as pilot:
            await settle(pilot)
            body, first = app_of(pilot).pages.query_one(Body), app_of(pilot).pages.button("action-1")
            while not body.region.contains_region(first.region):
                assert pilot.app.focused is None
                await pilot.press(key)
                await pilot.pause()
                assert not journey.answers
            assert pilot.app.focused is not None
            await pilot.press(key)
            await pilot.pause()
            assert journey.answers


async def test_below_the_least_size_nothing_is_typed_blind_and_nothing_is_lost(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        await pilot.press(*"alex")
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert "20×5" in text(pilot)
        await pilot.press(*"andre", "tab", "escape")
        await pilot.press("f2")
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert line(pilot, "identifier").value == "alex"
        assert pilot.app.focused is line(pilot, "identifier")
        assert "Mot de passe" in text(pilot)
