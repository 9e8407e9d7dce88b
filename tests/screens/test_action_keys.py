"""An action that has a key: shown beside its words, explained by F1, pressed wherever the focus is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Label

from i18n import ENGLISH, _
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import Attempted, settle, text
from tui.pages import BACK, Action, Field, Found, Page, Row, Search, submit
from tui.screens.app import MacleApp
from tui.screens.columns import Columns

MENU = Page(
    "desk",
    _("Help desk"),
    menu=(
        Action("register", _("Register a person"), key="f5"),
        Row(_("Verifications"), "3", Action("verifications", _("Open"), key="ctrl+o")),
        Action("plain", _("Without a key")),
        BACK,
    ),
)
FORM = Page(
    "form",
    _("Form"),
    fields=(Field("code", _("Security code")),),
    actions=(submit(_("Continue")), Action("other", _("Another one"), key="f6"), BACK),
)


async def find_nobody(_query: str, _after: str | None) -> Found:
    return Found(())


SEARCH = Page(
    "search",
    _("Find"),
    (Search("account", _("Who"), (_("Name"),), find_nobody, _("Nobody.")),),
    actions=(Action("register", _("Register a person"), key="f5"),),
)


def answered(journey: Attempted) -> list[str]:
    return [answers.action for answers in journey.answers]


@pytest.mark.parametrize(
    ("page", "key", "action"),
    [
        (MENU, "f5", "register"),
        (MENU, "ctrl+o", "verifications"),
        (FORM, "f6", "other"),
        (SEARCH, "f5", "register"),
    ],
)
async def test_a_key_does_what_choosing_the_action_does(run: Run, page: Page, key: str, action: str) -> None:
    journey = Attempted(page)
    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await pilot.pause()
    assert answered(journey) == [action]


async def test_what_was_typed_goes_with_it(run: Run) -> None:
    journey = Attempted(FORM)
    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.press(*"123", "f6")
        await pilot.pause()
    assert journey.answers[0]["code"] == "123"


async def test_the_keys_of_a_menu_stand_in_a_column_before_its_words(run: Run) -> None:
    async with run(Attempted(MENU)) as pilot:
        lines = text(pilot).splitlines()
    named = [
        next(line for line in lines if words in line) for words in ("Register", "Verifications", "Without")
    ]
    columns = {
        line.index(words) for line, words in zip(named, ("Register", "Verifications", "Without"), strict=True)
    }
    assert len(columns) == 1
    assert "F5 " in named[0]
    assert "Ctrl+O " in named[1]


async def test_a_menu_without_keys_has_no_such_column(run: Run) -> None:
    page = replace(MENU, menu=tuple(replace(line, key="") for line in MENU.menu if isinstance(line, Action)))
    async with run(Attempted(page)) as pilot:
        line = next(line for line in text(pilot).splitlines() if "Without" in line)
        other = next(line for line in text(pilot).splitlines() if "Help desk" in line)
    assert line.index("Without") - other.index("Help desk") == 3, "the mark alone stands before it"


async def test_a_button_names_its_key(run: Run) -> None:
    async with run(Attempted(FORM)) as pilot:
        assert "Another one  F6" in text(pilot)


async def test_f1_lists_the_keys_of_the_page(run: Run) -> None:
    async with run(Attempted(MENU), size=(80, 50)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await pilot.pause()
        rows = {
            row[0].plain: row[1].plain
            for columns in pilot.app.screen.query(Columns)
            for row in columns._rows
            if len(row) > 1
        }
    assert rows["F5"] == "Register a person"
    assert rows["Ctrl+O"] == "Open"


async def test_a_key_chooses_nothing_that_cannot_be_chosen_yet(run: Run, door: FakeDoor) -> None:
    later = door.settings.clock() + timedelta(minutes=1)
    journey = Attempted(replace(MENU, menu=(Action("later", _("Later"), opens_at=later, key="f5"), BACK)))
    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.press("f5")
        await pilot.pause()
    assert answered(journey) == []


async def test_a_key_does_nothing_while_the_focus_is_on_what_stands_beside_the_page(door: FakeDoor) -> None:
    class Beside(Label, can_focus=True):
        pass

    class WithBeside(MacleApp):
        def compose_beside(self) -> list[Beside]:
            return [Beside("devices")]

    journey = Attempted(MENU)
    app = WithBeside(door=door, journey=journey, language=ENGLISH)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.pages.set_focus(app.pages.query_one(Beside))
        await pilot.press("f5")
        await pilot.pause()
    assert answered(journey) == []


async def test_the_mouse_chooses_it_as_before(run: Run) -> None:
    journey = Attempted(MENU)
    async with run(journey) as pilot:
        await settle(pilot)
        await pilot.click("#action-verifications", offset=(3, 0))
        await pilot.pause()
    assert answered(journey) == ["verifications"]
