"""The rows that a search found: a table in which one row is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message as Event

from i18n import Language
from tui.pages import FoundRow
from tui.screens.columns import Columns
from tui.screens.look import Symbols
from tui.searching import Seeker

_MARK = 2
"""Cells for the mark before each row."""
_UNMARKED = Content(" " * _MARK)


class FoundRows(Columns, can_focus=True):
    """Rows in aligned columns under their headings, of which the arrows mark one.

    The row that is marked has a symbol before it, so that it is seen without colours; a click chooses any.
    """

    DEFAULT_CSS = "FoundRows { height: auto; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", show=False),
    ]
    """
    | Key(s)       | Description                                 |
    | :-           | :-                                          |
    | up, down     | Mark another row; they leave at either end. |
    | enter, space | Choose the row that is marked.              |

    The arrows, Home, End and Enter are the screen's, which obeys them at once by `choose_next`, `mark` and
    `choose`.
    """

    class Picked(Event):
        """The row with this `key` was chosen."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, seeker: Seeker, language: Language, symbols: Symbols) -> None:
        super().__init__([], widget_id="found")
        self._seeker, self._language, self._symbols = seeker, language, symbols
        self._found: Sequence[FoundRow] = ()

    def cursor_lines(self) -> tuple[int, int]:
        """Return the lines of the row that is marked, and with the first one its headings."""
        places = self._places()
        if not places:  # there is none, or no room for a single cell
            return 0, 1
        top, height = places[self._seeker.marked]
        return (0, top + height) if self._seeker.marked == 0 else (top, height)

    def show_found(self) -> None:
        """Show the rows that were found."""
        self._found = self._seeker.rows
        say = self._language.say
        headings = [Content.styled(say(heading), "bold $accent") for heading in self._seeker.search.headings]
        self.show_rows([headings, *([Content(say(cell)) for cell in row.cells] for row in self._found)])

    def choose_next(self, step: int) -> bool:
        """Mark the row that is `step` further; False where there is none."""
        place = self._seeker.marked + step
        there = 0 <= place < len(self._found)
        if there:
            self._mark(place)
        return there

    def mark(self, place: int) -> None:
        """Mark the row at `place`; -1 is the last one."""
        if self._found:
            self._mark(place % len(self._found))

    def action_choose(self) -> None:
        self.choose()

    def choose(self) -> None:
        """Choose the row that is marked."""
        if self._seeker.rows:
            self.post_message(self.Picked(self._seeker.rows[self._seeker.marked].key))

    def lines_by_row(self, width: int) -> list[list[Content]]:
        """Return the lines of each row at this `width`, with room for the mark before them."""
        marked = self._seeker.marked + 1 if self.has_focus else None
        return [
            self._marked_lines(lines, width) if number == marked else [_UNMARKED + line for line in lines]
            for number, lines in enumerate(super().lines_by_row(width - _MARK))
        ]

    def _marked_lines(self, lines: list[Content], width: int) -> list[Content]:
        first, *others = lines
        drawn = [Content(f"{self._symbols.here} ") + first, *(_UNMARKED + line for line in others)]
        padded = (line.pad_right(max(0, width - line.cell_length)) for line in drawn)
        return [line.stylize("$on-accent on $accent") for line in padded]

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        y = event.get_content_offset_capture(self).y
        for place, (top, height) in enumerate(self._places()):
            if top <= y < top + height:
                self._mark(place)
                self.choose()

    def _mark(self, place: int) -> None:
        self._seeker.marked = place
        self.refresh()

    def _places(self) -> list[tuple[int, int]]:
        """Return at which line each row begins, and how many it has."""
        heights = [len(lines) for lines in self.lines_by_row(self.content_size.width)]
        return [(sum(heights[:number]), heights[number]) for number in range(1, len(heights))]
