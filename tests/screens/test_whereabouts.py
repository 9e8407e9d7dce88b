"""Full screen: the line above every page says whose account it is, and what was done stands below it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import cast

import pytest
from textual.pilot import Pilot

from i18n import _
from store import Problem, Session
from tests.clock import Seconds
from tests.screens.conftest import Run
from tests.screens.journeys import KEY, MENU, REFUSED, SIGN_IN, Attempted, app_of, settle, text
from tui.pages import Page, Paragraph
from tui.screens.frame import Body
from tui.unwinding import SessionOver, SignedOut
from tui.visit import Visit

SETTINGS = _("Sign-in settings")
DONE = Paragraph(_("Your password was changed. Your other sessions have ended."), "success")


class SignedIn:
    """Someone signed in as `elodie`, in the settings, who sees these pages one after another."""

    def __init__(self, *pages: Page, said: Paragraph | None = None, unkept: bool = False) -> None:
        self._pages, self._said, self._unkept = pages, said, unkept
        self.ended: BaseException | None = None

    async def __call__(self, visit: Visit) -> None:
        try:
            with visit.within("elodie"), visit.within(SETTINGS):
                for page in self._pages:
                    if self._unkept:
                        with visit.until_kept():
                            await visit.ask(page)
                    await visit.ask(page)
                    if self._said is not None:
                        visit.say(self._said)
        except Exception as ended:
            self.ended = ended
            raise


def rows(pilot: Pilot[None]) -> list[str]:
    return text(pilot).splitlines()


async def test_the_line_above_the_page_says_whose_account_it_is_and_where_in_it(run: Run) -> None:
    async with run(SignedIn(MENU)) as pilot:
        assert rows(pilot)[0].startswith("  ◇ Macle · elodie · Sign-in settings  ")
        assert rows(pilot)[0].rstrip().endswith("English")


async def test_it_does_not_say_again_what_the_title_below_it_says(run: Run) -> None:
    async with run(SignedIn(replace(MENU, title=SETTINGS))) as pilot:
        assert rows(pilot)[0].split() == ["◇", "Macle", "·", "elodie", "English"]
        assert text(pilot).count("Sign-in settings") == 1


async def test_where_nobody_is_signed_in_it_names_the_product_alone(run: Run) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(MENU)

    async with run(journey) as pilot:
        assert rows(pilot)[0].split() == ["◇", "Macle", "English"]
        assert "Sign out" not in text(pilot)
        assert "^Q Quit" in text(pilot)


async def test_in_a_narrow_terminal_the_account_and_the_section_come_first(run: Run) -> None:
    async with run(SignedIn(MENU), size=(40, 12)) as pilot:
        assert rows(pilot)[0].rstrip() == "  ◇ elodie · Sign-in settings  English"
    async with run(SignedIn(MENU), size=(36, 12)) as pilot:
        assert rows(pilot)[0].rstrip() == "  ◇ elodie · Sign-in set…  English"


async def test_what_was_done_is_in_view_whatever_is_in_focus(run: Run) -> None:
    long = replace(MENU, came_from="action-12")
    async with run(SignedIn(MENU, long, said=DONE), size=(40, 12)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "✓ Your password was changed." in text(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "action-action-12"
        body = pilot.app.screen.query_one(Body)
        assert body.region.contains_region(pilot.app.focused.region)


async def test_it_stays_in_another_language_and_is_gone_with_the_page(run: Run) -> None:
    async with run(SignedIn(MENU, MENU, MENU)) as pilot:
        app_of(pilot).visit.say(DONE)
        await pilot.press("enter")
        await settle(pilot, "attempt")
        assert "Your password was changed" in text(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert "Your password was changed" in text(pilot)
        await pilot.press("enter")
        await settle(pilot, "attempt")
        assert "Your password was changed" not in text(pilot)


async def test_one_key_signs_out_whatever_was_typed_and_the_last_line_names_it(run: Run) -> None:
    journey = SignedIn(SIGN_IN)
    async with run(journey) as pilot:
        assert "F9 Sign out" in text(pilot)
        await pilot.press(*"alex", "f9")
        await pilot.pause()
    assert isinstance(journey.ended, SignedOut)


async def test_it_signs_out_from_the_help_too(run: Run) -> None:
    journey = SignedIn(SIGN_IN)
    async with run(journey) as pilot:
        await pilot.press("f1", *["pagedown"] * 4)
        await pilot.pause()
        await pilot.press("pagedown")
        await pilot.pause()
        assert "sign out, from any page of your account" in text(pilot)
        await pilot.press("f9")
        await pilot.pause()
    assert isinstance(journey.ended, SignedOut)


async def test_a_page_that_may_not_be_left_yet_does_not_name_it_and_says_why(run: Run) -> None:
    journey = SignedIn(KEY, unkept=True)
    async with run(journey) as pilot:
        assert "Sign out" not in text(pilot)
        await pilot.press("f9")
        await pilot.pause()
        assert journey.ended is None
        assert app_of(pilot).pages.page is not None
        assert "You can sign out once you have kept what is shown." in text(pilot)
        await pilot.press("enter")
        await settle(pilot, "attempt")
        assert "F9 Sign out" in text(pilot)


async def test_the_warning_signs_nobody_out_before_what_is_shown_is_kept(run: Run) -> None:
    clock, journey = Seconds(), SignedIn(KEY, unkept=True)
    async with run(journey, clock=clock) as pilot:
        app = app_of(pilot)
        app.visit.session = cast(Session, object())
        app.look_around()
        clock.now = 800
        app.look_around()
        await pilot.pause()
        assert "Are you still there?" in text(pilot)
        await pilot.press("right", "enter")
        await settle(pilot, "keep alive")
        assert "You can sign out once you have kept what is shown." in text(pilot)
        assert journey.ended is None


@pytest.mark.parametrize("error", [None, REFUSED])
async def test_who_signs_out_while_something_is_done_is_told_so_and_is_signed_out_after_it(
    run: Run, error: Problem | None
) -> None:
    attempted, then = Attempted(SIGN_IN, error, waits=True), SignedIn(MENU)

    async def journey(visit: Visit) -> None:
        with visit.within("elodie"):
            await attempted(visit)
        await then(visit)

    async with run(journey) as pilot:
        await pilot.press(*"alex", "tab", *"secret", "enter")
        while not attempted.answers:
            await pilot.pause()
        await pilot.press("f9")
        assert "You will be signed out once this is done." in text(pilot)
        assert attempted.ended is None
        attempted.go.set()
        await app_of(pilot).leaving.wait()
    assert isinstance((then if error is None else attempted).ended, SignedOut)


async def test_where_the_session_ends_meanwhile_nobody_is_told_to_keep_anything(run: Run) -> None:
    attempted, over = Attempted(SIGN_IN, SessionOver(), waits=True), Attempted(KEY)

    async def journey(visit: Visit) -> None:
        with contextlib.suppress(SessionOver), visit.within("elodie"):
            await attempted(visit)
        await visit.leave()
        await over(visit)

    async with run(journey) as pilot:
        await pilot.press(*"alex", "tab", *"secret", "enter")
        while not attempted.answers:
            await pilot.pause()
        await pilot.press("f9")
        attempted.go.set()
        while app_of(pilot).pages.page is not KEY or app_of(pilot).pages.waits:
            await pilot.pause()
        await settle(pilot)
        assert "You can sign out once you have kept what is shown." not in text(pilot)
        assert over.ended is None


async def test_what_was_made_while_one_signs_out_is_kept_first(run: Run) -> None:
    attempted, then = Attempted(SIGN_IN, waits=True), SignedIn(KEY, unkept=True)

    async def journey(visit: Visit) -> None:
        with visit.within("elodie"):
            await attempted(visit)
        await then(visit)

    async with run(journey) as pilot:
        await pilot.press(*"alex", "tab", *"secret", "enter")
        while not attempted.answers:
            await pilot.pause()
        await pilot.press("f9")
        attempted.go.set()
        await settle(pilot, "attempt")
        while "You can sign out once you have kept what is shown." not in text(pilot):
            await pilot.pause()
        assert (app_of(pilot).pages.page, then.ended) == (replace(KEY, where=("elodie", SETTINGS)), None)
        await pilot.press("enter")
        while then.ended is None:
            await pilot.pause()
    assert isinstance(then.ended, SignedOut)
