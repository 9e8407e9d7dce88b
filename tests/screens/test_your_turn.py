"""The screen in the hands of the person beside an operator, full screen and with the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.pilot import Pilot

from i18n import ENGLISH, _
from store import Session
from tests.clock import Seconds
from tests.screens.journeys import app_of, line, settle, text
from tests.town import PASSWORD, Town
from tui.journeys.desk.your_turn import hand_over_screen
from tui.pages import BACK, Action, Field, Page, Paragraph
from tui.screens.app import MacleApp
from tui.store_door import StoreDoor
from tui.unwinding import SignedOut
from tui.visit import Journey, Visit

DESK = Page(
    "desk",
    _("Somebody else"),
    (Paragraph(_("Of somebody else.")),),
    (Field("query", _("Search")),),
    (BACK,),
    (Action("hand-over", _("Hand the screen over")),),
)
HIDDEN = ("omebody", "odile", "Search", "search")
AtDesk = Callable[[], AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def door(town: Town) -> Iterator[StoreDoor]:
    door = StoreDoor(town.settings)
    yield door
    door.close()


@pytest.fixture
def at_desk(town: Town, door: StoreDoor, clock: Seconds) -> AtDesk:
    """Return a function that runs a desk of one page, at which something was typed, to the person's turn."""
    session = town.operator()

    @asynccontextmanager
    async def running() -> AsyncIterator[Pilot[None]]:
        app = MacleApp(door=door, journey=_desk_of(session), language=ENGLISH, clock=clock)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot, "store")
            await comes_to(pilot, "desk")
            await pilot.press(*"searched", "home", "shift+end", "ctrl+c")
            pilot.app.query_one("#action-hand-over").focus()
            await pilot.press("enter", *"ahead")
            await comes_to(pilot, "your-turn")
            yield pilot

    return running


def _desk_of(session: Session) -> Journey:
    async def journey(visit: Visit) -> None:
        visit.enter(session)
        with visit.within("odile-desk"), visit.within(_("Search")):
            while True:
                visit.say(Paragraph(_("Said of somebody else."), "success"))
                await visit.ask(DESK)
                visit.say(Paragraph(_("Said of somebody else.")))
                try:
                    await hand_over_screen(visit)
                except SignedOut:
                    break
        await visit.leave()
        await visit.ask(Page("signed-out", _("Signed out"), actions=(BACK,)))

    return journey


async def comes_to(pilot: Pilot[None], page: str) -> None:
    while page_of(pilot) != page or app_of(pilot).pages.busy:
        await pilot.pause()


def page_of(pilot: Pilot[None]) -> str:
    page = app_of(pilot).pages.page
    return "" if page is None else page.name


def shows_nothing_of_the_desk(pilot: Pilot[None]) -> bool:
    return not any(word in text(pilot) for word in HIDDEN)


async def test_nothing_of_the_desk_is_left_on_the_screen_or_in_the_front(at_desk: AtDesk) -> None:
    async with at_desk() as pilot:
        app = app_of(pilot)
        assert "Your turn" in text(pilot)
        assert shows_nothing_of_the_desk(pilot)
        assert app.clipboard == ""
        await pilot.press("f1")
        await pilot.pause()
        assert shows_nothing_of_the_desk(pilot)


async def test_no_key_leads_to_the_desk(at_desk: AtDesk) -> None:
    async with at_desk() as pilot:
        for key in ("escape", "f9", "ctrl+q", "ctrl+c", "backspace", "pagedown", "f3"):
            await pilot.press(key)
            await pilot.pause()
            assert page_of(pilot) == "your-turn"
        assert "F9" not in text(pilot)
        assert "^Q" not in text(pilot)
        await pilot.press("end", "enter")
        await comes_to(pilot, "back-to-desk")
        assert "Search" not in text(pilot)
        await pilot.press("f9", "ctrl+q", "escape")
        await comes_to(pilot, "your-turn")
        assert shows_nothing_of_the_desk(pilot)


async def test_the_operators_password_brings_the_page_back_and_nothing_of_the_person(
    at_desk: AtDesk, door: StoreDoor
) -> None:
    async with at_desk() as pilot:
        app = app_of(pilot)
        await pilot.press("s", "enter")
        await comes_to(pilot, "sign-in")
        await pilot.press(*"ines-gomez", "home", "shift+end", "ctrl+c")
        assert app.clipboard == ""
        await pilot.press("escape")
        await comes_to(pilot, "your-turn")
        await pilot.press("end", "enter")
        await comes_to(pilot, "back-to-desk")
        await pilot.press(*PASSWORD.reveal(), "enter")
        await comes_to(pilot, "desk")
        assert "odile-desk" in text(pilot)
        assert "ines" not in text(pilot)
        assert line(pilot, "query").value == ""


async def test_what_is_left_open_is_wiped_after_a_warning(at_desk: AtDesk, clock: Seconds) -> None:
    async with at_desk() as pilot:
        app = app_of(pilot)
        await pilot.press("s", "enter")
        await comes_to(pilot, "sign-in")
        await pilot.press(*"ines-gomez")
        clock.now += 76
        app.look_around()
        await pilot.pause()
        assert "14 seconds" in text(pilot)
        clock.now += 14
        app.look_around()
        await comes_to(pilot, "your-turn")
        await pilot.pause()
        assert "ines" not in text(pilot)
        assert shows_nothing_of_the_desk(pilot)


async def test_signing_out_in_place_of_the_password_ends_the_operators_session(
    at_desk: AtDesk, town: Town
) -> None:
    before = town.rows("SELECT count(*) FROM session")[0][0]
    async with at_desk() as pilot:
        await pilot.press("end", "enter")
        await comes_to(pilot, "back-to-desk")
        pilot.app.query_one("#action-sign-out").focus()
        await pilot.press("enter")
        await comes_to(pilot, "signed-out")
        assert town.rows("SELECT count(*) FROM session")[0][0] == before - 1
