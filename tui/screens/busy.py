"""The line over a page that says that an attempt is under way."""

from __future__ import annotations

from textual.content import Content

from i18n import Language, Message, _
from tui.progress import Progress
from tui.screens.look import Symbols
from tui.screens.unscrolled import Static

_WORDS = _("One moment…")
_STEP = 0.1
"""Seconds between two pictures of the spinner."""


class BusyLine(Static):
    """Nothing until it begins; then words with a spinner before them, over the last line in view."""

    def __init__(self, symbols: Symbols) -> None:
        super().__init__("", id="busy")
        self._language: Language | None = None
        self._progress = Progress()
        self._frames = symbols.spinner
        self._spins = 0

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_STEP, self._spin, pause=True)

    def begin(self, language: Language, progress: Progress) -> None:
        """Say that something takes a moment, and how far it is where that is told."""
        self._language, self._progress = language, progress
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
        if self._language is not None:
            said = self._language.say(_how_far(self._progress))
            self.update(Content(f"{self._frames[self._spins % len(self._frames)]} {said}"), layout=False)


def _how_far(progress: Progress) -> Message:
    percent = progress.percent
    return _WORDS if percent is None else _("Reading: {percent} % · Esc stops it", percent=percent)
