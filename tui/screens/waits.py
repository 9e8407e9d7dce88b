"""Counting down to the moment from which an action can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from textual.content import Content

from i18n import Language, _
from tui.screens.buttons import ActionButton, Actions
from tui.screens.columns import Prose

_EVERY = 1.0
"""Seconds between two looks at the clock."""


def waits_of(actions: Actions, language: Language, now: Callable[[], datetime]) -> list[Wait]:
    """Return a line for each of the actions that open later."""
    return [
        Wait(button, button.action.opens_at, language, now)
        for button in actions.buttons
        if button.action.opens_at is not None
    ]


class Wait(Prose):
    """The line that counts down to when an action opens; until then, its button is off."""

    def __init__(
        self, button: ActionButton, opens_at: datetime, language: Language, now: Callable[[], datetime]
    ) -> None:
        self._button, self._opens_at, self._language, self._now = button, opens_at, language, now
        button.disabled = bool(self._left)
        super().__init__(self._words(), classes="block -quiet")

    def on_mount(self) -> None:
        self._timer = self.set_interval(_EVERY, self.count_down, pause=not self._left)

    def count_down(self) -> None:
        """Say what is left, and open the button once nothing is."""
        self._button.disabled = bool(self._left)
        self.update(self._words())
        if not self._left:
            self._timer.stop()

    @property
    def _left(self) -> int:
        """Seconds."""
        return max(0, ceil((self._opens_at - self._now()).total_seconds()))

    def _words(self) -> Content:
        action = self._button.action.label
        if not self._left:
            return Content(self._language.say(_("“{action}” is possible now.", action=action)))
        left = timedelta(seconds=self._left)
        return Content(self._language.say(_("“{action}” is possible in {time}.", action=action, time=left)))
