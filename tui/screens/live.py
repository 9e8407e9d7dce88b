"""What changes by itself on a page, such as a code and the seconds that it still works."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from i18n import Language
from tui.pages import Paragraph, Shown
from tui.screens.asked import Asked
from tui.screens.blocks import block_widget
from tui.screens.columns import paragraph_widget
from tui.screens.look import Symbols
from tui.screens.unscrolled import Vertical

_LOOK_EVERY = 1.0
"""Seconds between two looks."""


class LiveBlocks(Vertical):
    """Shows what the live block of a page said last, and looks again each second."""

    DEFAULT_CSS = "LiveBlocks { height: auto; width: 1fr; }"

    def __init__(self, asked: Asked, language: Language, symbols: Symbols) -> None:
        self._asked, self._language, self._symbols = asked, language, symbols
        self._looking = False
        super().__init__(*self._widgets(), classes="block")

    def on_mount(self) -> None:
        self.set_interval(_LOOK_EVERY, self._look_soon)

    def _look_soon(self) -> None:
        if not self._looking and not self._asked.outcome.done():
            self._looking = True
            self.run_worker(self._look(), name="live", group="live")

    async def _look(self) -> None:
        shown = self._asked.live
        try:
            await self._asked.look_again()
        except Exception as error:
            self._asked.unwind(error)
            return
        finally:
            self._looking = False
        if self._asked.live != shown and self.is_attached:
            with self.app.batch_update():
                await self.remove_children()
                await self.mount(*self._widgets())

    def _widgets(self) -> Iterator[Widget]:
        for block in self._asked.live:
            yield self._widget(block)

    def _widget(self, block: Shown) -> Widget:
        if isinstance(block, Paragraph):
            return paragraph_widget(block, self._language, self._symbols)
        return block_widget(block, self._language, self._symbols)
