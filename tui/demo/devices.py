"""The devices beside the page: mailbox, phone, authenticator app, and the demo's clock."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message as Event

from i18n import Language, Message, _
from store.locations import Locations
from tui.demo.clock import STEPS
from tui.demo.inbox import Card, Inbox
from tui.demo.messages import Received, received
from tui.demo.throwaway import DemoDoor
from tui.screens.blocks import Prose
from tui.screens.buttons import ActionButton, Actions
from tui.screens.frame import Key, KeyBar
from tui.screens.look import Symbols

_LOOK_EVERY = 0.5
"""Seconds between two looks at what was sent."""

_MAILBOX, _PHONE = _("Mailbox"), _("Phone")
_AUTHENTICATOR, _CLOCK = _("Authenticator app"), _("Clock of the demo")
_NO_MAIL = _("No message yet. What Macle writes to the people of the demo arrives here.")
_NO_SMS = _("No text message yet.")
_NO_APP = _("No app is set up yet.")
_BACK = Key("F4", _("Back to the page"), "app.devices")


class Devices(Vertical):
    """What the people of the demo have at hand, filled by what the application really sent."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.devices", show=False)]

    class Arrived(Event):
        """So many messages have come."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, door: DemoDoor, language: Language, symbols: Symbols) -> None:
        super().__init__(id="devices")
        self._door, self._language, self._symbols = door, language, symbols
        self.mailbox = Inbox("mailbox", _MAILBOX, _NO_MAIL, language, symbols)
        self.phone = Inbox("phone", _PHONE, _NO_SMS, language, symbols)
        locations = Locations(door.settings.home)
        self._inboxes = {locations.mail: self.mailbox, locations.sms: self.phone}
        self._no_app, self._now = Prose(Content("")), Prose(Content(""), widget_id="now")
        self._steps = Container(id="steps")
        self._looking = asyncio.Lock()
        self.hold(False)

    def compose(self) -> ComposeResult:
        self._authenticator = Card(_AUTHENTICATOR, self._no_app, widget_id="authenticator")
        self._clock_card = Card(_CLOCK, self._now, self._steps, widget_id="clock")
        yield self.mailbox
        with Container(id="pocket"):
            yield self.phone
            yield self._authenticator
        yield self._clock_card
        yield KeyBar()

    async def on_mount(self) -> None:
        await self._say()
        self.set_interval(_LOOK_EVERY, self._look_soon)

    def hold(self, held: bool) -> None:
        """Keep the focus here while the devices are `held`; otherwise it never comes here by itself."""
        self.held = held
        self.can_focus_children = held
        self.trap_focus(held)

    def move(self, step: int) -> None:
        """Go to the next message or button."""
        focused = self.screen.focused
        if isinstance(focused, Inbox) and focused.open_next(step):
            return
        if step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    async def speak(self, language: Language) -> None:
        """Go on in `language`."""
        if language != self._language:
            self._language = language
            await self._say()
            await self.look()

    async def look(self) -> None:
        """Show what has come, and what time it is in the demo."""
        async with self._looking:
            arrived, now = await asyncio.to_thread(self._read)
            self._now.update(Content(now))
            for inbox, messages in arrived.items():
                if messages:
                    await inbox.receive(messages)
            if count := sum(map(len, arrived.values())):
                self.post_message(self.Arrived(count))

    def _look_soon(self) -> None:
        if not self._looking.locked():
            self.run_worker(self.look(), name="devices", group="devices")

    def _read(self) -> tuple[dict[Inbox, list[Received]], str]:
        arrived = {
            inbox: received(folder, {message.path for message in inbox.messages})
            for folder, inbox in self._inboxes.items()
            if self._door.inhabited
        }
        # Told here, off the event loop: the first time, Babel is imported.
        return arrived, self._language.say(Message("{moment}", {"moment": self._door.clock()}))

    async def _say(self) -> None:
        language = self._language
        for card in self.query(Card):
            card.speak(language)
        self._no_app.update(Content(language.say(_NO_APP)))
        self.query_one(KeyBar).show_keys([_BACK], language)
        focused = self.screen.focused
        await self._steps.remove_children()
        await self._steps.mount(Actions(tuple(STEPS), language, self._symbols, menu=False))
        if focused is not None and not focused.is_attached:
            self._steps.query_one(f"#{focused.id}").focus()

    @on(ActionButton.Taken)
    async def _move_clock(self, event: ActionButton.Taken) -> None:
        event.stop()
        self._door.clock.ahead += STEPS[event.action]
        await self.look()
