"""What shows pages: there is a full-screen front, a plain one of line prompts, and a scripted one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from tui.pages import Answers, Page

if TYPE_CHECKING:
    from tui.visit import Visit

T = TypeVar("T")
Attempt: TypeAlias = Callable[[Answers], Awaitable[T]]
Copier: TypeAlias = Callable[[str], None]
"""Sends a text to the clipboard of the person's terminal. Whether it arrives, nobody can know."""


class Front(Protocol):
    """Shows pages."""

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds, and return what it returned.

        Each time the person chooses an action, `attempt` is awaited with the answers while the page shows
        that it is busy. A `Problem` is worded beside its field, the rest of what was typed kept (secrets
        aside); any other exception ends the page and is raised here. Raises `Unwinding` where the person,
        the idle limit or the terminal ends it.
        """

    @property
    def copier(self) -> Copier | None:
        """What sends a text to the clipboard of the person's terminal, where this front can."""

    def forget(self) -> None:
        """Keep nothing of what the person typed or copied: another one may come to the same terminal."""

    @property
    def wipes(self) -> bool:
        """Whether it can take off the terminal what it has shown."""

    def wipe(self) -> None:
        """Leave nothing of what was shown where the next person could see it, where it `wipes`."""
