"""All that stands on a page, one under the other: title, blocks, fields, buttons, menu."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from textual.content import Content
from textual.widget import Widget

from tui.live_checks import LiveChecks
from tui.pages import Lasting, Link, Live, Paragraph, QrCode, Search, Shown
from tui.screens.asked import Asked
from tui.screens.buttons import ActionButton, Actions
from tui.screens.columns import Fault, Prose, paragraph_widget
from tui.screens.look import Look
from tui.screens.menu import Menu
from tui.screens.unscrolled import Vertical
from tui.visit import Visit

if TYPE_CHECKING:
    from tui.screens.fields import Line
    from tui.screens.form import Form
    from tui.screens.search import SearchBox

# What the welcome page does not have is imported where a page has it: the first picture would wait for it.

PlacedBlock: TypeAlias = Shown | QrCode | Link | Lasting | Search | Live
"""A block that is drawn in its place; the rules stand beside the fields."""

_LINE_SECONDS = 1.0


class Column(Vertical):
    """The widgets of a page that is `asked`: a `form` where it has fields, a `search` where it has one."""

    def __init__(self, asked: Asked, visit: Visit, look: Look) -> None:
        self.asked = asked
        self.form: Form | None = None
        self.search: SearchBox | None = None
        self.actions: Actions | None = None
        self.menu: Menu | None = None
        self._language, self._look, self._now = visit.language, look, visit.now
        self._banner = Fault(asked.errors.get(None), visit.language, look.symbols, widget_id="banner")
        self._banner.display = None in asked.errors
        super().__init__(*self._parts(visit), id="page", classes="-form" if asked.page.fields else "")

    @property
    def lines(self) -> Sequence[Line]:
        """The fields in which text is typed."""
        if self.form is not None:
            return self.form.lines
        return () if self.search is None else (self.search.line,)

    @property
    def controls(self) -> Sequence[Widget]:
        """What is filled in."""
        return self.lines if self.form is None else self.form.controls

    @property
    def choices(self) -> Sequence[Actions | Menu]:
        """The row of buttons and the menu, as far as there are any."""
        return [row for row in (self.actions, self.menu) if row is not None]

    @property
    def banner(self) -> Widget | None:
        """What says what is wrong with the whole of what was sent, if something is."""
        return self._banner if self._banner.display else None

    def seen_with(self, control: Widget) -> Widget:
        """Return what is to be seen together with `control`: a field's whole row."""
        return control if self.form is None else self.form.row_of(control)

    async def take_keys(self) -> None:
        """Wait until each line has taken the keys pressed so far."""
        await _up_to_date(self.lines)

    def show_errors(self) -> None:
        """Say what is wrong with what was sent, beside the fields and above them."""
        self._banner.display = None in self.asked.errors
        self._banner.show(self.asked.errors.get(None))
        if self.form is not None:
            self.form.show_errors()

    def press(self, key: str) -> bool:
        """Choose the action that has this key; False where none that can be chosen has it."""
        for button in self.query(ActionButton):
            if button.action.key == key and not button.disabled:
                button.action_take()
                return True
        return False

    def choose_next(self, focused: Widget | None, step: int) -> bool:
        """Choose what is `step` further within the widget in focus; False where there is none."""
        if self.form is not None:
            return self.form.choose_next(focused, step)
        return self.search is not None and self.search.choose_next(focused, step)

    def _parts(self, visit: Visit) -> Iterator[Widget]:
        page, language, symbols = self.asked.page, self._language, self._look.symbols
        yield Prose(Content(language.say(page.title)), widget_id="title")
        for block in page.blocks:
            if not isinstance(block, LiveChecks):
                yield self._block(block)
        yield self._banner
        if page.fields:
            from tui.screens.form import Form

            self.form = Form(self.asked, language, symbols)
            yield self.form
        if page.actions:
            self.actions = Actions(page.actions, language, symbols)
            yield self.actions
        if page.menu:
            self.menu = Menu(page.menu, language, symbols, visit.now, below=bool(page.actions))
            yield self.menu

    def _block(self, block: PlacedBlock) -> Widget:
        language, symbols = self._language, self._look.symbols
        match block:
            case Paragraph():
                return paragraph_widget(block, language, symbols)
            case Search():
                from tui.screens.search import SearchBox

                assert self.asked.seeker is not None
                self.search = SearchBox(self.asked, self.asked.seeker, language, symbols)
                return self.search
            case Live():
                from tui.screens.live import LiveBlocks

                return LiveBlocks(self.asked, language, symbols)
            case QrCode():
                from tui.screens.qr import QrBlock

                assert self.asked.modules is not None
                return QrBlock(self.asked.modules, language, self._look)
            case Link(address):
                from tui.screens.addresses import LinkText

                return LinkText(address, self._look)
            case Lasting():
                from tui.screens.addresses import CountDown

                return CountDown(block, language, self._now)
            case _:
                from tui.screens.blocks import block_widget

                return block_widget(block, language, symbols)


async def _up_to_date(lines: Iterable[Widget]) -> None:
    """Wait until each of the lines has taken what was typed into it so far."""
    waits = []
    for line in lines:
        taken = asyncio.Event()
        if line.call_later(taken.set):
            waits.append(taken.wait())
    # One that is just being removed may never say so.
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*waits), _LINE_SECONDS)
