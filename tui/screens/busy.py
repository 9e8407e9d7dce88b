"""The line over a page that says that an attempt is under way."""

from __future__ import annotations

from textual.content import Content

from i18n import Language, _
from tui.screens.look import Symbols
from tui.screens.unscrolled import Static

_WORDS = _("One moment…")
_STEP = 0.1
"""Seconds between two pictures of the spinner."""


class BusyLine(Static):
    """Nothing until it begins; then the words with a spinner before them, over the last line in view."""

    def __init__(self, symbols: Symbols) -> None:
        super().__init__("", id="busy")
        self._words, self._frames = "", symbols.spinner
        self._spins = 0

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_STEP, self._spin, pause=True)

    def begin(self, language: Language) -> None:
        """Say that something takes a moment."""
        self._words = language.say(_WORDS)
        self.display = True
        self._spinner.resume()
        self._spin()

    def end(self) -> None:
        """Say nothing more."""
        if self.display:
            self._spinner.pause()
            self.display = False

    def _spin(self) -> None:
        self._spins += 1
        self.update(Content(f"{self._frames[self._spins % len(self._frames)]} {self._words}"), layout=False)
