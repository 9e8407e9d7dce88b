"""The demo as line prompts: messages are printed when they have arrived."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from i18n import Language, Message, _, plural, told
from store import Problem, Secret, Session
from store.locations import Locations
from tui.demo.authenticator import AppCode
from tui.demo.clock import STEPS
from tui.demo.journey import demonstrate, with_people
from tui.demo.messages import Received, received
from tui.demo.papers import DemoPaper, Sheet
from tui.demo.people import PASSWORD, PEOPLE
from tui.demo.pin_device import PIN_DOCUMENT, registered_words
from tui.demo.throwaway import DemoDoor
from tui.front import Attempt
from tui.lines import Lines
from tui.pages import BACK, Action, Answers, Bullets, Choice, Facts, Live, Page, Paragraph, submit
from tui.plain.front import PlainFront
from tui.reading import lines_of
from tui.visit import Visit

if TYPE_CHECKING:
    from store.accounts.store import Store

T = TypeVar("T")

_PIN_PAGE = "pin"
"""The name of the page on which a PIN is typed."""

_ABOUT = _(
    "{password} (nothing here is kept; what Macle sends them is printed, and their papers at sign-in)",
    password=PASSWORD,
)
_CLOCK = Action("clock", _("Move the clock forward"))


def plain_visit(
    door: DemoDoor, lines: Lines, language: Language, language_fixed: bool, terminal: str
) -> Visit:
    """Return the visit of someone who tries the demo at these lines."""
    visit = Visit(PlainDemoFront(lines, door), door, language, terminal, language_fixed)
    visit.paper = DemoPaper(door.papers, visit)
    return visit


async def demonstrate_in_plain(door: DemoDoor, visit: Visit) -> None:
    """Welcome people to the demo, in which they can also move the clock."""
    await demonstrate(visit, _ABOUT, door, {_CLOCK: lambda visit: move_clock(visit, door)})


class PlainDemoFront(PlainFront):
    """Prints, before it shows the next page, what was sent, the papers of who has signed in, and the paper
    with the answer where the page asks for one. A page that asks for a code of the authenticator app, or for
    a PIN, says those itself, and again to whoever looks again; the codes also after one that was refused.

    The store must not deliver by itself.
    """

    def __init__(self, lines: Lines, door: DemoDoor) -> None:
        super().__init__(lines, door.clock.seconds_up)
        self._door, self._locations = door, Locations(door.settings.home)
        self._printed: set[Path] = set()
        self._done: Sequence[Message] = ()
        self._reader: Secret | None = None
        self._sheets_printed: Sequence[Sheet] = ()

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        takes_code = self._door.authenticator.look_at(page)
        done = [*self._done]
        if page.name == PIN_DOCUMENT:
            done += map(registered_words, await self._door.run(self._door.register_terminals))
        for one in done:
            self._print((visit.language.say(one),))
        for message in await visit.look(self._delivered):
            self._print(_in_full(message_page(message), message.text, visit))
        for sheet in (*self._papers_of(visit.session), *self._papers_asked_for(page, visit)):
            self._print(_in_full(sheet_page(sheet), "" if sheet.path else sheet.text, visit))
        page = with_people(page, self._door.papers)
        if takes_code or page.name == _PIN_PAGE:
            look = self._codes if takes_code else self._pins
            page = replace(page, blocks=(*page.blocks, Live(look)))
        # The page itself may say that the request waits, and the next then tells what came of it.
        self._done = await self._door.run(self._door.accept_requests)

        async def attempt_again(answers: Answers) -> T:
            try:
                return await attempt(answers)
            except Problem:
                if takes_code:
                    self._print(map(visit.language.say, self._codes_shown()))
                raise

        return await super().show(visit, page, attempt_again)

    def _delivered(self, store: Store) -> list[Received]:
        store.outbox.deliver()
        folders = (self._locations.mail, self._locations.sms)
        messages = [message for folder in folders for message in received(folder, self._printed)]
        self._printed.update(message.path for message in messages)
        return messages

    def _codes_shown(self) -> tuple[Message, ...]:
        """Return what the authenticator app shows."""
        return tuple(map(_code_shown, self._door.codes()))

    async def _codes(self) -> tuple[Bullets]:
        return (Bullets(self._codes_shown()),)

    async def _pins(self) -> tuple[Bullets]:
        """Return what the people's own terminals show."""
        pins = await self._door.run(self._door.pins)
        return (Bullets(tuple(map(_pin_shown, pins))),)

    def _papers_of(self, reader: Session | None) -> list[Sheet]:
        token = None if reader is None else reader.token
        if token is not self._reader:
            self._reader, self._sheets_printed = token, ()
        before, self._sheets_printed = self._sheets_printed, self._door.papers.sheets
        new = self._sheets_printed[len(before) :]
        owner = None if reader is None else self._door.papers.owner(reader.username)
        return [sheet for sheet in new if sheet.owner == owner]

    def _papers_asked_for(self, page: Page, visit: Visit) -> list[Sheet]:
        """Return the papers with the question that a reset asks, of whoever it is; for who activates a
        password, those of whoever is known, or has none at the start; for a PIN, the cards of all.
        """
        cards = {person.username: person.card for person in PEOPLE if person.card is not None}
        if page.name == "activate":
            known = self._door.papers.whose(visit)
            owners = [name for name, card in cards.items() if name == known or not card.activated]
            return [sheet for sheet in self._door.papers.sheets if sheet.owner in owners]
        if page.name == PIN_DOCUMENT:
            data = [card.contrast for card in cards.values()]
            return [sheet for sheet in self._door.papers.sheets if any(one in sheet.text for one in data)]
        if page.name != "recovery-question":
            return []
        question = visit.language.say(page.fields[0].label)
        return [sheet for sheet in self._door.papers.sheets if question in sheet.text]

    def _print(self, lines: Iterable[str]) -> None:
        self.lines.write("\n")
        for line in lines:
            wrapped = textwrap.fill(
                line, max(20, self.lines.width - 1), break_long_words=False, break_on_hyphens=False
            )
            self.lines.write(wrapped + "\n")


def _code_shown(shown: AppCode) -> Message:
    return plural(
        "Authenticator app of {username}: {code}, for {count} second more, then {following}.",
        "Authenticator app of {username}: {code}, for {count} seconds more, then {following}.",
        shown.seconds_left,
        username=shown.account,
        code=shown.code,
        following=shown.following,
    )


def _pin_shown(shown: AppCode) -> Message:
    return plural(
        "Terminal with “macle pin”: {pin}, beside the code {code}, for {count} second more.",
        "Terminal with “macle pin”: {pin}, beside the code {code}, for {count} seconds more.",
        shown.seconds_left,
        pin=shown.code,
        code=shown.account,
    )


def message_page(message: Received) -> Page:
    """Return a page that says what comes before the text of `message`."""
    title = _("New message: {subject}", subject=message.title)
    if message.title == message.to:
        title = _("New SMS")
    return Page(
        "message",
        title,
        (Facts(((_("To"), message.to), (_("Sent"), told(message.sent_at)))),),
    )


def sheet_page(sheet: Sheet) -> Page:
    """Return a page that says what comes before the text of `sheet`."""
    return Page("sheet", _("Among the papers: {title}", title=sheet.title), (Paragraph(sheet.about),))


def _in_full(page: Page, text: str, visit: Visit) -> list[str]:
    """Return what `page` says, and then the lines of `text`."""
    say = visit.language.say
    return [*lines_of(page, visit.language, visit.now()), *map(say, text.splitlines())]


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
