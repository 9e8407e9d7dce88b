"""What changes by itself, at line prompts: it is said with the page, and again when it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from i18n import _
from store import Problem, Refusal
from tests.plain.piped import Piped
from tui.pages import BACK, Card, Live, Page, Paragraph, Shown
from tui.unwinding import WentBack


def page(*said: tuple[Shown, ...] | Problem) -> Page:
    """Return a page that says one after the other."""
    coming = iter(said)

    async def look() -> tuple[Shown, ...]:
        now = next(coming)
        if isinstance(now, Problem):
            raise now
        return now

    return Page("live", _("Live"), (Live(look),), actions=(BACK,))


async def test_enter_alone_says_it_again(person: Piped) -> None:
    waiting, pin = (Paragraph("Waiting."),), (Card("7KB", _("For this page")),)
    with pytest.raises(WentBack):
        await person.types("", "1").visit.ask(page(waiting, pin))
    assert "1. Back\n2. Look again\n" in person.read
    assert person.read.index("Waiting.") < person.read.index("7KB")


async def test_what_does_not_change_is_not_said_again(person: Piped) -> None:
    asked = page((Paragraph("Waiting."),), (Paragraph("Still waiting."),))
    with pytest.raises(WentBack):
        await person.types("", "1").visit.ask(replace(asked, blocks=(*asked.blocks, Paragraph("Watch out."))))
    assert "Still waiting." in person.read
    assert (person.read.count("Live\n"), person.read.count("Watch out.")) == (1, 1)


async def test_what_is_raised_ends_the_page(person: Piped) -> None:
    gone = Problem(Refusal.PIN_APP_GONE)
    with pytest.raises(Problem) as raised:
        await person.types("").visit.ask(page((Paragraph("Waiting."),), gone))
    assert raised.value is gone
