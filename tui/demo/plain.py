"""The demo as line prompts: messages are printed when they have arrived."""

from __future__ import annotations

import asyncio
import locale
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from i18n import Language, Message, _
from store.locations import Locations
from tui.demo.clock import STEPS
from tui.demo.journey import demonstrate
from tui.demo.messages import Received, received
from tui.demo.throwaway import DemoDoor
from tui.lines import Lines
from tui.pages import BACK, Action, Choice, Facts, Page, Paragraph, submit
from tui.plain import PlainFront, hold
from tui.reading import lines_of
from tui.visit import Attempt, Visit

if TYPE_CHECKING:
    from store.accounts.store import Store

T = TypeVar("T")

_ABOUT = _("What Macle sends them is printed here. Nothing is kept: it all goes when you quit.")
_CLOCK = Action("clock", _("Move the clock forward"))


def run_in_plain(door: DemoDoor, language: Language, language_fixed: bool, terminal: str) -> int:
    """Run the demo as line prompts and return the exit status. Raises `Problem`."""
    door.open()
    lines = Lines(sys.stdin.fileno(), sys.stdout, locale.getencoding())
    visit = Visit(PlainDemoFront(lines, door.settings.home), door, language, terminal, language_fixed)

    async def journey(visit: Visit) -> None:
        await demonstrate(visit, _ABOUT, {_CLOCK: lambda visit: move_clock(visit, door)})

    return asyncio.run(hold(visit, lines, journey))


class PlainDemoFront(PlainFront):
    """Prints what was sent before it shows the next page. The store must not deliver by itself."""

    def __init__(self, lines: Lines, home: Path) -> None:
        super().__init__(lines)
        self._locations = Locations(home)
        self._printed: set[Path] = set()

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        for message in await visit.look(self._delivered):
            self._print(message, visit.language)
        return await super().show(visit, page, attempt)

    def _delivered(self, store: Store) -> list[Received]:
        store.outbox.deliver()
        folders = (self._locations.mail, self._locations.sms)
        messages = [message for folder in folders for message in received(folder, self._printed)]
        self._printed.update(message.path for message in messages)
        return messages

    def _print(self, message: Received, language: Language) -> None:
        self.lines.write("\n")
        for line in lines_of(message_page(message), language):
            wrapped = textwrap.fill(
                line, max(20, self.lines.width - 1), break_long_words=False, break_on_hyphens=False
            )
            self.lines.write(wrapped + "\n")


def message_page(message: Received) -> Page:
    """Return a page that shows `message`."""
    return Page(
        "message",
        _("New message: {subject}", subject=message.subject),
        (
            Facts(((_("To"), message.to), (_("Sent"), Message("{moment}", {"moment": message.sent_at})))),
            *(Paragraph(line) for line in message.text.splitlines() if line),
        ),
    )


async def move_clock(visit: Visit, door: DemoDoor) -> None:
    """Move the demo's clock forward until the person goes back."""
    spans = {action.name: span for action, span in STEPS.items()}
    while True:
        answers = await visit.ask(clock_page(visit))
        door.clock.ahead += spans[answers["span"]]


def clock_page(visit: Visit) -> Page:
    steps = tuple(STEPS)
    return Page(
        "clock",
        _CLOCK.label,
        (Paragraph(_("In the demo it is {moment}.", moment=visit.now())),),
        (Choice("span", _("By how much"), tuple((step.name, step.label) for step in steps), steps[0].name),),
        (submit(_("Move it")), BACK),
    )
