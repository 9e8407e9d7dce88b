"""Pictures of pages. Look at each difference before you accept it with `pytest --snapshot-update`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from tests.screens.conftest import Run
from tests.screens.journeys import CHANGE, KEPT, KEY, MENU, REFUSED, SIGN_IN, Attempted, settle
from tui.pages import Page

Snapshot = Callable[[App[Any]], bool]


@pytest.mark.parametrize("page", [MENU, SIGN_IN, CHANGE, KEY, KEPT], ids=lambda page: page.name)
async def test_page(run: Run, svg_snapshot: Snapshot, page: Page) -> None:
    async with run(Attempted(page)) as pilot:
        assert svg_snapshot(pilot.app)


async def test_refused(run: Run, svg_snapshot: Snapshot) -> None:
    async with run(Attempted(SIGN_IN, REFUSED)) as pilot:
        await pilot.press(*"alexandre", "down", *"secret", "enter")
        await pilot.pause()
        assert svg_snapshot(pilot.app)


async def test_checks(run: Run, svg_snapshot: Snapshot) -> None:
    async with run(Attempted(CHANGE)) as pilot:
        await pilot.press(*"12345678")
        await settle(pilot)
        assert svg_snapshot(pilot.app)


async def test_help(run: Run, svg_snapshot: Snapshot) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert svg_snapshot(pilot.app)
