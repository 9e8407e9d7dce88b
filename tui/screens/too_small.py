"""What is shown instead where the terminal is too small for a page."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from i18n import _
from tui.screens.unscrolled import Unscrolled
from tui.screens.wrapping import wrapped
from tui.visit import Visit

LEAST = Size(36, 10)
"""Columns and rows, from which a field is in view with its label, and a dialog with its buttons."""


def is_too_small(size: Size) -> bool:
    """Tell whether a terminal of this size shows nothing but that it is too small."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Unscrolled, Widget):
    """Covers its screen while the terminal is too small; what is under it stays as it is."""

    DEFAULT_CSS = """
    TooSmall { layer: above; width: 100%; height: 100%; background: $background; display: none; }
    """
    ALLOW_SELECT = False

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _screen: self._fit())

    def _fit(self) -> None:
        self.display = is_too_small(self.app.size)
        self.refresh()

    def render(self) -> Content:
        size = self.app.size
        words = _(
            "Too small: {columns}×{rows}. Enlarge the window to {least_columns}×{least_rows}, or choose"
            " smaller letters.",
            columns=str(size.width),
            rows=str(size.height),
            least_columns=str(LEAST.width),
            least_rows=str(LEAST.height),
        )
        return Content("\n").join(wrapped(Content(self._visit.language.say(words)), size.width))
