"""What is in focus is in view, whatever the size of the terminal and whichever key was pressed."""

from __future__ import annotations

import asyncio
import random

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from i18n import FRENCH
from tests.screens.conftest import Run
from tests.screens.journeys import settle
from tests.screens.test_journey_pages import PAGES
from tui.pages import Page
from tui.screens.app import MacleApp
from tui.screens.focus_in_view import HasCursor
from tui.screens.frame import Body
from tui.screens.too_small import TooSmall
from tui.visit import Visit

_KEYS = ("tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown")
_SIZES = ((80, 24), (40, 12), (120, 40), (20, 5), (52, 15), (32, 8), (64, 10), (100, 8))


def line_of_focus(widget: Widget) -> int:
    """Return the row of the screen on which the person is."""
    line = widget.cursor_lines()[0] if isinstance(widget, HasCursor) else 0
    return widget.content_region.y + line if isinstance(widget, HasCursor) else widget.region.y


def is_seen(pilot: Pilot[None]) -> bool:
    focused = pilot.app.screen.focused
    if pilot.app.screen.query_one(TooSmall).display:
        return True
    if focused is None:
        return True
    body = pilot.app.screen.query_one(Body)
    return focused.region.height > 0 and body.content_region.y <= line_of_focus(focused) < body.content_region.bottom


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_the_focus_is_in_view_after_every_key_and_every_size(run: Run, page: Page) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(page)

    chance = random.Random(page.name)
    async with run(journey) as pilot:
        await settle(pilot)
        for _turn in range(60):
            if chance.random() < 0.25:
                await pilot.resize_terminal(*chance.choice(_SIZES))
            else:
                await pilot.press(chance.choice(_KEYS))
            async with asyncio.timeout(10):
                # A page that has another size is laid out in several passes.
                while not is_seen(pilot):
                    await pilot.pause()
