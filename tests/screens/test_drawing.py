"""How pages come onto the screen: laid out once, painted once, from their top, with the focus in view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.app import App

from i18n import _
from tests.screens.conftest import Run
from tests.screens.journeys import MENU, SIGN_IN, Attempted, app_of, line, text
from tui.pages import Bullets, Page, submit
from tui.screens.frame import Body
from tui.visit import Visit


def told(lines: int) -> Page:
    return Page("told", _("Told"), (Bullets((_("One more"),) * lines),), actions=(submit(_("Continue")),))


async def test_a_new_page_is_seen_from_its_top_and_its_bar_says_so(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        for lines in (30, 1, 30):
            await visit.ask(told(lines))

    async with run(journey) as pilot:
        body = app_of(pilot).pages.query_one(Body)
        for _page in range(2):
            await pilot.press("pagedown", "pagedown", "pagedown", "enter")
            await pilot.pause()
            await pilot.pause()
        assert app_of(pilot).pages.page == told(30)
        assert body.scroll_y == 0
        assert body.vertical_scrollbar.position == 0


async def test_a_page_scrolls_by_its_keys_from_a_field_and_one_types_on_there(
    run: Run,
) -> None:
    page = replace(SIGN_IN, blocks=(Bullets((_("One more"),) * 30),))
    async with run(Attempted(page)) as pilot:
        body = app_of(pilot).pages.query_one(Body)
        await pilot.pause()
        before = body.scroll_y
        await pilot.press("a", "pageup")
        await pilot.pause()
        assert body.scroll_y < before
        await pilot.press("l")
        await pilot.pause()
        field = line(pilot, "identifier")
        assert pilot.app.focused is field
        assert field.value == "al"
        assert body.region.contains_region(field.region)


async def test_what_is_in_focus_stays_in_view_when_the_terminal_shrinks(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("tab", "tab", "tab", "tab")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        await pilot.pause()
        await pilot.pause()
        body = app_of(pilot).pages.query_one(Body)
        assert pilot.app.focused is not None
        assert body.region.contains_region(pilot.app.focused.region)


async def test_a_page_change_lays_the_screen_out_once_and_paints_it_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(MENU)
        await visit.ask(SIGN_IN)

    laid_out, painted = [], []
    reflow, display = Compositor.reflow, App._display

    def counted_reflow(compositor: Compositor, *arguments: Any) -> Any:
        laid_out.append(1)
        return reflow(compositor, *arguments)

    def counted_display(app: App[None], screen: Any, drawn: Any) -> None:
        if drawn is not None:
            painted.append(1)
        display(app, screen, drawn)

    async with run(journey) as pilot:
        await pilot.pause()
        monkeypatch.setattr(Compositor, "reflow", counted_reflow)
        monkeypatch.setattr(App, "_display", counted_display)
        app_of(pilot).pages.take(MENU.choices[0])
        await pilot.pause()
        await pilot.pause()
        assert app_of(pilot).pages.page is SIGN_IN
        assert (len(laid_out), len(painted)) == (1, 1)


async def test_the_help_shows_its_button_on_a_small_screen_and_uses_a_large_one(run: Run) -> None:
    async with run(Attempted(replace(SIGN_IN, help=(_("One more"),) * 9)), size=(40, 12)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        await pilot.pause()
        assert "Close" in text(pilot)
        await pilot.resize_terminal(80, 36)
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.screen.query_one("#said").size.height == 14
