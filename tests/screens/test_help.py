"""F1 explains each page of the journeys, and its keys."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import settle
from tests.screens.test_journey_pages import PAGES
from tui.pages import Page
from tui.screens.app import MacleApp
from tui.screens.columns import Columns
from tui.screens.dialogs import HelpDialog
from tui.visit import Visit

_OF_EACH_SHAPE = {(bool(page.fields), bool(page.menu), bool(page.actions)): page.name for page in PAGES}
"""A page of each shape: with fields or none, with a menu or none, with actions or none."""


@pytest.mark.parametrize(
    "page",
    [
        page
        if page.name in _OF_EACH_SHAPE.values() or page.name.startswith("account")
        else pytest.param(page, marks=pytest.mark.more)
        for page in PAGES
    ],
    ids=lambda page: page.name,
)
async def test_f1_explains_every_page_and_its_keys(door: FakeDoor, page: Page) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(page)

    app = MacleApp(door=door, journey=journey, language=LANGUAGES["en"])
    async with app.run_test(size=(80, 60)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpDialog)
        explained = {row[0].plain for columns in app.screen.query(Columns) for row in columns._rows}
        assert {"F1", "Ctrl+Q"} <= explained
        assert ("A-Z" in explained) == bool(page.menu)
