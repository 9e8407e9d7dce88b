"""What was done on the page before: it stands above the page and does not scroll, so that it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import Language
from tui.pages import Paragraph
from tui.screens.columns import Columns, paragraph_row
from tui.screens.look import Symbols
from tui.screens.unscrolled import Vertical


class Said(Vertical):
    """The paragraphs that a page has `said`; it takes no room where there are none."""

    DEFAULT_CSS = "Said { height: auto; display: none; }"

    def __init__(self, symbols: Symbols) -> None:
        self._symbols, self._paragraphs = symbols, Columns((), gap=1)
        super().__init__(self._paragraphs)

    def show(self, said: Sequence[Paragraph], language: Language) -> None:
        """Say these in place of those before."""
        if said:
            self._paragraphs.show_rows(
                [paragraph_row(paragraph, language, self._symbols) for paragraph in said]
            )
        if self.display != bool(said):
            self.display = bool(said)
