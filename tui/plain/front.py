"""The front that shows pages as line prompts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from store.settings import seconds_up
from tui.front import Attempt
from tui.lines import Lines
from tui.pages import Page
from tui.plain.prompts import Talk
from tui.plain.showing import Showing
from tui.visit import Visit

T = TypeVar("T")


class PlainFront:
    """Shows pages as text and prompts. It writes words, spaces and line ends, and nothing else.

    It clears the terminal only where one person comes after another. `clock` counts the seconds in which
    nothing is typed.
    """

    def __init__(self, lines: Lines, clock: Callable[[], float] = seconds_up) -> None:
        self.lines = lines
        self._talk = Talk(lines, clock)

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.front.Front`)."""
        self.lines.keep_in(keeps_in=not visit.surroundings.quits)
        return await Showing(self._talk, visit, page).until_done(attempt)

    @property
    def copier(self) -> None:
        """It writes words and nothing else, so nothing reaches a clipboard."""

    def forget(self) -> None:
        """Take nothing that was typed for an answer; the next person’s time begins with their first line."""
        self.lines.forget()
        self._talk.forget_person()

    @property
    def wipes(self) -> bool:
        return self.lines.clears

    def wipe(self) -> None:
        """Leave nothing of what was written on the terminal."""
        self.lines.wipe()
        self._talk.commands_told = False
