"""The menu of a page: a list of lines, one of which is chosen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from i18n import Language, _
from tui.pages import Action, Row
from tui.screens.buttons import ActionButton
from tui.screens.columns import fit, row_lines
from tui.screens.look import Symbols
from tui.screens.unscrolled import Static, Vertical
from tui.screens.wrapping import wrapped

_MARK = 2
"""Cells for the mark before the line in focus."""
_GAP = 2
_NARROW = 56
"""Cells, below which the name of what is looked after stands above how that stands."""
_COUNT_EVERY = 1.0
"""Seconds between two looks at the clock."""


class Rows:
    """The columns in which the rows of a menu say what is looked after, how it stands, and what is done."""

    def __init__(self, rows: Sequence[Row], language: Language) -> None:
        self._say = language.say
        cells = [self.cells(row) for row in rows if row.state]
        names = [name.cell_length for name, _state, _verb in map(self.cells, rows)]
        self._wanted = [
            max(names, default=0),
            *(max((row[column].cell_length for row in cells), default=0) for column in (1, 2)),
        ]

    def cells(self, row: Row) -> tuple[Content, Content, Content]:
        """Return its name, how it stands and what is done there, each of which may be empty."""
        name = Content("" if row.name is None else self._say(row.name))
        state, verb = self._say(row.state), "" if row.verb is None else self._say(row.verb)
        # What adds to a list stands in it as one more of its lines.
        return (name, Content(state), Content(verb)) if state else (name, Content(verb), Content(""))

    def lines(self, row: Row, width: int, *, plain: bool) -> list[Content]:
        """Return the lines of a row at this `width`; `plain` where the line in focus has its own colours."""
        name, state, verb = self.cells(row)
        if not plain:
            name, state = name.stylize("$quiet"), state.stylize("bold") if row.state else state
        widths = fit(self._wanted, width, _GAP)
        if width >= _NARROW and widths is not None:
            if not row.state:
                widths = [widths[0], width - widths[0] - _GAP, 0]
            return row_lines((name, state, verb), widths, _GAP)
        above, widths = wrapped(name, width) if name else [], fit(self._wanted[1:], width, _GAP)
        if row.state and widths is not None:
            return [*above, *row_lines((state, verb), widths, _GAP)]
        return [*above, *(line for cell in (state, verb) if cell for line in wrapped(cell, width))]


class MenuLine(ActionButton):
    """A line of a menu; the one in focus has a mark before it, so that it is seen without colours.

    The keys of a menu stand in a column, which takes the cells of `caps`, before its words.
    """

    def __init__(
        self, line: Action | Row, rows: Rows, caps: int, language: Language, symbols: Symbols
    ) -> None:
        self._row = line if isinstance(line, Row) else None
        self._rows, self._caps = rows, caps
        super().__init__(line.action if isinstance(line, Row) else line, language, symbols, classes="-item")

    @property
    def initial(self) -> str:
        """The letter or digit that it begins with, without its accent."""
        words = self._words
        if self._row is not None:
            words = next(cell.plain for cell in self._rows.cells(self._row) if cell)
        return next((plain_letter(character) for character in words if character.isalnum()), "")

    @property
    def ends(self) -> bool:
        """Whether it ends or deletes something, and leads nowhere."""
        return self.action.leaves or self.action.signs_out or self.action.tone == "danger"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        mark = self._symbols.here if self.has_focus else " "
        cap = Content(self._cap.ljust(self._caps))
        if not self.has_focus:
            cap = cap.stylize("bold $accent")
        first, *others = self._lines(self.content_size.width)
        indent = Content(" " * (_MARK + self._caps))
        return Content("\n").join([Content(f"{mark} ") + cap + first, *(indent + line for line in others)])

    def _lines(self, width: int) -> list[Content]:
        width -= _MARK + self._caps
        if self._row is None:
            return self.wrapped_words(width)
        return self._rows.lines(self._row, width, plain=self.has_focus)

    def wrapped_words(self, width: int) -> list[Content]:
        """Return the lines of its words."""
        return wrapped(Content(self._words), width)


class Wait(MenuLine):
    """Cannot be chosen before `opens_at`; it says how long that is, second by second."""

    def __init__(
        self,
        action: Action,
        opens_at: datetime,
        rows: Rows,
        caps: int,
        language: Language,
        symbols: Symbols,
        now: Callable[[], datetime],
    ) -> None:
        self._language, self._now, self._opens_at = language, now, opens_at
        super().__init__(action, rows, caps, language, symbols)
        self.disabled = bool(self._left)

    def on_mount(self) -> None:
        self._timer = self.set_interval(_COUNT_EVERY, self.count_down, pause=not self._left)

    def count_down(self) -> None:
        """Say what is left, and open the line once nothing is."""
        self.disabled = bool(self._left)
        self.refresh(layout=True)
        if not self._left:
            self._timer.stop()

    @property
    def _left(self) -> int:
        """Seconds."""
        return max(0, ceil((self._opens_at - self._now()).total_seconds()))

    def wrapped_words(self, width: int) -> list[Content]:
        left = timedelta(seconds=self._left)
        words = _("{action}, possible in {time}", action=self.action.label, time=left) if left else None
        return wrapped(Content(self._words if words is None else self._language.say(words)), width)


def plain_letter(character: str) -> str:
    """Return a letter as it is typed without accents and capitals."""
    return unicodedata.normalize("NFD", character.casefold())[0]


class Menu(Vertical):
    """The lines of a menu. A letter goes to the next line that begins with it, Home and End to the ends."""

    DEFAULT_CSS = "Menu { height: auto; width: 100%; }"

    def __init__(
        self,
        menu: Sequence[Action | Row],
        language: Language,
        symbols: Symbols,
        now: Callable[[], datetime],
        *,
        below: bool,
    ) -> None:
        listed = [line for line in menu if isinstance(line, Row)]
        rows, caps = Rows(listed, language), _cells_of_caps(menu)
        self._lines = [_line(line, rows, caps, language, symbols, now) for line in menu]
        super().__init__(*_groups(self._lines, below=below), id="menu", classes="-rows" if listed else "")

    def begins_with(self, line: Widget | None) -> bool:
        """Tell whether `line` is the first that can be chosen."""
        return line is not None and line in self._open[:1]

    def go_to(self, place: int) -> bool:
        """Go to the first line that can be chosen, or to the last one for -1.

        False where the focus is there already, or on what is not of the menu.
        """
        line, focused = self._open[place], self.screen.focused
        if focused is line or (focused is not None and focused not in self._lines):
            return False
        self.screen.set_focus(line)
        return True

    @property
    def _open(self) -> list[MenuLine]:
        return [line for line in self._lines if not line.disabled]

    def on_key(self, event: events.Key) -> None:
        self.go_by_letter(event)

    def go_by_letter(self, event: events.Key) -> None:
        """Go to the next line that begins with what is typed, if there is one; to one that ends at last."""
        if event.character is None or not event.character.isalnum():
            return
        wanted, lines, focused = plain_letter(event.character), self._open, self.screen.focused
        named = sorted((line for line in lines if line.initial == wanted), key=lambda line: line.ends)
        if not named:
            return
        event.stop()
        if focused in named:
            goes_to = named[(named.index(focused) + 1) % len(named)]
        else:
            place = lines.index(focused) if focused in lines else 0
            goes_to = min(named, key=lambda line: (line.ends, lines.index(line) < place))
        self.screen.set_focus(goes_to)


def _cells_of_caps(menu: Sequence[Action | Row]) -> int:
    """Return how many cells the keys of a menu take, with the gap behind them; 0 where none has one."""
    widest = max((len((line.action if isinstance(line, Row) else line).cap) for line in menu), default=0)
    return widest and widest + _GAP


def _line(
    line: Action | Row,
    rows: Rows,
    caps: int,
    language: Language,
    symbols: Symbols,
    now: Callable[[], datetime],
) -> MenuLine:
    if isinstance(line, Action) and line.opens_at is not None:
        return Wait(line, line.opens_at, rows, caps, language, symbols, now)
    return MenuLine(line, rows, caps, language, symbols)


def _groups(lines: Sequence[MenuLine], *, below: bool) -> Iterator[Widget]:
    """Yield the lines of a menu, and what keeps the quiet ones and the way back apart.

    One that is `below` a row of buttons is kept apart from that too.
    """
    groups = [list(group) for _apart, group in groupby(lines, _stands_apart)]
    for group in groups:
        if below or group is not groups[0]:
            # A margin would do, but for Textual, which puts the focus first where the margin is.
            yield Static(classes="apart")
        yield from group


def _stands_apart(line: MenuLine) -> tuple[bool, bool]:
    return line.action.tone == "quiet", line.action.leaves
