"""What is laid over a page: its help, and the warning before a session ends."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.clock import Seconds
from tests.screens.conftest import Run
from tests.screens.journeys import KEPT, KEY, MENU, SIGN_IN, Attempted, app_of, settle, text
from tui.pages import Page
from tui.screens.dialogs import Dialog
from tui.screens.frame import Body
from tui.screens.look import Look

SIZES = ((80, 24), (40, 12), (36, 10), (120, 40), (36, 30))


def dialog(pilot: Pilot[None]) -> Dialog:
    assert isinstance(pilot.app.screen, Dialog)
    return pilot.app.screen


async def test_another_language_leaves_the_focus_where_it_was_in_the_help(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        await pilot.press("f1", "f2")
        await pilot.pause()
        assert "Aide" in text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is app_of(pilot).pages


async def test_the_page_behind_a_dialog_is_there_in_the_other_language(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        await pilot.press("f1", "f2")
        await pilot.pause()
        header, *_page, keys = text(pilot).splitlines()
        assert "Français" in header
        assert "Aide" in keys
        behind = app_of(pilot).pages.query_one("#action-submit")
        assert behind.region.width == len("  Se connecter  ")


async def test_another_language_leaves_the_warning_its_focus(run: Run) -> None:
    clock, journey = Seconds(), Attempted(SIGN_IN)
    journey.session = object()
    async with run(journey, clock=clock) as pilot:
        app = app_of(pilot)
        await settle(pilot)
        clock.now = 800
        app.look_around()
        await pilot.pause()
        await pilot.press("tab", "f2")
        await pilot.pause()
        assert dialog(pilot).query_one("#action-sign-out").has_focus


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_help_and_its_button_are_whole_at_every_size(run: Run, size: tuple[int, int]) -> None:
    async with run(Attempted(SIGN_IN), size=size) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        box, close = pilot.app.screen.query_one("#box"), pilot.app.screen.query_one("#action-close")
        assert pilot.app.screen.region.contains_region(box.region)
        assert box.content_region.contains_region(close.region)
        assert "Type the name you" in " ".join(text(pilot).split())


@pytest.mark.parametrize(
    "size",
    [*(pytest.param(size, marks=pytest.mark.more) for size in SIZES[1:]), SIZES[0]],
    ids=lambda size: f"{size[0]}x{size[1]}",
)
async def test_the_warning_shows_what_can_be_done_at_every_size(run: Run, size: tuple[int, int]) -> None:
    clock, journey = Seconds(), Attempted(SIGN_IN)
    journey.session = object()
    async with run(journey, clock=clock) as pilot:
        app = app_of(pilot)
        await settle(pilot)
        clock.now = 800
        app.look_around()
        await pilot.resize_terminal(*size)
        await pilot.press("f2")
        await pilot.pause()
        box = dialog(pilot).query_one("#box")
        for button in dialog(pilot).query("ActionButton"):
            assert box.content_region.contains_region(button.region)
        said = dialog(pilot).query_one("#said", Body)
        assert said.max_scroll_y == 0
        assert said.size.height > 0


@pytest.mark.parametrize(
    ("page", "of_use"),
    [(SIGN_IN, {"F3", "Esc"}), (KEPT, {"Space", "Esc"}), (MENU, {"A-Z"}), (KEY, set[str]())],
    ids=lambda value: getattr(value, "name", ""),
)
async def test_the_help_names_the_keys_that_the_page_has_and_no_others(
    run: Run, page: Page, of_use: set[str]
) -> None:
    async with run(Attempted(page), size=(80, 60)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        shown = [row.split() for row in text(pilot).splitlines()]
        named = {key for key in ("A-Z", "Space", "F3", "Esc") for row in shown if key in row[1:2]}
        assert named == of_use


async def test_home_and_end_go_to_the_ends_of_its_buttons_or_of_what_it_says(run: Run) -> None:
    clock, journey = Seconds(), Attempted(SIGN_IN)
    journey.session = object()
    async with run(journey, clock=clock, size=(80, 16)) as pilot:
        clock.now = 800
        app_of(pilot).look_around()
        await pilot.pause()
        for key, reached in (("end", "action-sign-out"), ("home", "action-keep")):
            await pilot.press(key)
            assert pilot.app.focused is not None
            assert pilot.app.focused.id == reached
        await pilot.press("enter", "f1")
        await pilot.pause()
        for key, place in (("end", "quit"), ("home", "Type the name")):
            await pilot.press(key)
            await pilot.pause()
            assert place in text(pilot)


@pytest.mark.parametrize("look", [Look(), Look(few_colours=True), Look(few_colours=True, paints=False)])
async def test_the_page_and_its_keys_are_seen_behind_the_help_with_colours_and_without(
    run: Run, look: Look
) -> None:
    async with run(Attempted(MENU), look=look) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        assert "Welcome to Macle" in text(pilot)
        assert "F2 Français" in text(pilot)


async def test_a_dialog_that_is_closed_twice_closes_nothing_else(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        shown = dialog(pilot)
        shown.action_close()
        shown.action_close()
        await pilot.pause()
        assert pilot.app.screen is app_of(pilot).pages
        assert journey.ended is None
