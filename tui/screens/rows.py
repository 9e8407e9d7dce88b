"""A listing: one line for each thing that can be looked after, with a button beside it."""

from __future__ import annotations

from textual import events
from textual.content import Content

from i18n import Language
from tui.pages import Listing
from tui.screens.buttons import ActionButton
from tui.screens.columns import Columns
from tui.screens.look import Symbols
from tui.screens.unscrolled import Horizontal, Right, Vertical

_NARROW = 56
_GAP = 2


class Rows(Vertical):
    """The rows of a listing; their names and their buttons stand in columns, where there is room.

    A button that leaves too little of it for what stands before it has a line of its own.
    """

    DEFAULT_CSS = """
    Rows { height: auto; width: 100%; }
    Rows Horizontal { height: auto; width: 100%; }
    Rows Right { width: auto; }
    Rows .-tall { layout: vertical; }
    Rows .-tall Right { width: 100%; }
    Rows.-narrow Horizontal { layout: vertical; margin-bottom: 1; }
    Rows.-narrow Right { width: 100%; align-horizontal: left; }
    """

    def __init__(self, listing: Listing, language: Language, symbols: Symbols) -> None:
        names = [
            Content.styled("" if row.name is None else language.say(row.name), "$quiet")
            for row in listing.rows
        ]
        width = max(name.cell_length for name in names)
        buttons = [ActionButton(row.action, language, symbols) for row in listing.rows]
        states = [Content.styled(language.say(row.state), "bold") for row in listing.rows]
        lines = [
            Columns([[name.pad_right(width - name.cell_length), state]], gap=_GAP)
            for name, state in zip(names, states, strict=True)
        ]
        self._wanted = [
            width + _GAP + state.cell_length + _GAP + button.wanted_width
            for state, button in zip(states, buttons, strict=True)
        ]
        self._rows = [Horizontal(line, Right(button)) for line, button in zip(lines, buttons, strict=True)]
        super().__init__(*self._rows, classes="block")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _NARROW, "-narrow")
        for row, wanted in zip(self._rows, self._wanted, strict=True):
            row.set_class(wanted > event.size.width, "-tall")
