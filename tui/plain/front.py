"""The front that shows pages as line prompts."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TypeVar

from store.settings import seconds_up
from tui.front import Attempt
from tui.lines import Lines
from tui.pages import Page
from tui.plain.prompts import Talk
from tui.plain.showing import Showing
from tui.visit import Visit

T = TypeVar("T")

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""To the first line; clear the screen (ECMA-48), and the lines above it (xterm, since then most others)."""


class PlainFront:
    """Shows pages as text and prompts. It writes words, spaces and line ends, and nothing else.

    Only where one person comes after another it `clears` the terminal, where that has a way to be cleared.
    `clock` counts the seconds in which nothing is typed.
    """

    def __init__(
        self, lines: Lines, clock: Callable[[], float] = seconds_up, *, clears: bool = False
    ) -> None:
        self.lines = lines
        self._clears = clears
        self._talk = Talk(lines, clock)

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.visit.Front`)."""
        return await Showing(self._talk, visit, page).until_done(attempt)

    @property
    def copier(self) -> None:
        """It writes words and nothing else, so nothing reaches a clipboard."""

    def forget(self) -> None:
        """Take nothing that was typed for an answer; the next person’s time begins with their first line."""
        self.lines.forget()
        self._talk.forget_person()

    def wipe(self) -> None:
        """Clear the terminal and the lines that have scrolled away; else write as many lines as it shows."""
        lines = self.lines
        if self._clears and lines.terminal:
            lines.write(_CLEAR)
        elif lines.terminal and lines.height < inf:
            lines.write("\n" * int(lines.height))
        self._talk.commands_told = False
