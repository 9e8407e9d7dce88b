"""A QR code on the screen: in its page, on a screen of its own, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Middle
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Size
from textual.message import Message as Event
from textual.screen import Screen
from textual.widget import Widget

from i18n import Language, _
from tui.pages import SHOW_QR_CODE
from tui.qr import Modules, no_room_for_qr_code
from tui.screens.buttons import ActionButton
from tui.screens.columns import Prose
from tui.screens.look import Look
from tui.screens.unscrolled import Center, Static, Vertical

_ANY_KEY = _("Press any key to go back.")
_BESIDES = Size(4, 20)
"""Columns and rows that its page needs besides a code."""
_WIDEST_IN_PAGE = 72


_BLACK, _WHITE = "#000000 on #000000", "#ffffff on #ffffff"
_UPPER, _LOWER = "\N{UPPER HALF BLOCK}", "\N{LOWER HALF BLOCK}"
_HALVES = {
    (False, False): (" ", _WHITE),
    (True, False): (_UPPER, "#000000 on #ffffff"),
    (False, True): (_LOWER, "#000000 on #ffffff"),
    (True, True): (" ", _BLACK),
}
"""Two modules, one above the other. Only where they differ does it take a character to tell them apart."""
_WHOLE = {False: ("  ", _WHITE), True: ("  ", _BLACK)}


class Picture(Static):
    """The modules of a code, black on white whatever the theme.

    A cell holds two modules where the terminal has half blocks; else a module is two cells of background. A
    terminal without colours is taken to be light on dark, and has the code in reverse video.
    """

    DEFAULT_CSS = "Picture { width: auto; height: auto; text-wrap: nowrap; }"
    ALLOW_SELECT = False

    def __init__(self, modules: Modules, look: Look) -> None:
        if look.half_blocks:
            below = (*modules[1::2], (False,) * len(modules))
            rows = [
                [_HALVES[pair] for pair in zip(upper, lower, strict=True)]
                for upper, lower in zip(modules[::2], below, strict=False)
            ]
        else:
            rows = [[_WHOLE[module] for module in row] for row in modules]
        self._painted = look.paints
        if not look.paints:
            rows = [[(text, "" if style == _BLACK else "reverse") for text, style in row] for row in rows]
        drawn = [_runs(row) for row in rows]
        self.drawn_size = Size(drawn[0].cell_length, len(drawn))
        super().__init__(Content("\n").join(drawn))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave black and white as they are with NO_COLOR too: they are the code."""
        return () if self._painted else super().get_line_filters()


def _runs(cells: list[tuple[str, str]]) -> Content:
    """Join cells that follow each other and look alike: each run costs the terminal some thirty bytes."""
    alike = groupby(cells, key=itemgetter(1))
    return Content.assemble(*(("".join(text for text, _style in run), style) for style, run in alike))


class QrBlock(Vertical):
    """The code where the page has room for it, else a button that shows it, or why there is none."""

    DEFAULT_CSS = "QrBlock { height: auto; width: 100%; }"

    class Closed(Event):
        """The code that took all of the screen is closed."""

    def __init__(self, modules: Modules, language: Language, look: Look) -> None:
        self._modules, self._language, self._look = modules, language, look
        self._picture = Picture(modules, look)
        self._in_page = Center(self._picture)
        self._button = ActionButton(SHOW_QR_CODE, language, look.symbols)
        self._no_room = Prose(
            Content(language.say(no_room_for_qr_code(*self._picture.drawn_size))), classes="-quiet"
        )
        super().__init__(self._in_page, self._button, self._no_room, classes="block")

    def on_mount(self) -> None:
        self._fit()
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _screen: self._fit())

    def _fit(self) -> None:
        drawn, room = self._picture.drawn_size, self.app.size
        if drawn.width <= min(room.width - _BESIDES.width, _WIDEST_IN_PAGE) and (
            drawn.height <= room.height - _BESIDES.height
        ):
            shown: Widget = self._in_page
        else:
            shown = self._button if _fits(drawn, room) else self._no_room
        for part in self.children:
            part.display = part is shown

    @on(ActionButton.Taken)
    def _show(self, event: ActionButton.Taken) -> None:
        event.stop()
        shown = QrScreen(self._modules, self._language, self._look)
        self.app.push_screen(shown, self._tell_closed)

    def _tell_closed(self, _result: None) -> None:
        self.post_message(self.Closed())


class QrScreen(Screen[None], inherit_bindings=False):
    """A code that takes all of the screen, until a key is pressed."""

    DEFAULT_CSS = """
    QrScreen { align: center middle; background: $background; }
    QrScreen Middle, QrScreen Center { height: auto; width: 100%; }
    """
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, modules: Modules, language: Language, look: Look) -> None:
        super().__init__()
        self._picture = Picture(modules, look)
        self._words = Content(language.say(_ANY_KEY))

    def compose(self) -> ComposeResult:
        with Middle():
            yield Center(self._picture)
            yield Center(Static(self._words, classes="caption"))

    def on_resize(self, event: events.Resize) -> None:
        if not _fits(self._picture.drawn_size, event.size):
            self._close()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self._close()

    def on_click(self) -> None:
        self._close()

    def _close(self) -> None:
        # Of keys that arrive together, the first has closed it.
        if self.is_current:
            self.dismiss()


def _fits(drawn: Size, room: Size) -> bool:
    return drawn.width <= room.width and drawn.height <= room.height
