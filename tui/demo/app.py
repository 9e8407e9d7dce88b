"""The demo, full screen: the pages, and the devices beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import Any, ClassVar, TypeVar

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.widget import Widget

from i18n import Language, Message, _
from tui.demo.devices import EXPLANATION, Devices
from tui.demo.journey import demonstrate, with_people
from tui.demo.keys import DEVICES, KEYS_OF_DEVICES, words_of_devices
from tui.demo.panel import CodePanel, takes
from tui.demo.papers import DemoPaper
from tui.demo.people import PASSWORD
from tui.demo.pin_device import PIN_DOCUMENT
from tui.demo.throwaway import DemoDoor
from tui.front import Attempt
from tui.pages import Page
from tui.screens import app
from tui.screens.app import MacleApp
from tui.screens.keys import Key, bindings
from tui.screens.page_screen import PageScreen
from tui.visit import Visit

T = TypeVar("T")

_ABOUT = _("{password} (nothing here is kept; F4 shows messages)", password=PASSWORD)
_NO_FIELD = _(
    "No field of this page takes this code. Go to the page that asks for the code, then come back here."
)
_BESIDE_FROM = 120
"""Columns, from which the devices stand beside the page."""
_NARROW = 60
"""Columns, below which the devices are as narrow as where they stand beside it."""
_LOW = 32
"""Lines, below which each device but the one that is read in shows one line, to leave that the room."""


class DemoApp(MacleApp):
    """The application with the devices: beside the page, or over it where the terminal is narrow."""

    # Textual looks for what is not absolute beside this file.
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        Path(app.__file__).with_name("app.tcss"),
        "devices.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([DEVICES]),
        # The page has these at once, too.
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    keys: ClassVar[Sequence[Key]] = (*MacleApp.keys, DEVICES)

    def __init__(self, door: DemoDoor, *, language: Language, **options: Any) -> None:
        # Time that is skipped passes for whoever sits there too: the warning before a session ends is seen.
        super().__init__(
            door=door,
            journey=partial(demonstrate, about=_ABOUT, door=door),
            language=language,
            clock=door.clock.seconds_up,
            **options,
        )
        self._papers = door.papers
        self.visit.paper = DemoPaper(door.papers, self.visit)
        self.devices = Devices(
            door, self.visit, self.look.symbols, until_warning=lambda: self._idleness.until_warning
        )
        self._unread = 0
        self._focus_on_page: str | None = None
        self._name_key()

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        return await super().show(visit, with_people(page, self._papers), attempt)

    @property
    def typing_counts(self) -> bool:
        """Whether a key says that someone is at the page; whoever is at the devices is not."""
        return super().typing_counts and not self.devices.held

    def explained(self) -> tuple[Sequence[Message], Sequence[Key]]:
        return (EXPLANATION, KEYS_OF_DEVICES) if self.devices.held else super().explained()

    def compose_beside(self) -> Iterable[Widget]:
        self._arrange(self.size)
        yield self.devices

    def on_mount(self) -> None:
        self.watch(self.pages, "focused", self._note_focus, init=False)

    def on_resize(self, event: events.Resize) -> None:
        self._arrange(event.size)

    @on(PageScreen.Shown)
    async def _look_at_page(self) -> None:
        if (page := self.pages.page) is not None:
            self.devices.notice(page)
            if page.name == PIN_DOCUMENT:
                await self.devices.register_terminals()
        await self.devices.speak(self.visit.language)

    def action_devices(self) -> None:
        """Go to the devices, or back to the page."""
        if self.screen is not self.pages:
            return
        if self.devices.held:
            self._go_back()
        else:
            self.devices.hold(True)
            self._arrange(self.size)
            self.pages.set_focus(self.devices.wanted)

    def action_move(self, step: int) -> None:
        """Go to the next message or button of the devices, or else leave the key to the page."""
        if self.screen is not self.pages or not self.devices.held:
            raise SkipAction
        self.devices.move(step)

    def _go_back(self) -> None:
        self.devices.hold(False)
        self._arrange(self.size)
        self.pages.come_back(self._focus_on_page)

    def _arrange(self, size: Size) -> None:
        """Show the devices beside the page, or one of the two where there is no room for both."""
        beside = size.width >= _BESIDE_FROM
        self.devices.set_class(beside, "-beside")
        self.devices.set_class(size.width < _NARROW, "-narrow")
        self.devices.set_class(not beside and size.height < _LOW, "-low")
        self.devices.display = beside or self.devices.held
        self.pages.make_room(for_beside=self.devices.held and not beside)
        if self.devices.display and self._unread:
            self._unread = 0
            self._name_key()

    def _name_key(self) -> None:
        self.pages.name_keys_beside([(DEVICES, words_of_devices(self._unread))])

    def _note_focus(self, focused: Widget | None) -> None:
        """Remember whether the person is at the devices, and where they were on the page."""
        if focused is not None:
            self.devices.hold(self.devices in focused.ancestors)
            if not self.devices.held:
                self._focus_on_page = focused.id

    @on(Devices.Arrived)
    def _note_arrival(self, event: Devices.Arrived) -> None:
        if not self.devices.display:
            self._unread += event.count
            self._name_key()

    @on(CodePanel.Taken)
    def _take_code(self, event: CodePanel.Taken) -> None:
        """Put a code into the field that waits for one: the one left last, or else an empty one."""
        lines = [line for line in self.pages.lines if takes(line.field, event.code) and not line.is_disabled]
        if not lines:
            event.panel.tell(_NO_FIELD)
            return
        line = min(lines, key=lambda line: (line.id != self._focus_on_page, bool(line.value)))
        line.value = event.code
        line.cursor_position = len(event.code)
        self._focus_on_page = line.id
        self._go_back()
