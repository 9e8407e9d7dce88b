"""The last line names the keys, however narrow it is."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from i18n import LANGUAGES, _
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, SIGN_IN, Attempted, app_of, settle
from tests.screens.test_journey_pages import PAGES
from tui.demo.keys import words_of_devices
from tui.screens.app import MacleApp
from tui.screens.frame import KeyBar
from tui.screens.keys import Key
from tui.unwinding import WentBack
from tui.visit import Visit

DEVICES = Key("F4", _("Help"), {"f4": "app.devices"}, left_out_first=True)


def keys(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(KeyBar).render().plain


@IN_EACH
@pytest.mark.parametrize("width", [36, 40, 60, 80, 120])
async def test_the_ways_out_are_always_named(run: Run, width: int, code: str) -> None:
    async with run(Attempted(SIGN_IN), size=(width, 24)) as pilot:
        app = app_of(pilot)
        app.visit.speak(LANGUAGES[code])
        await settle(pilot)
        app.pages.name_keys_beside([(DEVICES, _("Devices ({count})", count=12))])
        await pilot.pause()
        for key in ("F1", "F2", "Esc", "^Q"):
            assert key in keys(pilot)
        assert max(len(line) for line in keys(pilot).splitlines()) <= width - 4
        assert len(keys(pilot).splitlines()) <= KeyBar.LINES


async def test_all_keys_are_on_one_line_at_eighty_columns(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        app_of(pilot).pages.name_keys_beside([(DEVICES, _("Devices ({count})", count=1))])
        await pilot.pause()
        (line,) = keys(pilot).splitlines()
        assert line.split("  ")[2:] == ["F3 Show what I type", "F4 Devices (1)", "Esc Back", "^Q Quit"]


async def test_who_is_signed_in_is_told_how_to_sign_out_and_how_to_quit(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        with visit.within("elodie"):
            await visit.ask(MENU)

    async with run(journey) as pilot:
        await settle(pilot)
        assert keys(pilot).split("  ") == ["F1 Help", "F2 Français", "F9 Sign out", "^Q Quit"]
        await pilot.resize_terminal(44, 24)
        await pilot.pause()
        assert keys(pilot).split("  ") == ["F1 ?", "F2 Français", "F9 Sign out", "^Q Quit"]
        await pilot.resize_terminal(36, 24)
        await pilot.pause()
        assert keys(pilot).split("  ") == ["F1 ?", "F2 Français", "F9 Sign out"]


@pytest.mark.more
@pytest.mark.parametrize("unread", [pytest.param(0, marks=pytest.mark.more), 12])
@IN_EACH
async def test_on_every_page_of_an_account_one_line_names_the_ways_out_at_eighty_columns(
    door: FakeDoor, code: str, unread: int
) -> None:
    async def journey(visit: Visit) -> None:
        for page in PAGES:
            with visit.within("elodie"):
                await visit.tell(page)

    app = MacleApp(door=door, journey=journey, language=LANGUAGES[code])
    async with app.run_test() as pilot:
        for number in range(1, len(PAGES) + 1):
            while app.pages.pages_shown < number or app.pages.waits:
                await pilot.pause()
            app.pages.name_keys_beside([(DEVICES, words_of_devices(unread))])
            for _pressed in range(2):
                (shown,) = keys(pilot).splitlines()
                assert {"F4", "F9", "^Q"} <= {named.split()[0] for named in shown.split("  ")}, shown
                assert LANGUAGES[code].say(_("Sign out")) in shown
                await pilot.press("f3")
            app.pages.unwind(WentBack())


@pytest.mark.parametrize("width", [40, 80])
@IN_EACH
async def test_the_key_of_the_devices_says_what_it_is_for(run: Run, code: str, width: int) -> None:
    async def journey(visit: Visit) -> None:
        with visit.within("elodie"):
            await visit.ask(SIGN_IN)

    async with run(journey, size=(width, 24)) as pilot:
        app_of(pilot).visit.speak(LANGUAGES[code])
        await settle(pilot)
        app_of(pilot).pages.name_keys_beside([(DEVICES, words_of_devices(0))])
        await pilot.pause()
        named = keys(pilot).replace("\n", "  ").split("  ")
        assert [one for one in named if one.startswith("F4 ")], named


@pytest.mark.parametrize("page", [SIGN_IN, MENU], ids=lambda page: page.name)
async def test_who_tries_to_interrupt_is_told_how_to_quit(run: Run, page: object) -> None:
    async with run(Attempted(page)) as pilot:  # type: ignore[arg-type]
        await settle(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert keys(pilot) == "To quit, press Ctrl+Q."
        await pilot.press("f2")
        await pilot.pause()
        assert "^Q" in keys(pilot)


async def test_a_text_that_is_marked_in_a_field_is_copied_instead(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        await pilot.press(*"alex", "home", "shift+end", "ctrl+c")
        await pilot.pause()
        assert pilot.app.clipboard == "alex"
        assert "Ctrl+Q" not in keys(pilot)


async def test_what_is_said_in_place_of_the_keys_goes_with_the_next_key(run: Run) -> None:
    async with run(Attempted(MENU)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert keys(pilot) == "To quit, press Ctrl+Q."
        await pilot.press("escape")
        await pilot.pause()
        assert "^Q" in keys(pilot)
