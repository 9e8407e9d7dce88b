"""What a page says besides paragraphs: lists, facts, tables and cards."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from i18n import Language
from tui.pages import Bullets, Card, Facts, Table
from tui.screens.columns import Columns, Prose
from tui.screens.look import Symbols
from tui.screens.unscrolled import Center, Static, Vertical

_IN_ONE_COLUMN = 4


def block_widget(block: Bullets | Facts | Table | Card, language: Language, symbols: Symbols) -> Widget:
    """Return the widget that shows `block`; others are shown by the column of their page."""
    say = language.say
    match block:
        case Bullets(items, numbered):
            marks = [f"{number}." if numbered else symbols.bullet for number in range(1, len(items) + 1)]
            rows = [
                [Content.styled(mark, "$accent"), Content(say(item))]
                for mark, item in zip(marks, items, strict=True)
            ]
            return Columns(rows, gap=1, classes="block bullets")
        case Facts(pairs):
            facts = [
                [Content.styled(say(name), "$quiet"), Content.styled(say(value), "bold")]
                for name, value in pairs
            ]
            return Columns(facts, classes="block facts")
        case Table():
            return _table(block, language)
        case Card(text, caption):
            lines = Content("\n").join(Content.styled(line, "bold") for line in _in_columns(text, language))
            parts = (
                Center(Static(lines, classes="characters")),
                Static(Content(say(caption)), classes="caption"),
            )
            return Vertical(*parts, classes="block card")


def _in_columns(text: str | tuple[str, ...], language: Language) -> list[str]:
    """Return the lines of a card; many texts, which are all as long, stand in two columns."""
    texts = [language.say(one) for one in ((text,) if isinstance(text, str) else text)]
    if len(texts) <= _IN_ONE_COLUMN:
        return texts
    height = (len(texts) + 1) // 2
    return ["   ".join(texts[row::height]) for row in range(height)]


def _table(table: Table, language: Language) -> Widget:
    say = language.say
    if not table.rows:
        return Prose(Content.styled(say(table.empty), "$quiet"), classes="block")
    headings = [Content.styled(say(heading), "bold $accent") for heading in table.headings]
    rows = [[Content(say(cell)) for cell in row] for row in table.rows]
    return Columns([headings, *rows], classes="block table")
