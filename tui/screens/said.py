"""What was done on the page before: it stands above the page and does not scroll, so that it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import Language
from tui.pages import Paragraph
from tui.screens.columns import paragraph_widget
from tui.screens.look import Symbols
from tui.screens.unscrolled import Vertical


class Said(Vertical):
    """The paragraphs that a page has `said`; it takes no room where there are none."""

    DEFAULT_CSS = "Said { height: auto; display: none; }"

    def __init__(self, symbols: Symbols) -> None:
        super().__init__(Vertical(id="said-lines"))
        self._symbols = symbols

    async def show(self, said: Sequence[Paragraph], language: Language) -> None:
        """Say these in place of those before."""
        lines = self.query_one("#said-lines")
        if said or self.display:
            await lines.remove_children()
            await lines.mount(*(paragraph_widget(one, language, self._symbols) for one in said))
            self.display = bool(said)
