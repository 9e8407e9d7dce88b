"""The page of a one-time PIN has room for all of it, also where something was told or is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from i18n import LANGUAGES, _
from store import LivePin, PinStanding, Problem, Refusal
from store.settings import utc_now
from tests.languages import IN_EACH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import Attempted, app_of, settle, text
from tui.journeys.signing_in.one_time_pin import ANOTHER_PIN, pin_page
from tui.pages import Page, Paragraph
from tui.screens.app import MacleApp
from tui.screens.frame import Body

_SERVICE = Paragraph(_("You sign in to open: {service}.", service="A service with a long name " * 2))


def asked(*said: Paragraph) -> Page:
    now = utc_now()
    live = LivePin("Q4ZT", now + timedelta(minutes=9), now + timedelta(seconds=42))
    return replace(
        pin_page(PinStanding(live, has_app=False, phone="•••• 0134", phone_alone=False), live), said=said
    )


TOLD = asked(_SERVICE, ANOTHER_PIN)


@IN_EACH
async def test_all_that_can_be_chosen_is_seen_also_beside_an_error(door: FakeDoor, code: str) -> None:
    wrong = Problem(Refusal.WRONG_PIN, "pin", tries_left=2)
    app = MacleApp(door=door, journey=Attempted(TOLD, wrong), language=LANGUAGES[code])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app_of(pilot).pages.query_one(Body).max_scroll_y == 0
        await pilot.press(*"7KB", "enter")
        await pilot.pause()
        assert "✗" in text(pilot)
        assert app_of(pilot).pages.query_one(Body).max_scroll_y == 0


@IN_EACH
async def test_in_a_small_terminal_the_code_is_seen_with_the_field(door: FakeDoor, code: str) -> None:
    app = MacleApp(door=door, journey=Attempted(asked()), language=LANGUAGES[code])
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        await pilot.press(*"7KB")
        await pilot.pause()
        assert "Q4ZT" in text(pilot)
        assert "7KB" in text(pilot)


async def test_what_was_done_is_no_longer_said_beside_what_is_wrong(door: FakeDoor) -> None:
    wrong = Problem(Refusal.WRONG_PIN, "pin", tries_left=2)
    app = MacleApp(door=door, journey=Attempted(TOLD, wrong), language=LANGUAGES["en"])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "another PIN," in text(pilot)
        await pilot.press(*"7KB", "enter")
        await pilot.pause()
        assert "another PIN," not in text(pilot)
        assert "You sign in to open" in text(pilot)
