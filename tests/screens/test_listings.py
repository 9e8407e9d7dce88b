"""Rows that each have a button: they can be read down, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from i18n import LANGUAGES, _
from store import Overview, ProfileStatus, Ways
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import Attempted, text
from tui.journeys.signing_in.settings import settings_page
from tui.pages import Action, Listing, Page, Row
from tui.screens.app import MacleApp

NOTHING_SET = Overview(
    "799704414540",
    "camille-b",
    "camille-b@example.org",
    datetime(2026, 3, 14, 12, tzinfo=UTC),
    None,
    ProfileStatus(None, None, None, None),
    Ways((), 0),
    has_questions=False,
)
LONG = Action("long", _("Add another one of these, with a number of its own"))
ROWS = Page(
    "rows",
    _("Settings"),
    (
        Listing(
            (
                Row(_("One"), "state-1", Action("one", _("Change"))),
                Row(_("Another with a long name"), "state-2", Action("another", _("Change"))),
                Row(_("The last"), "state-3", LONG),
                Row(_("Written"), "state-4-" + "x" * 30, Action("written", _("Change"))),
            )
        ),
    ),
)


def places(shown: str, *words: str) -> set[int]:
    """Return in which columns the words begin."""
    rows = shown.splitlines()
    return {row.index(word) for word in words for row in rows if word in row}


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_how_each_row_stands_begins_in_one_column(run: Run, width: int) -> None:
    async with run(Attempted(ROWS), size=(width, 24)) as pilot:
        await pilot.pause()
        shown = text(pilot)
        assert len(places(shown, "state-1", "state-2", "state-3", "state-4")) == 1
        assert "with a number of its own" in shown


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_settings_of_who_has_no_phone_can_be_read_down(door: FakeDoor, code: str) -> None:
    language = LANGUAGES[code]
    page = settings_page(NOTHING_SET)
    app = MacleApp(door=door, journey=Attempted(page), language=language, language_fixed=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = text(pilot)
        states = [language.say(row.state) for row in page.listed]
        assert all(state in shown for state in states)
        assert len(places(shown, *states)) == 1


async def test_a_button_is_whole_on_a_forty_column_terminal(run: Run) -> None:
    async with run(Attempted(ROWS), size=(40, 30)) as pilot:
        await pilot.pause()
        assert "number of its own" in text(pilot)
