"""An address to go on at, and how long it is good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content
from textual.style import Style

from i18n import Language, harmless
from tui.pages import Lasting
from tui.screens.columns import Prose
from tui.screens.look import Look

_COUNT_EVERY = 1.0
"""Seconds between two looks at the clock."""


class LinkText(Prose):
    """An address, each of whose lines is a link to the whole of it where the terminal has such."""

    def __init__(self, address: str, look: Look) -> None:
        shown = harmless(address)
        text = Content.styled(shown, Style(link=shown)) if look.links else Content(shown)
        super().__init__(text, classes="block")


class CountDown(Prose):
    """How long something is good, second by second."""

    def __init__(self, lasting: Lasting, language: Language, now: Callable[[], datetime]) -> None:
        self._lasting, self._language, self._now = lasting, language, now
        super().__init__(self._said(), classes="block")

    def on_mount(self) -> None:
        self._timer = self.set_interval(_COUNT_EVERY, self.count_down)

    def count_down(self) -> None:
        """Say what is left; once nothing is, say so for good."""
        self.update(self._said())
        if self._now() >= self._lasting.until:
            self._timer.stop()

    def _said(self) -> Content:
        now = self._now()
        colour = "$quiet" if now < self._lasting.until else "$warning"
        return Content.styled(self._language.say(self._lasting.said(now)), colour)
