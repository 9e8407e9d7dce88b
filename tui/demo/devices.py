"""The devices beside the page: mailbox, papers, phone, authenticator app, and the demo's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message as Event

from i18n import Language, Message, _, told
from store.locations import Locations
from tui.demo.authenticator import AppCode
from tui.demo.clock import STEPS, seen_step
from tui.demo.codes import Codes
from tui.demo.inbox import Inbox
from tui.demo.keys import DEVICES
from tui.demo.messages import Item, Received, received
from tui.demo.panel import CodePanel, Panel
from tui.demo.pin_device import registered_words
from tui.demo.throwaway import DemoDoor
from tui.pages import BACK, Field, Page
from tui.screens.buttons import ActionButton, Actions
from tui.screens.columns import Columns, Prose, noted
from tui.screens.frame import Body, KeyBar, Words
from tui.screens.keys import HELP, LANGUAGE, QUIT, Key
from tui.screens.look import Symbols
from tui.visit import Visit

_LOOK_EVERY = 0.5
"""Seconds between two looks at what has come."""

_MAILBOX, _PAPERS, _PHONE, _APP = _("Mailbox"), _("Papers"), _("Phone"), _("Authenticator app")
_PINS = _("Terminal with “macle pin”")
_CLOCK = _("Clock of the demo")
_NO_MAIL = _("No message yet. What Macle writes to the people of the demo arrives here.")
_NO_PAPER = _("Nothing yet. What is printed or downloaded lies here.")
_NO_SMS = _("No SMS on the phone yet.")
_NO_PIN = _("No PIN is asked for.")
_NO_APP = _("No authenticator app is set up yet.")
_BACK = _("Back to the page")
_HELP, _QUIT = _("Help"), _("Quit")

EXPLANATION = (
    _("These are the devices of everyone in the demo. What Macle really sent or printed arrives here."),
    _("Where the page takes a code, Enter puts the one that is open into it."),
    _("The clock of the demo can be moved forward, to see what waits or expires."),
    _("“+10 min” goes no further than to the warning before one is signed out or a page is closed."),
)
"""What F1 says here."""


@dataclass(frozen=True)
class _News:
    """What has come, what the operator has done, the codes of the app, the PINs, and the time there."""

    came: Mapping[Inbox, Sequence[Item]]
    done: Sequence[Message]
    codes: Sequence[AppCode]
    pins: Sequence[AppCode]
    time: str


class Devices(Vertical):
    """What the people of the demo have at hand, filled by what the application really sent.

    One of mailbox, papers and phone is open, and the others folded to leave it the room.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.devices", show=False)]

    class Arrived(Event):
        """So many messages have come."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(
        self,
        door: DemoDoor,
        visit: Visit,
        symbols: Symbols,
        until_warning: Callable[[], timedelta | None],
    ) -> None:
        super().__init__(id="devices")
        self._until_warning = until_warning
        language = visit.language
        self._quits = visit.surroundings.quits
        self._door, self._visit, self._language, self._symbols = door, visit, language, symbols
        self.mailbox = Inbox("mailbox", _MAILBOX, _NO_MAIL, language, symbols)
        self.papers = Inbox("papers", _PAPERS, _NO_PAPER, language, symbols)
        self.phone = Inbox("phone", _PHONE, _NO_SMS, language, symbols)
        self._locations = Locations(door.settings.home)
        self._known_messages: set[Path] = set()
        self._known_sheets = 0
        self._done: Sequence[Message] = ()
        self.app_codes = Codes("authenticator", _APP, _NO_APP, language, symbols)
        self.pins = Codes("pins", _PINS, _NO_PIN, language, symbols)
        self._inboxes = (self.mailbox, self.papers, self.phone)
        self._desk = Columns([], gap=1, widget_id="desk")
        self._now = Prose(Content(""), widget_id="now")
        self._steps = Container(id="steps")
        self._looking = asyncio.Lock()
        self._open(self.mailbox)
        self._app_is_asked = False
        self.mailbox.can_focus = True
        self.hold(False)

    def compose(self) -> ComposeResult:
        with Body(self._symbols, self.app.size):
            yield self.mailbox
            yield self._desk
            yield self.papers
            yield self.phone
            yield self.app_codes
            yield self.pins
            yield Panel(_CLOCK, self._now, self._steps, widget_id="clock")
        yield KeyBar()

    async def on_mount(self) -> None:
        await self._say()
        self.set_interval(_LOOK_EVERY, self._look_soon)

    @property
    def wanted(self) -> CodePanel:
        """The authenticator app, or the PINs, where the page asks for theirs, else the one that is open.

        Where that one is empty, it is the first that is not.
        """
        if self._app_is_asked and self.app_codes.codes:
            return self.app_codes
        if any(self.pins.is_taken(shown.code) for shown in self.pins.codes):
            return self.pins
        opened = next(inbox for inbox in self._inboxes if not inbox.folded)
        return next((inbox for inbox in (opened, *self._inboxes) if inbox.items), opened)

    def hold(self, held: bool) -> None:
        """Keep the focus here while the devices are `held`; otherwise it never comes here by itself."""
        self.held = held
        self.can_focus_children = held
        self.trap_focus(held)

    def notice(self, page: Page) -> None:
        """Let all look at the page that is shown now."""
        self._app_is_asked = self._door.authenticator.look_at(page)
        if self._done and page.name == "welcome":
            # Whom it was for has signed out.
            self._tell_done(())
        self.app_codes.turn_to(self._door.papers.whose(self._visit))
        fields = [field for field in page.fields if isinstance(field, Field)]
        for panel in (*self._inboxes, self.app_codes, self.pins):
            panel.look_at(fields)

    def move(self, step: int) -> None:
        """Go to the next message or button."""
        focused = self.screen.focused
        if isinstance(focused, CodePanel) and focused.open_next(step):
            return
        if step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    async def speak(self, language: Language) -> None:
        """Go on in `language`, and name the keys that are of use where the visit is now."""
        quits = self._visit.surroundings.quits
        if (language, quits) != (self._language, self._quits):
            self._language, self._quits = language, quits
            await self._say()
            await self.look()

    async def look(self) -> None:
        """Show what has come, and what time it is in the demo."""
        async with self._looking:
            news = await self._door.run(self._read)
            self._now.update(Content(news.time))
            self.app_codes.show(news.codes)
            self.pins.show(news.pins)
            if news.done:
                self._tell_done(news.done)
                self.papers.renew(self._door.papers.sheets[: self._known_sheets])
            for inbox, items in news.came.items():
                if items:
                    await self._receive(inbox, items)
            if count := sum(len(items) for inbox, items in news.came.items() if inbox is not self.papers):
                self.post_message(self.Arrived(count))

    async def register_terminals(self) -> None:
        """Have the terminals that show no PINs any more do so again, and tell it."""
        if registered := await self._door.run(self._door.register_terminals):
            self._tell_done(tuple(map(registered_words, registered)))

    def _look_soon(self) -> None:
        if not self._looking.locked():
            self.run_worker(self.look(), name="devices", group="devices")

    def _read(self) -> _News:
        # Told here, off the event loop: the first time, Babel is imported.
        time = self._language.say(told(self._door.clock()))
        if not self._door.inhabited:
            return _News({}, (), (), (), time)
        done = self._door.accept_requests()
        came: dict[Inbox, Sequence[Item]] = {
            self.phone: received(self._locations.sms, self._known_messages),
            self.mailbox: received(self._locations.mail, self._known_messages),
            self.papers: self._door.papers.sheets[self._known_sheets :],
        }
        return _News(came, done, self._door.codes(), self._door.pins(), time)

    async def _receive(self, inbox: Inbox, items: Sequence[Item]) -> None:
        await inbox.receive(items)
        inbox.can_focus = True
        self._known_messages.update(item.path for item in items if isinstance(item, Received))
        lay_there_before = inbox is self.papers and not self._known_sheets
        if inbox is self.papers:
            self._known_sheets += len(items)
        # What comes while the person reads elsewhere does not take it away from them.
        if not lay_there_before and not self.held:
            self._open(inbox)

    def _open(self, opened: Inbox) -> None:
        """Leave the room to one of them."""
        for inbox in self._inboxes:
            inbox.fold(inbox is not opened)

    @on(Inbox.LookedInto)
    def _look_into(self, event: Inbox.LookedInto) -> None:
        self._open(event.inbox)

    def _tell_done(self, done: Sequence[Message]) -> None:
        """Tell what was done for the person, so that they can go on."""
        self._done = done
        say, symbol = self._language.say, self._symbols.success
        rows = [row for one in done for row in noted(say(one), symbol)]
        self._desk.show_rows(rows)
        self._desk.display = bool(rows)

    async def _say(self) -> None:
        language = self._language
        for panel in self.query(Panel):
            panel.speak(language)
        self._tell_done(self._done)
        keys: list[tuple[Key, Words]] = [
            (HELP, _HELP),
            (LANGUAGE, self._visit.next_language.name),
            (DEVICES, (_BACK, BACK.label)),
        ]
        if self._quits:
            keys.append((QUIT, _QUIT))
        self.query_one(KeyBar).show_keys(keys, language)
        focused = self.screen.focused
        await self._steps.remove_children()
        await self._steps.mount(Actions(tuple(STEPS), language, self._symbols))
        if focused is not None and not focused.is_attached:
            self._steps.query_one(f"#{focused.id}").focus()

    @on(ActionButton.Taken)
    async def _move_clock(self, event: ActionButton.Taken) -> None:
        event.stop()
        self._door.clock.ahead += seen_step(STEPS[event.action], self._until_warning())
        await self.look()
