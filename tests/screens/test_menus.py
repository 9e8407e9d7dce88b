"""Menus: lists of where one can go, however many there are, that can be read down and chosen from by key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from textual.pilot import Pilot

from i18n import LANGUAGES, _
from store import Challenge, Method, Overview, ProfileStatus, Ways
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import Attempted, app_of, settle, text
from tui.journeys.signing_in.account import account_page
from tui.journeys.signing_in.settings import settings_page
from tui.pages import CANCEL, Action, Field, Page, Paragraph, Row, submit
from tui.screens.app import MacleApp
from tui.surroundings import OWN_TERMINAL

_THEN = datetime(2026, 3, 14, 12, tzinfo=UTC)
NOTHING_SET = Overview(
    "799704414540",
    "camille-b",
    "camille-b@example.org",
    _THEN,
    None,
    ProfileStatus(None, None, None, None),
    Ways((), 0),
    has_questions=False,
)
TWO_METHODS = Ways(
    (
        Method("app", "app", Challenge.SHOWN, "Aegis", is_default=True, added_at=_THEN),
        Method("phone", "phone", Challenge.SENT, "•••• 0134", is_default=False, added_at=_THEN),
    ),
    7,
)
THREE = Page(
    "three",
    _("Where to?"),
    menu=(
        Action("sign-in", _("Sign in")),
        Action("edit", _("Éditer")),
        Action("end", _("End")),
        CANCEL,
    ),
)
FORM = Page(
    "form",
    _("Security code"),
    fields=(Field("code", _("Security code")),),
    actions=(submit(_("Continue")), CANCEL),
    menu=(Action("other", _("Try another method")), Action("absent", _("I do not have it"))),
)
LONG = Page(
    "long",
    _("Privacy notice"),
    tuple(Paragraph(_("Sentence {number}.", number=str(number))) for number in range(30)),
    actions=(CANCEL,),
)
ROWS = Page(
    "rows",
    _("Settings"),
    menu=(
        Row(_("One"), "state-1", Action("one", _("Change"))),
        Row(_("Another with a long name"), "state-2", Action("another", _("Choose"))),
        Row(None, "", Action("add", _("Add another one of these, with a number of its own"))),
        Row(_("Written"), "state-4-" + "x" * 30, Action("written", _("Change"))),
        CANCEL,
    ),
)


class Place(NamedTuple):
    """Where words begin on the screen."""

    row: int
    column: int


def place(shown: str, words: str) -> Place:
    [(row, line)] = [(row, line) for row, line in enumerate(shown.splitlines()) if words in line]
    return Place(row, line.index(words))


def focused(pilot: Pilot[None]) -> str | None:
    assert pilot.app.focused is not None
    return pilot.app.focused.id


async def test_a_menu_is_a_list_also_where_it_has_few_lines(run: Run) -> None:
    async with run(Attempted(THREE)) as pilot:
        places = [place(text(pilot), words) for words in ("Sign in", "Éditer", "End", "Cancel")]
        rows = [row for row, _column in places]
        assert rows[1:] == [rows[0] + 1, rows[0] + 2, rows[0] + 4], "the way back stands apart"
        assert len({column for _row, column in places[:3]}) == 1


async def test_what_ends_a_form_is_a_row_of_buttons_above_the_list_of_where_else_one_can_go(run: Run) -> None:
    async with run(Attempted(FORM)) as pilot:
        shown = text(pilot)
        assert place(shown, "Continue").row == place(shown, "Cancel").row
        assert place(shown, "Try another method").row == place(shown, "Continue").row + 2
        assert place(shown, "I do not have it").row == place(shown, "Continue").row + 3


async def test_buttons_go_on_in_the_next_line_and_are_whole_on_a_forty_column_terminal(run: Run) -> None:
    send = submit(_("Send the email that lets you set another password"))
    page = replace(FORM, actions=(send, Action("copy", _("Copy")), Action("print", _("Print")), CANCEL))
    async with run(Attempted(page), size=(40, 30)) as pilot:
        shown = text(pilot)
        first = place(shown, "Send the email").row
        assert place(shown, "password").row == first + 1
        assert place(shown, "Copy").row == place(shown, "Print").row == first + 3
        assert place(shown, "Cancel").row in {first + 3, first + 5}


async def test_the_arrows_begin_again_at_either_end_and_home_and_end_go_there(run: Run) -> None:
    async with run(Attempted(THREE)) as pilot:
        for key, reached in (
            ("up", "action-cancel"),
            ("down", "action-sign-in"),
            ("end", "action-cancel"),
            ("home", "action-sign-in"),
            ("down", "action-edit"),
        ):
            await pilot.press(key)
            assert focused(pilot) == reached


async def test_home_and_end_go_to_the_ends_of_a_row_of_buttons(run: Run) -> None:
    row = tuple(Action(name, _("Copy")) for name in ("one", "two", "three"))
    async with run(Attempted(replace(LONG, actions=row))) as pilot:
        await pilot.press("end", *["pagedown"] * 3, "tab")
        for key, reached in (("end", "action-three"), ("home", "action-one")):
            await pilot.press(key)
            assert focused(pilot) == reached
        assert "Sentence 0." not in text(pilot)
        # From the first one, the page is what is left to go to the beginning of.
        await pilot.press("home")
        await pilot.pause()
        assert "Sentence 0." in text(pilot)


async def test_a_letter_goes_to_the_next_line_that_begins_with_it_and_chooses_nothing(run: Run) -> None:
    journey = Attempted(THREE)
    async with run(journey) as pilot:
        for key, reached in (
            ("e", "action-edit"),
            ("E", "action-end"),
            ("é", "action-edit"),
            ("c", "action-cancel"),
            ("x", "action-cancel"),
            ("s", "action-sign-in"),
        ):
            await pilot.press(key)
            assert focused(pilot) == reached
        assert not journey.answers


async def test_home_and_end_go_to_the_ends_of_a_page_that_is_only_read(run: Run) -> None:
    async with run(Attempted(LONG)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert "Sentence 29." in text(pilot)
        await pilot.press("home")
        await pilot.pause()
        assert "Sentence 0." in text(pilot)


@pytest.mark.parametrize("width", [80, 120])
async def test_names_states_and_verbs_have_a_column_each_and_what_adds_to_a_list_is_a_line_of_it(
    run: Run, width: int
) -> None:
    async with run(Attempted(ROWS), size=(width, 24)) as pilot:
        await pilot.pause()
        shown = text(pilot)
        states = {place(shown, f"state-{number}").column for number in (1, 2, 4)}
        assert states == {place(shown, "Add another one").column}
        lines = shown.splitlines()
        changes = {lines[place(shown, f"state-{number}").row].index("Change") for number in (1, 4)}
        assert changes == {lines[place(shown, "state-2").row].index("Choose")}


async def test_each_row_is_one_thing_that_is_chosen_also_by_a_click_on_how_it_stands(run: Run) -> None:
    journey = Attempted(ROWS)
    async with run(journey) as pilot:
        await pilot.pause()
        row, column = place(text(pilot), "state-2")
        await pilot.click(offset=(column, row))
        await pilot.pause()
    assert [answers.action for answers in journey.answers] == ["another"]


@IN_EACH
@pytest.mark.parametrize("width", [75, 80], ids=["beside the devices of the demo", "alone"])
@pytest.mark.parametrize("ways", [Ways((), 0), TWO_METHODS], ids=["nothing set", "two methods"])
async def test_the_settings_take_a_line_for_each_thing(
    door: FakeDoor, code: str, width: int, ways: Ways
) -> None:
    page = settings_page(replace(NOTHING_SET, ways=ways))
    app = MacleApp(door=door, journey=Attempted(page), language=LANGUAGES[code], language_fixed=True)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        lines = [app.screen.query_one(f"#action-{row.action.name}") for row in page.listed]
        assert {line.region.height for line in lines} == {1}
        assert [line.region.y for line in lines] == list(range(lines[0].region.y, lines[-1].region.y + 1))


async def test_a_row_is_whole_on_a_forty_column_terminal(run: Run) -> None:
    async with run(Attempted(ROWS), size=(40, 30)) as pilot:
        await pilot.pause()
        shown = text(pilot)
        assert "number of its own" in shown
        assert place(shown, "state-1").row == place(shown, " One ").row + 1


async def test_up_from_a_menu_goes_to_the_first_button_of_the_row_above_it(run: Run) -> None:
    async with run(Attempted(FORM)) as pilot:
        await pilot.press("tab", "tab", "tab", "down", "up")
        assert focused(pilot) == "action-other"
        await pilot.press("up")
        assert focused(pilot) == "action-submit"
        await pilot.press("tab", "tab", "shift+tab")
        assert focused(pilot) == "action-cancel", "Tab goes through all of them"


async def test_a_letter_goes_to_what_ends_a_session_after_all_that_leads_somewhere(run: Run) -> None:
    menu = account_page(NOTHING_SET, datetime(2026, 3, 15, 12, tzinfo=UTC), OWN_TERMINAL)
    async with run(Attempted(menu)) as pilot:
        await settle(pilot)
        pilot.app.screen.set_focus(app_of(pilot).pages.button("activity"))
        for reached in ("services", "sign-out", "settings"):
            await pilot.press("s")
            assert focused(pilot) == f"action-{reached}"


async def test_a_page_that_has_a_row_of_buttons_and_a_menu_begins_at_the_first_button(run: Run) -> None:
    async with run(Attempted(replace(FORM, fields=()))) as pilot:
        await settle(pilot)
        assert focused(pilot) == "action-submit"
