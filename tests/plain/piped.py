"""A visit whose person is a pipe, and a page for it."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Callable

from i18n import ENGLISH, _
from tui.lines import Lines
from tui.pages import BACK, Field, Page, submit
from tui.plain.front import PlainFront
from tui.store_door import StoreDoor
from tui.visit import Visit

SIGN_IN = Page(
    "sign-in",
    _("Sign in"),
    fields=(Field("identifier", _("Username")), Field("password", _("Password"), secret=True)),
    actions=(submit(_("Sign in")), BACK),
)


class Paper(io.StringIO):
    """What has been written, and a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._written = asyncio.Event()

    def write(self, text: str) -> int:
        self._written.set()
        return super().write(text)

    async def shows(self, words: str) -> None:
        while words not in self.getvalue():
            self._written.clear()
            await self._written.wait()


class Piped:
    """A visit whose person is a pipe."""

    def __init__(self, door: StoreDoor) -> None:
        source, self._feed = os.pipe()
        self.paper = Paper()
        self.front = PlainFront(Lines(source, self.paper))
        self.visit = Visit(self.front, door, ENGLISH)
        self._source = source

    def hurries(self, clock: Callable[[], float]) -> None:
        """Let the seconds of idleness pass as `clock` says."""
        self.front = PlainFront(self.front.lines, clock)
        self.visit.front = self.front

    def types(self, *lines: str) -> Piped:
        os.write(self._feed, "".join(f"{line}\n" for line in lines).encode())
        return self

    def hangs_up(self) -> Piped:
        os.close(self._feed)
        self._feed = -1
        return self

    @property
    def read(self) -> str:
        return self.paper.getvalue()

    def close(self) -> None:
        os.close(self._source)
        if self._feed >= 0:
            os.close(self._feed)
