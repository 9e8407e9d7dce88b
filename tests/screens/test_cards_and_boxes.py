"""A key to read off and to copy, and a box to tick."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from textual import events

from i18n import _
from store import Problem, Refusal
from tests.screens.conftest import Run
from tests.screens.journeys import KEPT, KEY, MENU, Attempted, app_of, line, text
from tui.pages import Action, Row, Tick
from tui.screens.buttons import ActionButton
from tui.screens.fields import TickBox
from tui.screens.frame import Body
from tui.screens.look import ASCII, Look
from tui.visit import Visit

NOT_TICKED = Problem(Refusal.NOT_TICKED, "saved")
CHARACTERS = "7Q2M-XK9D-TR4H-Z8WB"


async def test_space_ticks_a_box_and_clears_it(run: Run) -> None:
    journey = Attempted(KEPT)
    async with run(journey) as pilot:
        assert "[ ] I saved my personal key" in text(pilot)
        await pilot.press("space")
        assert "[✓] I saved my personal key" in text(pilot)
        await pilot.press("space")
        assert "[ ] I saved my personal key" in text(pilot)
        await pilot.press("space", "down", *"Z8WB", "enter")
        await pilot.pause()
    assert journey.answers[0].values == {"saved": "yes", "characters": "Z8WB"}


async def test_enter_ticks_a_box_and_goes_on_but_sends_nothing(run: Run) -> None:
    journey = Attempted(KEPT)
    async with run(journey) as pilot:
        await pilot.press("enter")
        assert pilot.app.screen.query_one(TickBox).value == "yes"
        await pilot.press("enter")
        assert pilot.app.focused is line(pilot, "characters")
        assert pilot.app.screen.query_one(TickBox).value == "yes"
        await pilot.pause()
        assert not journey.answers


async def test_enter_goes_from_a_ticked_box_to_the_next_that_is_empty(run: Run) -> None:
    boxes = [Tick(name, _("I saved my personal key")) for name in ("one", "two", "three")]
    page = replace(KEPT, fields=(*boxes, *KEPT.fields[1:]))
    async with run(Attempted(page)) as pilot:
        await pilot.press("down", "space", "up", "enter", "enter")
        assert pilot.app.focused is pilot.app.screen.query_one("#field-three")
        await pilot.press("space", "up", "enter")
        assert pilot.app.focused is line(pilot, "characters")


async def test_a_click_ticks_a_box(run: Run) -> None:
    async with run(Attempted(KEPT)) as pilot:
        await pilot.click(TickBox)
        assert pilot.app.screen.query_one(TickBox).value == "yes"


async def test_a_box_that_is_not_ticked_says_so_under_itself_until_it_is(run: Run) -> None:
    async with run(Attempted(KEPT, NOT_TICKED)) as pilot:
        await pilot.press("down", *"Z8WB", "enter")
        await pilot.pause()
        box = pilot.app.screen.query_one(TickBox)
        assert "✗" in text(pilot).splitlines()[box.region.bottom]
        assert pilot.app.focused is box
        assert line(pilot, "characters").value == "Z8WB"
        await pilot.press("space")
        await pilot.pause()
        assert "✗" not in text(pilot)


async def test_a_tick_outlives_a_language_switch_and_a_refusal(run: Run) -> None:
    journey = Attempted(KEPT, Problem(Refusal.NOT_RETYPED, "characters"))
    async with run(journey) as pilot:
        await pilot.press("space", "f2")
        await pilot.pause()
        assert pilot.app.focused is pilot.app.screen.query_one(TickBox)
        await pilot.press("down", *"Z8WB", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one(TickBox).value == "yes"
    assert journey.answers[0]["saved"] == "yes"


async def test_a_card_is_whole_and_its_actions_in_view_at_eighty_by_twenty_four(run: Run) -> None:
    async with run(Attempted(KEY)) as pilot:
        assert CHARACTERS in text(pilot)
        body = pilot.app.screen.query_one(Body)
        buttons = pilot.app.screen.query(ActionButton)
        assert all(body.region.contains_region(button.region) for button in buttons)
        assert len({button.region.y for button in buttons}) == 1


@pytest.mark.parametrize("look", [Look(), Look(ASCII, few_colours=True)], ids=["unicode", "ascii"])
async def test_a_card_is_whole_on_a_forty_column_terminal(run: Run, look: Look) -> None:
    async with run(Attempted(KEY), size=(40, 12), look=look) as pilot:
        assert any(CHARACTERS in row for row in text(pilot).splitlines())


async def test_whoever_comes_back_to_a_page_is_at_the_button_they_pressed(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        answers = await visit.ask(KEY)
        await visit.tell(MENU)
        await visit.ask(replace(KEY, came_from=answers.action))

    async with run(journey) as pilot:
        await pilot.press("right", "right", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.focused is pilot.app.screen.query_one("#action-download")


async def test_a_box_is_drawn_in_ascii_where_there_is_nothing_else(run: Run) -> None:
    async with run(Attempted(KEPT), look=Look(ASCII)) as pilot:
        await pilot.press("space")
        assert "[x] I saved my personal key" in text(pilot)


async def test_a_key_that_is_copied_goes_to_the_terminal_and_stays_nowhere(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(Attempted(KEPT)) as pilot:
        app = app_of(pilot)
        assert app._driver is not None
        written: list[str] = []
        monkeypatch.setattr(app._driver, "write", written.append)
        assert app.copier is not None
        app.copier(CHARACTERS)
        assert f"\x1b]52;c;{base64.b64encode(CHARACTERS.encode()).decode()}\a" in written
        assert app.clipboard == ""
        await pilot.press("down", "ctrl+v")
        assert line(pilot, "characters").value == ""


async def test_a_tick_that_arrives_together_with_a_tab_is_still_the_boxs(run: Run) -> None:
    async with run(Attempted(KEPT)) as pilot:
        for key, character in (("space", " "), ("tab", "\t"), ("a", "a")):
            pilot.app.post_message(events.Key(key, character))
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.query_one("#field-saved", TickBox).value == "yes"
        assert line(pilot, "characters").value == "a"


async def test_whoever_comes_back_to_a_row_below_the_fold_sees_it(run: Run) -> None:
    rows = tuple(
        Row(_("Phones"), f"•••• {number}", Action(f"change-{number}", _("Change"))) for number in range(30)
    )
    listing = replace(MENU, menu=rows)

    async def journey(visit: Visit) -> None:
        await visit.tell(MENU)
        await visit.ask(replace(listing, came_from="change-29"))

    async with run(journey) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        focused = pilot.app.focused
        assert focused is pilot.app.screen.query_one("#action-change-29")
        assert pilot.app.screen.query_one(Body).region.contains_region(focused.region)
