"""What stands on a page between its title and its fields."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from i18n import Language
from tui.pages import Listing, LiveChecks, QrCode, Search
from tui.screens.asked import Asked
from tui.screens.blocks import block_widget
from tui.screens.look import Look
from tui.screens.qr import QrBlock
from tui.screens.rows import Rows
from tui.screens.search import SearchBox


def parts_of(asked: Asked, language: Language, look: Look) -> Iterator[Widget]:
    """Yield the widgets that show the blocks of the page; its rules stand beside the fields."""
    for block in asked.page.blocks:
        match block:
            case LiveChecks():
                pass
            case Listing():
                yield Rows(block, language, look.symbols)
            case Search():
                assert asked.seeker is not None
                yield SearchBox(asked, asked.seeker, language, look.symbols)
            case QrCode():
                assert asked.modules is not None
                yield QrBlock(asked.modules, language, look)
            case _:
                yield block_widget(block, language, look.symbols)
