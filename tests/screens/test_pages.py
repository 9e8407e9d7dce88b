"""What a person may count on, on every page."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual import events

from i18n import ENGLISH, FRENCH, _
from store import Problem, Refusal
from tests.choosing import Choosing
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import (
    BELOW,
    CHANGE,
    KEPT,
    KEY,
    MENU,
    REFUSED,
    SIGN_IN,
    TOKEN,
    Attempted,
    app_of,
    line,
    settle,
    shows,
    text,
)
from tui.pages import Answers, Field
from tui.screens.app import MacleApp
from tui.screens.buttons import ActionButton
from tui.screens.column import Column
from tui.screens.dialogs import HelpDialog
from tui.screens.fields import Options
from tui.screens.frame import Body
from tui.screens.look import ASCII, Look
from tui.unwinding import Unwinding, VisitOver
from tui.visit import Chosen, Visit

HOSTILE = "[b]x[/b] [/] [@click=app.leave]y[/] \x1b]52;c;QUJD\x07 \x9b31m \u202etxt.exe"


class Elsewhere(MacleApp):
    """An application built upon it in another folder."""


async def test_an_application_built_upon_it_has_its_looks(door: FakeDoor) -> None:
    app = Elsewhere(door=door, journey=Attempted(SIGN_IN), language=ENGLISH)
    async with app.run_test() as pilot:
        assert "Forgot password" in text(pilot)


async def test_enter_in_a_field_sends_what_was_typed(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press(*"alexandre", "down", *"secret", "enter")
        await pilot.pause()
    assert journey.answers[0].action == "submit"
    assert journey.answers[0].values == {"identifier": "alexandre", "password": "secret"}
    assert journey.ended == "answered"


async def test_enter_goes_to_the_next_empty_field_and_wipes_nothing(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press(*"alexandre", "enter")
        await pilot.pause()
        assert journey.answers == []
        assert pilot.app.focused is line(pilot, "password")
        await pilot.press(*"secret", "enter")
        await pilot.pause()
    assert journey.answers[0].values == {"identifier": "alexandre", "password": "secret"}


async def test_enter_goes_through_fields_that_may_stay_empty_before_it_sends_them(run: Run) -> None:
    fields = tuple(Field(name, _("City"), optional=True) for name in ("first-name", "city"))
    journey = Attempted(replace(SIGN_IN, fields=fields))
    async with run(journey) as pilot:
        await pilot.press(*"Camille", "enter")
        await pilot.pause()
        assert journey.answers == []
        await pilot.press("enter")
        await pilot.pause()
    assert journey.answers[0].values == {"first-name": "Camille", "city": ""}


async def test_a_page_with_a_field_left_out_keeps_the_secret_that_was_typed(run: Run) -> None:
    journey = Attempted(SIGN_IN, Problem(Refusal.MISSING, "identifier"))
    async with run(journey) as pilot:
        await pilot.press("down", *"secret", "enter")
        await pilot.pause()
        assert "Fill in this field." in text(pilot)
        assert pilot.app.focused is line(pilot, "identifier")
        await pilot.press(*"alexandre", "enter")
        await pilot.pause()
    assert journey.answers[-1].values == {"identifier": "alexandre", "password": "secret"}


async def test_a_busy_page_ignores_a_second_enter(run: Run) -> None:
    journey = Attempted(SIGN_IN, waits=True)
    async with run(journey) as pilot:
        await pilot.press(*"alexandre", "down", *"secret", "enter", "enter")
        page = app_of(pilot).pages
        page.show_busy()
        await pilot.press("enter", "a")
        await pilot.pause()
        assert "One moment…" in text(pilot)
        assert len(journey.answers) == 1
        journey.go.set()
        await pilot.pause()
    assert journey.ended == "answered"


async def test_a_page_that_is_slow_to_be_drawn_is_not_taken_for_the_busy_one(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        page = app_of(pilot).pages
        async with page._drawing:
            await page.query("#page").remove()
            page.show_busy()
        await page.say_again()
        assert pilot.app.is_running


async def test_a_refusal_stands_beside_its_field_and_only_a_wrong_secret_is_cleared(run: Run) -> None:
    wrong = Problem(Refusal.WRONG_SIGN_IN, "password", tries_left=4, until=None)
    async with run(Attempted(SIGN_IN, wrong)) as pilot:
        await pilot.press(*"alexandre", "down", *"secret", "enter")
        await pilot.pause()
        rows = text(pilot).splitlines()
        field = next(index for index, row in enumerate(rows) if "Password" in row)
        assert "✗" in rows[field + 2]
        assert line(pilot, "identifier").value == "alexandre"
        assert line(pilot, "password").value == ""
        assert pilot.app.focused is line(pilot, "password")
        await pilot.press("x")
        await pilot.pause()
        assert "✗" not in text(pilot)


async def test_all_that_was_left_empty_says_so_at_once(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(KEPT)

    async with run(journey) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        assert text(pilot).count("✗") == 2
        assert pilot.app.focused is pilot.app.screen.query_one("#field-saved")


async def test_a_code_that_was_refused_gives_way_to_what_is_typed_next(run: Run) -> None:
    async with run(Attempted(TOKEN, Problem(Refusal.TOKEN_UNKNOWN, "token"))) as pilot:
        await pilot.press(*"abc", "enter")
        await pilot.pause()
        assert line(pilot, "token").value == "abc"
        await pilot.press(*"xyz")
        await pilot.pause()
        assert line(pilot, "token").value == "xyz"


async def test_left_and_right_move_between_buttons_in_a_row(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press("down", "down")
        first = pilot.app.focused
        await pilot.press("right")
        assert pilot.app.focused is not first
        await pilot.press("left")
        assert pilot.app.focused is first


async def test_a_refusal_of_no_field_stands_above_them(run: Run) -> None:
    async with run(Attempted(SIGN_IN, Problem(Refusal.MISSING))) as pilot:
        await pilot.press("a", "down", "b", "enter")
        await pilot.pause()
        rows = text(pilot).splitlines()
        refusal = next(index for index, row in enumerate(rows) if "✗" in row)
        assert refusal < next(index for index, row in enumerate(rows) if "Username" in row)


async def test_any_other_exception_ends_the_page(run: Run) -> None:
    journey = Attempted(SIGN_IN, Unwinding())
    async with run(journey) as pilot:
        await pilot.press("a", "down", "b", "enter")
        await pilot.pause()
    assert isinstance(journey.ended, Unwinding)


async def test_a_language_switch_keeps_what_is_typed_the_cursor_and_the_focus(run: Run) -> None:
    async with run(Attempted(SIGN_IN, REFUSED)) as pilot:
        await pilot.press(*"alexandre", "down", "x", "enter")
        await pilot.pause()
        await pilot.press(*"secret", "left", "left", "f2")
        await pilot.pause()
        assert "Mot de passe" in text(pilot)
        assert line(pilot, "identifier").value == "alexandre"
        assert line(pilot, "password").value == "secret"
        assert line(pilot, "password").cursor_position == 4
        assert pilot.app.focused is line(pilot, "password")
        await pilot.press("f2")
        await pilot.pause()
        assert "Password" in text(pilot)


async def test_a_refusal_while_another_language_is_being_drawn_is_seen_in_it(run: Run) -> None:
    class RefusedInBetween(Attempted):
        """Refuses what was sent once a second column is there, before it has taken the place of the first."""

        async def attempt(self, answers: Answers) -> None:
            first = pages.query_one(Column)
            self.answers.append(answers)
            while {*pages.query(Column)} <= {first}:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0)
            raise REFUSED

    journey = RefusedInBetween(SIGN_IN)
    async with run(journey) as pilot:
        pages = app_of(pilot).pages
        await pilot.press(*"alexandre", "down", *"secret", "enter")
        while not journey.answers:
            await pilot.pause()
        await pilot.press("f2")
        await settle(pilot, "attempt")
        assert "Mot de passe" in text(pilot)
        assert "This is not your current password" in text(pilot)
        assert line(pilot, "password").value == ""
        assert pilot.app.focused is line(pilot, "password")


async def test_quitting_unwinds_the_journey(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app_of(pilot).ending.status == 0
    assert isinstance(journey.ended, VisitOver)


async def test_ctrl_c_does_not_quit(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press("ctrl+c", "ctrl+p", "ctrl+z")
        await pilot.pause()
        assert journey.ended is None
        assert pilot.app.screen is pilot.app.screen_stack[0]


async def test_escape_takes_the_action_that_leaves(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press("escape")
        await pilot.pause()
    assert journey.answers[0].action == "back"


@pytest.mark.parametrize(
    "page",
    [SIGN_IN, CHANGE, *(pytest.param(one, marks=pytest.mark.more) for one in (KEPT, KEY, MENU))],
    ids=lambda page: page.name,
)
@pytest.mark.parametrize("key", ["tab", pytest.param("down", marks=pytest.mark.more)])
async def test_the_keyboard_alone_reaches_everything(run: Run, page: object, key: str) -> None:
    async with run(Attempted(page)) as pilot:  # type: ignore[arg-type]
        reached = set()
        for _step in range(20):
            assert pilot.app.focused is not None
            reached.add(pilot.app.focused.id)
            await pilot.press(key)
        assert reached == {widget.id for widget in pilot.app.screen.focus_chain}


async def test_the_arrows_choose_among_options(run: Run) -> None:
    journey = Attempted(CHANGE)
    async with run(journey) as pilot:
        await pilot.press("down", "down", "enter")
        await pilot.pause()
    assert journey.answers[0]["language"] == "fr"


async def test_an_action_that_does_not_submit_runs_no_use_case(run: Run) -> None:
    journey = Choosing()
    async with run(journey) as pilot:
        await pilot.press("backspace")
        await pilot.click("#action-other")
        await pilot.pause()
    assert (journey.done, journey.ran) == (Chosen("other", {"code": "12"}), [])


async def test_a_click_takes_an_action(run: Run) -> None:
    journey = Attempted(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.click("#action-forgot")
        await pilot.pause()
    assert journey.answers[0].action == "forgot"


async def test_help_explains_the_page_and_goes_away(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await pilot.press(*"alex", "f1")
        await pilot.pause()
        assert "Type the name you sign in with" in text(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert "Aide" in text(pilot)
        assert isinstance(pilot.app.screen, HelpDialog)
        await pilot.press("f1")
        await pilot.pause()
        assert line(pilot, "identifier").value == "alex"
        await pilot.press("f1", "escape", "f1", "enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, HelpDialog)


async def test_the_help_names_the_keys_as_they_are_called_here(door: FakeDoor) -> None:
    app = MacleApp(door=door, journey=Attempted(SIGN_IN), language=FRENCH, language_fixed=True)
    async with app.run_test() as pilot:
        await pilot.press("f1")
        await pilot.pause()
        app.screen.query_one(Body).scroll_end(animate=False)
        await pilot.pause()
        assert "Entrée" in text(pilot)
        assert "Enter" not in text(pilot)


async def test_the_rules_turn_met_while_typing_and_the_page_does_not_move(run: Run) -> None:
    async with run(Attempted(CHANGE)) as pilot:
        before = text(pilot)
        assert before.count("not met") == 2
        height = pilot.app.screen.query_one("#checks").size.height
        await pilot.press(*"12345678901234567")
        await settle(pilot)
        after = text(pilot)
        assert after.count("✓") == 2
        assert "Great" in after
        assert pilot.app.screen.query_one("#checks").size.height == height


async def test_a_forty_by_twelve_terminal_scrolls_to_what_has_the_focus(run: Run) -> None:
    for page in (SIGN_IN, CHANGE, KEPT, KEY, MENU):
        async with run(Attempted(page), size=(40, 12)) as pilot:
            body = pilot.app.screen.query_one(Body)
            for _step in pilot.app.screen.focus_chain:
                await pilot.pause()
                assert pilot.app.focused is not None
                assert body.region.contains_region(pilot.app.focused.region)
                await pilot.press("tab")
            assert body.virtual_size.width <= body.size.width


async def test_a_forty_by_twelve_terminal_shows_what_is_wrong_with_the_field(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(BELOW)

    async with run(journey, size=(40, 12)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "✗ Fill in this field." in text(pilot)


async def test_a_forty_by_twelve_terminal_shows_why_nothing_was_inserted(run: Run) -> None:
    async with run(Attempted(BELOW), size=(40, 12)) as pilot:
        pilot.app.post_message(events.Paste("several\nlines"))
        await pilot.pause()
        await pilot.pause()
        assert "✗ That has several lines" in text(pilot)


async def test_data_is_shown_literally_and_steers_nothing(run: Run) -> None:
    async with run(Attempted(shows(HOSTILE))) as pilot:
        for key in ("", "f1", "f1", "f2"):
            await pilot.press(*([key] if key else []))
            await pilot.pause()
            shown = text(pilot)
            assert not set(shown) & {chr(code) for code in range(0x20) if code != 0x0A}
            assert not set(shown) & {"\x9b", "\u202e", "\x7f"}
            assert "[b]x[/b] [/] [@click=app.leave]y[/] ␛]52;c;QUJD␇" in shown.replace("\n", " ")
        assert pilot.app.screen.query_one(Options).value == "one"
        assert len(pilot.app.screen.query(ActionButton)) == 1


@pytest.mark.parametrize("look", [Look(ASCII, few_colours=True), Look(ASCII)], ids=["sixteen", "many"])
async def test_ascii_is_enough(run: Run, look: Look) -> None:
    async with run(Attempted(CHANGE), look=look) as pilot:
        await pilot.press(*"abc", "f1")
        await pilot.pause()
        assert text(pilot).replace("Français", "").replace("…", "").isascii()
        await pilot.press("f1")
        await pilot.pause()
        assert text(pilot).replace("Français", "").isascii()
