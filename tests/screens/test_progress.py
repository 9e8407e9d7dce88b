"""What takes long says how far it is, and Esc stops it; what was typed stays."""

from __future__ import annotations

import asyncio
import threading

from tests.screens.conftest import Run
from tests.screens.journeys import TOKEN, app_of, line, text
from tui.visit import Visit


class Slow:
    """A journey with one page, whose attempt waits at 42 % until it `goes_on`."""

    def __init__(self) -> None:
        self.told, self.goes_on = threading.Event(), threading.Event()
        self.is_done = False

    async def __call__(self, visit: Visit) -> None:
        def work(_store: object, _answers: object) -> None:
            with visit.progress.under_way() as tell:
                tell(42, 100)
                self.told.set()
                assert self.goes_on.wait(30)
                tell(100, 100)

        await visit.perform(TOKEN, work)
        self.is_done = True


async def test_the_page_says_how_far_it_is_and_goes_on_at_the_end(run: Run) -> None:
    journey = Slow()
    async with run(journey) as pilot:
        await pilot.press("a", "enter")
        await asyncio.to_thread(journey.told.wait)
        app_of(pilot).pages.show_busy()
        await pilot.pause()
        assert "Reading: 42 % · Esc stops it" in text(pilot)
        journey.goes_on.set()
        while not journey.is_done:
            await pilot.pause()


async def test_escape_stops_it_and_leads_to_the_same_page(run: Run) -> None:
    journey = Slow()
    async with run(journey) as pilot:
        pages = app_of(pilot).pages
        await pilot.press("a", "enter")
        await asyncio.to_thread(journey.told.wait)
        pages.show_busy()
        await pilot.press("escape")
        journey.goes_on.set()
        while pages.busy:
            await pilot.pause()
        assert not journey.is_done
        assert "nothing was signed" in text(pilot)
        assert line(pilot, "token").value == "a"
