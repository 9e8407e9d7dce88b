"""Long lists at the help desk, which are shown some rows at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from i18n import _
from tui.pages import Action

T = TypeVar("T")

AT_ONCE = 8
"""Rows on a page."""
_PREVIOUS = Action("previous-rows", _("Previous page"), key="ctrl+p")
_NEXT = Action("next-rows", _("Next page"), key="ctrl+n")
TURNS = {_PREVIOUS.name: -AT_ONCE, _NEXT.name: AT_ONCE}
"""How many rows further the page begins that an action leads to, by its name."""


@dataclass(frozen=True)
class Part(Generic[T]):
    """The rows of one page, from the `first` on, of a list that has `count`."""

    rows: tuple[T, ...]
    first: int
    count: int

    @property
    def turning(self) -> tuple[Action, ...]:
        """What leads to the pages before and after this one, where there are any."""
        follows = self.first + len(self.rows) < self.count
        return (*((_PREVIOUS,) if self.first else ()), *((_NEXT,) if follows else ()))


def part(first: int, count: int, rows: Callable[[int, int], tuple[T, ...]]) -> Part[T]:
    """Return the page that begins with the `first`, or the last one of a list that has become shorter.

    `rows` finds those from one on, and not more than so many.
    """
    first = min(first, max(count - 1, 0) // AT_ONCE * AT_ONCE)
    return Part(rows(first, AT_ONCE), first, count)
