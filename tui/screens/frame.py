"""What stands around every page: the line above it, the keys below it, and its scroll bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style as RichStyle
from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.scrollbar import ScrollBarRender
from textual.style import Style
from textual.widget import Widget

from i18n import Language
from tui.pages import Text
from tui.screens.keys import Key
from tui.screens.look import Symbols
from tui.screens.unscrolled import Horizontal, Static, Unscrolled
from tui.screens.wrapping import wrapped


class TopBar(Horizontal):
    """The product at the left, and whose account one is in and where in it; the language at the right."""

    DEFAULT_CSS = """
    TopBar { height: 1; }
    TopBar > #language { width: auto; }
    """

    def __init__(self, symbols: Symbols) -> None:
        self._whereabouts = Whereabouts(symbols)
        self._language = Static("", id="language")
        super().__init__(self._whereabouts, self._language)

    def show(self, where: Sequence[Text], language: Language) -> None:
        """Say where one is, in which language."""
        self._whereabouts.show([language.say(place) for place in where])
        name = Content(language.name)
        if self._language.content != name:  # each update lays the screen out
            self._language.update(name)


Words: TypeAlias = Text | tuple[Text, Text]
"""What a key does; of two texts the second is for where the first does not fit."""


@dataclass(frozen=True)
class _Named:
    """A key and what it does here, in the person’s language, in a longer and a shorter way."""

    key: Key
    cap: str
    longer: str
    shorter: str

    @classmethod
    def of(cls, key: Key, words: Words, language: Language) -> _Named:
        longer, shorter = words if isinstance(words, tuple) else (words, words)
        say = language.say
        return cls(key, say(key.short or key.cap), say(longer), say(shorter))

    @property
    def in_full(self) -> Content:
        return self._drawn(self.longer)

    @property
    def in_short(self) -> Content:
        return self._drawn(self.shorter)

    def _drawn(self, does: str) -> Content:
        drawn = Content.assemble((self.cap, "bold $accent"), f" {does}")
        return drawn.stylize(Style.from_meta({"@click": self.key.action}))


class Whereabouts(Unscrolled, Widget):
    """The product, an account and a section of it; the product is left out where there is no room."""

    DEFAULT_CSS = "Whereabouts { width: 1fr; height: 1; }"
    ALLOW_SELECT = False
    GAP = 2

    def __init__(self, symbols: Symbols) -> None:
        super().__init__(id="product")
        self._mark = Content.styled(symbols.mark, "$accent")
        self._between = Content.styled(f" {symbols.between} ", "$quiet")
        self._places: Sequence[str] = ()

    def show(self, places: Sequence[str]) -> None:
        """Name these places after the product, each within the one before."""
        if self._places != places:
            self._places = places
            self.refresh()

    def render(self) -> Content:
        room, places = self.content_size.width - self.GAP, [*map(Content, self._places)]
        named = self._mark + self._between.join([Content.styled(" Macle", "bold"), *places])
        if places and named.cell_length > room:
            named = self._mark + " " + self._between.join(places)
        return named.truncate(max(0, room), ellipsis=True)


class KeyBar(Unscrolled, Widget):
    """The keys that do something here, on two lines at most; a click does the same.

    They are on one line where that is possible: one after the other they are said in short, those first that
    are `left_out_first`. Where two lines have no room for all, those go: F1 explains them too. Those
    `besides` are named where all are on one line.
    """

    DEFAULT_CSS = "KeyBar { height: auto; }"
    ALLOW_SELECT = False
    LINES = 2

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False
        self._named: Sequence[_Named] = ()
        self._besides: Sequence[_Named] = ()
        self._said: str | None = None

    def show_keys(
        self,
        keys: Sequence[tuple[Key, Words]],
        language: Language,
        besides: Sequence[tuple[Key, Words]] = (),
    ) -> None:
        """Name `keys`, each with what it does here. Other ones lay the screen out anew."""
        before = self._named, self._besides, self._said
        self._named = [_Named.of(key, words, language) for key, words in keys]
        self._besides = [_Named.of(key, words, language) for key, words in besides]
        self._said = None
        if before != (self._named, self._besides, None):
            self.refresh(layout=True)

    def say(self, words: str | None) -> None:
        """Say `words` in place of the keys, until there is None or other keys are shown."""
        self._said = words
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        if self._said is not None:
            return wrapped(Content.styled(self._said, "bold"), width)[: self.LINES]
        named = list(self._named)
        shortened = sorted(named, key=lambda one: not one.key.left_out_first)
        for some in ([*named, *self._besides], named):
            for count in range(len(shortened) + 1):
                short = shortened[:count]
                drawn = [one.in_short if one in short else one.in_full for one in some]
                if len(lines := _filled(drawn, width)) == 1:
                    return lines
        spare = [one for one in named if one.key.left_out_first]
        while len(lines := _filled([one.in_short for one in named], width)) > self.LINES and spare:
            named.remove(spare.pop(0))
        return lines[: self.LINES]


def _filled(parts: Sequence[Content], width: int) -> list[Content]:
    """Return lines of at most `width` cells, each with as many of the `parts` as fit."""
    lines = [Content("")]
    for part in parts:
        longer = lines[-1] + ("  " if lines[-1] else "") + part
        if longer.cell_length <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


_BLACK, _WHITE = Color.parse("black"), Color.parse("white")
_WIDE = 72
"""Cells, from which there is room for a list beside the fields."""
_SHORT = 18
"""Rows, below which there is none for blank ones."""


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The part of the screen that scrolls; its bar is drawn with characters, so that it needs no colours."""

    ALLOW_SELECT = False

    def __init__(
        self, symbols: Symbols, screen: Size, *children: Widget, widget_id: str | None = None
    ) -> None:
        # From the start: a class that comes later has all that is in it styled once more.
        classes = " ".join(name for name, has in _room(screen).items() if has)
        super().__init__(*children, id=widget_id, classes=classes)
        self.vertical_scrollbar.renderer = _bar(symbols)  # type: ignore[misc]  # one bar, not all

    def on_resize(self, event: events.Resize) -> None:
        self.update_classes(_room(event.size))
        self.call_after_refresh(self.show_position)

    def place_of(self, widget: Widget) -> Region:
        """Return where `widget` is within all that scrolls, however far that is scrolled."""
        place = widget.virtual_region
        for parent in widget.ancestors:
            if parent is self or not isinstance(parent, Widget):
                break
            place = place.translate(parent.virtual_region.offset + parent.styles.gutter.top_left)
        return place

    def shows(self, place: Region) -> bool:
        """Tell whether all lines of `place` are in view; what has no size is nowhere."""
        top, height = round(self.scroll_y), self.scrollable_content_region.height
        return place.height > 0 and top <= place.y and place.bottom <= top + height

    def show(self, place: Region) -> None:
        """Scroll until `place` is in view, or its beginning where it is higher than there is room for."""
        top, height = round(self.scroll_y), self.scrollable_content_region.height
        if place.y < top or place.height >= height:
            top = place.y
        elif place.bottom > top + height:
            top = place.bottom - height
        if top != self.scroll_y and place.height:
            self.scroll_to(y=top, animate=False, immediate=True)

    def show_position(self) -> None:
        """Let the bar say where the content is: Textual does not, where the content got shorter."""
        self.vertical_scrollbar.position = self.scroll_y


def _room(size: Size) -> dict[str, bool]:
    return {"-wide": size.width >= _WIDE, "-short": size.height < _SHORT}


def _bar(symbols: Symbols) -> type[ScrollBarRender]:
    class Bar(ScrollBarRender):
        @classmethod
        def render_bar(
            cls,
            size: int = 25,
            virtual_size: float = 50,
            window_size: float = 20,
            position: float = 0,
            thickness: int = 1,
            vertical: bool = True,
            back_color: Color = _BLACK,
            bar_color: Color = _WHITE,
        ) -> Segments:
            thumb = max(1, round(size * window_size / virtual_size)) if virtual_size else size
            hidden = virtual_size - window_size
            top = round((size - thumb) * position / hidden) if hidden > 0 else 0
            parts = ((top, symbols.track, "scroll_up"), (thumb, symbols.thumb, "grab"),
                     (size - top - thumb, symbols.track, "scroll_down"))  # fmt: skip
            return Segments(
                [
                    Segment(drawn, RichStyle(color=bar_color, bgcolor=back_color, meta={"@mouse.down": does}))
                    for length, drawn, does in parts
                    for _row in range(length)
                ],
                new_lines=True,
            )

    return Bar
