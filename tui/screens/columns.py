"""Text in columns that align and wrap, and what is made of it on every page."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from i18n import Language, Message
from tui.pages import Paragraph, Tone
from tui.screens.look import Symbols
from tui.screens.unscrolled import Unscrolled
from tui.screens.wrapping import wrapped

_GAP = 2
_NARROWEST = 6


class Columns(Unscrolled, Widget):
    """Rows of cells in aligned columns; a cell that is too long wraps inside its column.

    The last column takes what is left. Where even narrow columns do not fit, the cells of a row are put one
    under the other.
    """

    DEFAULT_CSS = "Columns { height: auto; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(
        self,
        rows: Sequence[Sequence[Content]],
        *,
        gap: int = _GAP,
        classes: str = "",
        widget_id: str | None = None,
    ) -> None:
        super().__init__(classes=classes, id=widget_id)
        self._rows = rows
        self._gap = gap

    def show_rows(self, rows: Sequence[Sequence[Content]], *, as_high: bool = False) -> None:
        """Show other rows instead. Where they are `as_high` as these, the screen is not laid out anew."""
        self._rows = rows
        self.refresh(layout=not as_high)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        return [line for row in self.lines_by_row(width) for line in row]

    def lines_by_row(self, width: int) -> list[list[Content]]:
        """Return the lines of each row at this `width`."""
        if not self._rows or width <= 0:
            return []
        widths = fit([max(cell.cell_length for cell in column) for column in zip(*self._rows, strict=True)],
                     width, self._gap)  # fmt: skip
        if widths is None:
            return [[line for cell in row if cell for line in wrapped(cell, width)] for row in self._rows]
        return [row_lines(row, widths, self._gap) for row in self._rows]


def row_lines(row: Sequence[Content], widths: Sequence[int], gap: int) -> list[Content]:
    """Return the lines of one row, whose cells wrap in columns of these `widths`."""
    cells = [wrapped(cell, width) if cell else [] for cell, width in zip(row, widths, strict=True)]
    lines = []
    for index in range(max(1, *map(len, cells))):
        line = Content("")
        for cell, width in zip(cells, widths, strict=True):
            piece = cell[index].rstrip() if index < len(cell) else Content("")
            line += piece.pad_right(max(0, width - piece.cell_length) + gap)
        lines.append(line.rstrip())
    return lines


def fit(wanted: Sequence[int], width: int, gap: int) -> list[int] | None:
    """Return column widths that fit into `width`, the widest narrowed first; None if it is too narrow."""
    widths = list(wanted)
    excess = sum(widths) + gap * (len(widths) - 1) - width
    while excess > 0:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            return None
        others = [other for index, other in enumerate(widths) if index != widest]
        cut = min(excess, max(1, widths[widest] - max(others, default=0)), widths[widest] - _NARROWEST)
        widths[widest] -= cut
        excess -= cut
    return widths


class Prose(Columns):
    """One text that wraps."""

    def __init__(self, text: Content, *, classes: str = "", widget_id: str | None = None) -> None:
        super().__init__([[text]], classes=classes, widget_id=widget_id)

    def update(self, text: Content) -> None:
        """Show another text instead."""
        self.show_rows([[text]])


def noted(text: str, symbol: str) -> list[list[Content]]:
    """Return the rows of a sentence with its tone's symbol before it."""
    return [[Content.styled(symbol, "bold"), Content(text)]]


class Fault(Columns):
    """What is wrong, after the symbol for it; empty where nothing is."""

    def __init__(
        self,
        error: Message | None,
        language: Language,
        symbols: Symbols,
        *,
        classes: str = "",
        widget_id: str | None = None,
    ) -> None:
        self._language, self._symbols = language, symbols
        super().__init__(self._noted(error), gap=1, classes=classes, widget_id=widget_id)

    def show(self, error: Message | None) -> None:
        """Say that `error` is wrong; None takes it away."""
        self.show_rows(self._noted(error))

    def _noted(self, error: Message | None) -> list[list[Content]]:
        return [] if error is None else noted(self._language.say(error), self._symbols.error)


def paragraph_widget(paragraph: Paragraph, language: Language, symbols: Symbols) -> Columns:
    """Return the widget that shows `paragraph`, after the symbol for its tone where that has one."""
    symbol, text = row = paragraph_row(paragraph, language, symbols)
    return Columns([row], gap=1, classes="block") if symbol else Prose(text, classes="block")


def paragraph_row(paragraph: Paragraph, language: Language, symbols: Symbols) -> list[Content]:
    """Return the symbol for the tone of `paragraph`, which may be none, and the text, in its colour."""
    symbol, colour = _symbol_and_colour(paragraph.tone, symbols)
    return [Content.styled(symbol, f"bold {colour}"), Content.styled(language.say(paragraph.text), colour)]


def _symbol_and_colour(tone: Tone, symbols: Symbols) -> tuple[str, str]:
    match tone:
        case "success":
            return symbols.success, "$success"
        case "warning":
            return symbols.warning, "$warning"
        case "error":
            return symbols.error, "$error"
        case "quiet" | "command":
            return "", "$quiet"
        case "plain":
            return "", "$foreground"
