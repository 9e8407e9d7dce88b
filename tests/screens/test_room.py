"""Blank lines stand where they set fields apart, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from i18n import _
from store import Problem, Refusal
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from tests.screens.conftest import Run
from tests.screens.journeys import SIGN_IN, TWICE, Attempted, app_of, settle, text
from tui.journeys.password.new_password import password_checks
from tui.pages import Bullets
from tui.screens.frame import Body


async def test_an_error_leaves_a_blank_line_before_the_next_label(run: Run) -> None:
    for page, field, label in ((SIGN_IN, "identifier", "Password"), (TWICE, "username", "New password")):
        async with run(Attempted(page, Problem(Refusal.TOO_LONG, field, limit=3))) as pilot:
            await settle(pilot)
            for line in app_of(pilot).pages.lines:
                line.value = "abcd"
            await pilot.press("enter")
            await pilot.pause()
            lines = [line.strip(" ▌") for line in text(pilot).splitlines()]
            wrong = next(number for number, line in enumerate(lines) if "✗" in line)
            assert lines[wrong + 1] == ""
            assert lines[wrong + 2] == label


async def test_an_error_stands_in_the_place_of_the_hint_until_one_types(run: Run) -> None:
    async with run(Attempted(SIGN_IN, Problem(Refusal.TOO_LONG, "identifier", limit=3))) as pilot:
        await settle(pilot)
        before = text(pilot).splitlines()
        for line in app_of(pilot).pages.lines:
            line.value = "abcd"
        await pilot.press("enter")
        await pilot.pause()
        after = text(pilot).splitlines()
        hint = next(number for number, line in enumerate(before) if "8 to 16 characters" in line)
        assert "✗" in after[hint]
        assert "8 to 16" not in "".join(after)
        await pilot.press("x")
        await pilot.pause()
        assert "8 to 16 characters" in text(pilot).splitlines()[hint]


async def test_a_page_that_ends_on_the_last_line_has_no_scroll_bar(run: Run) -> None:
    page = replace(SIGN_IN, blocks=(Bullets((_("One more"),) * 7),))
    async with run(Attempted(page)) as pilot:
        await settle(pilot)
        pages = app_of(pilot).pages
        body, button = pages.query_one(Body), pages.button("submit")
        rows = body.content_region.bottom - button.region.bottom
    async with run(Attempted(page), size=(80, 24 - rows)) as pilot:
        await settle(pilot)
        await pilot.pause()
        assert app_of(pilot).pages.query_one(Body).max_scroll_y == 0


async def test_what_takes_a_moment_is_said_in_view_on_a_long_page(run: Run) -> None:
    page = replace(SIGN_IN, blocks=(Bullets((_("One more"),) * 30),))
    journey = Attempted(page, waits=True)
    async with run(journey) as pilot:
        await settle(pilot)
        pages = app_of(pilot).pages
        for line in pages.lines:
            line.value = "abcd"
        await pilot.press("enter")
        pages.show_busy()
        await pilot.pause()
        assert "One moment…" in text(pilot)
        journey.go.set()


async def test_a_field_says_its_limit_as_soon_as_more_is_typed(run: Run) -> None:
    async with run(Attempted(SIGN_IN)) as pilot:
        await settle(pilot)
        await pilot.press(*"a" * 20)
        await pilot.pause()
        assert "✗" not in text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "20 characters" in text(pilot)
        await pilot.press("backspace")
        await pilot.pause()
        assert "✗" not in text(pilot)


def test_an_empty_password_meets_no_rule() -> None:
    for policy in POLICIES.values():
        checks = password_checks(policy, Owner("alexandre", "alexandre@example.org"))
        judgement = checks.judge({"new": "", "confirmation": ""})
        assert not any(check.met for check in judgement.checks)
