"""What changes by itself on a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from i18n import _
from store import Problem, Refusal
from tests.screens.conftest import Run
from tests.screens.journeys import app_of
from tui.pages import BACK, Card, Live, Page, Paragraph, Shown
from tui.screens.live import LiveBlocks
from tui.visit import Visit


class Changing:
    """What a page says, which the test changes, and how often it was looked at."""

    def __init__(self, *blocks: Shown) -> None:
        self.blocks: tuple[Shown, ...] | Exception = blocks
        self.looks = 0

    async def __call__(self) -> tuple[Shown, ...]:
        self.looks += 1
        if isinstance(self.blocks, Exception):
            raise self.blocks
        return self.blocks

    @property
    def page(self) -> Page:
        return Page("live", _("Live"), (Live(self),), actions=(BACK,))


def said(pilot: Pilot[None]) -> str:
    live = app_of(pilot).pages.query_one(LiveBlocks)
    return "\n".join(str(part.render()) for part in live.query("*"))


async def until(pilot: Pilot[None], so: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not so():
            await pilot.pause()


async def test_it_is_said_at_once_and_again_when_it_has_changed(run: Run) -> None:
    changing = Changing(Paragraph("Waiting."))

    async def journey(visit: Visit) -> None:
        await visit.ask(changing.page)

    async with run(journey) as pilot:
        await pilot.pause()
        assert "Waiting." in said(pilot)
        changing.blocks = (Card("7KB", _("For this page")),)
        await until(pilot, lambda: "7KB" in said(pilot))
        assert "Waiting." not in said(pilot)


async def test_what_is_raised_ends_the_page(run: Run) -> None:
    changing, ended = Changing(Paragraph("Waiting.")), asyncio.Event()

    async def journey(visit: Visit) -> None:
        with pytest.raises(Problem):
            await visit.ask(changing.page)
        ended.set()
        await visit.tell(Page("over", _("Over"), actions=(BACK,)))

    async with run(journey) as pilot:
        await pilot.pause()
        changing.blocks = Problem(Refusal.PIN_APP_GONE)
        await until(pilot, ended.is_set)
        await until(pilot, lambda: app_of(pilot).pages.page is not None)
