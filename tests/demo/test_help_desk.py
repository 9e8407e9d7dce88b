"""The help desk of the demo: its two operators, with the codes of their apps beside the page."""

from __future__ import annotations

import pytest

from i18n import Language
from tests.demo.conftest import PASSWORD, Demo, Visitor, in_both_languages
from tests.demo.test_papers import presses, says_who_they_are


async def signs_in_at_the_desk(visitor: Visitor, username: str) -> None:
    await visitor.takes("desk")
    await visitor.comes_to("desk-sign-in")
    await visitor.fills_in(identifier=username, password=PASSWORD)
    await visitor.comes_to("second-step-app")
    await visitor.takes_the_code()
    await visitor.presses("enter")
    await visitor.comes_to("desk")


@in_both_languages
async def test_its_page_says_who_can_sign_in_and_nobody_else(demo: Demo, language: Language) -> None:
    async with demo(language=language) as visitor:
        await visitor.takes("desk")
        await visitor.comes_to("desk-sign-in")
        words = visitor.words()
        assert "odile-desk, omar-desk" in words
        assert PASSWORD in words
        assert "dominique" not in words


@pytest.mark.parametrize(
    ("username", "supervises"),
    [pytest.param("odile-desk", False, marks=pytest.mark.more), ("omar-desk", True)],
)
async def test_each_of_them_gets_in_and_back_to_the_welcome_page(
    demo: Demo, username: str, supervises: bool
) -> None:
    async with demo() as visitor:
        await signs_in_at_the_desk(visitor, username)
        page = visitor.screen.page
        assert page is not None
        assert ("acts" in {action.name for action in page.actions}) == supervises
        await visitor.presses("f9")
        await visitor.comes_to("desk-sign-in")
        await visitor.presses("escape")
        await visitor.comes_to("welcome")


async def test_a_verification_waits_for_whoever_tries_the_desk(demo: Demo) -> None:
    async with demo() as visitor:
        await visitor.takes("desk")
        await visitor.comes_to("desk-sign-in")
        assert "wait here for an operator" in " ".join(visitor.words().split())
        await visitor.presses("escape")
        await visitor.comes_to("welcome")
        await visitor.signs_in("alexandre")
        await visitor.comes_to("account")
        await presses(visitor, "verify", "verify-before")
        await says_who_they_are(visitor)
        await visitor.presses("f9")
        await visitor.comes_to("welcome")
        await signs_in_at_the_desk(visitor, "odile-desk")
        await presses(visitor, "verifications", "verifications")
        assert "1 request waits" in visitor.words()
