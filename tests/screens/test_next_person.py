"""One person after another at the same terminal, with the real welcome page and the real store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest
from textual.pilot import Pilot

from i18n import ENGLISH
from store import Happening
from store.database.sqlite_driver import sqlite3
from tests.clock import Seconds
from tests.screens.journeys import app_of, line, settle
from tests.town import Town
from tui.journeys.welcome import welcome
from tui.screens.app import MacleApp
from tui.store_door import StoreDoor


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def app(town: Town, clock: Seconds) -> Iterator[MacleApp]:
    town.person()
    door = StoreDoor(town.settings)
    yield MacleApp(door=door, journey=welcome, language=ENGLISH, clock=clock)
    door.close()


async def comes_to(pilot: Pilot[None], page: str) -> None:
    """Wait for the page with this name, ready to be answered."""
    pages = app_of(pilot).pages
    while pages.page is None or pages.page.name != page or pages.busy:
        await pilot.pause()


async def go_to_sign_in(pilot: Pilot[None]) -> None:
    await comes_to(pilot, "welcome")
    await settle(pilot, "store")
    await pilot.press("enter")
    await comes_to(pilot, "sign-in")
    await pilot.press(*"alexandre", "tab", *"Lanterne-2026!")


async def test_whoever_keeps_their_session_still_has_it(town: Town, app: MacleApp, clock: Seconds) -> None:
    def advance(seconds: float) -> None:
        clock.now += seconds
        town.clock.advance(seconds=seconds)

    async with app.run_test() as pilot:
        await go_to_sign_in(pilot)
        await pilot.press("enter")
        await comes_to(pilot, "account")
        advance(59)
        await pilot.press("tab")
        await settle(pilot, "keep alive")
        advance(880)
        app.look_around()
        await pilot.pause()
        await pilot.press("enter")
        await settle(pilot, "keep alive")
        advance(880)
        await pilot.press("end", "tab")
        await settle(pilot, "keep alive")
        assert app.pages.page is not None
        assert app.pages.page.name == "account"
        assert town.rows("SELECT count(*) FROM session") == [(1,)]


async def test_what_one_person_copied_the_next_cannot_paste(app: MacleApp) -> None:
    async with app.run_test() as pilot:
        await comes_to(pilot, "welcome")
        pilot.app.query_one("#action-have-token").focus()
        await pilot.press("enter")
        await comes_to(pilot, "token")
        await pilot.press(*"TOKEN123", "home", "shift+end", "ctrl+c")
        assert app.clipboard == "TOKEN123"
        await pilot.press("escape")
        await comes_to(pilot, "welcome")
        await pilot.press("home", "enter")
        await comes_to(pilot, "sign-in")
        await pilot.press("ctrl+v")
        assert line(pilot, "identifier").value == ""


async def test_a_sign_in_under_way_when_the_person_quits_leaves_no_session(town: Town, app: MacleApp) -> None:
    with closing(sqlite3.connect(town.database_file, isolation_level=None)) as other:
        async with app.run_test() as pilot:
            await go_to_sign_in(pilot)
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("enter", "ctrl+q")
        other.execute("ROLLBACK")
    await asyncio.to_thread(app.visit.door.close)
    happenings = [kind for (kind,) in town.rows("SELECT kind FROM event ORDER BY id DESC LIMIT 2")]
    assert happenings == [Happening.SIGNED_OUT.value, Happening.SIGNED_IN.value]
    assert town.rows("SELECT count(*) FROM session") == [(0,)]
