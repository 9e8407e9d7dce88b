"""A line of a menu that opens later: it counts down to that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from textual.content import Content

from i18n import Language, _
from tui.pages import Action
from tui.screens.look import Symbols
from tui.screens.menu import MenuLine, Rows
from tui.screens.wrapping import wrapped

_EVERY = 1.0
"""Seconds between two looks at the clock."""


class Wait(MenuLine):
    """Cannot be chosen before `opens_at`; it says how long that is, second by second."""

    def __init__(
        self,
        action: Action,
        opens_at: datetime,
        rows: Rows,
        language: Language,
        symbols: Symbols,
        now: Callable[[], datetime],
    ) -> None:
        self._language, self._now, self._opens_at = language, now, opens_at
        super().__init__(action, rows, language, symbols)
        self.disabled = bool(self._left)

    def on_mount(self) -> None:
        self._timer = self.set_interval(_EVERY, self.count_down, pause=not self._left)

    def count_down(self) -> None:
        """Say what is left, and open the line once nothing is."""
        self.disabled = bool(self._left)
        self.refresh(layout=True)
        if not self._left:
            self._timer.stop()

    @property
    def _left(self) -> int:
        """Seconds."""
        return max(0, ceil((self._opens_at - self._now()).total_seconds()))

    def wrapped_words(self, width: int) -> list[Content]:
        left = timedelta(seconds=self._left)
        words = _("{action}, possible in {time}", action=self.action.label, time=left) if left else None
        return wrapped(Content(self._words if words is None else self._language.say(words)), width)
