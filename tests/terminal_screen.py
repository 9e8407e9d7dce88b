"""The full screen of the command in a terminal of its own, and what stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import pyte

from tests.command import in_terminal


class Screen:
    """A terminal of 80×24 in which the full screen runs, and what stands on it."""

    def __init__(self, *arguments: str, home: Path) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._screen)
        self.child = in_terminal(*arguments, home=home, TERM="xterm-256color")

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def shows(self, pattern: str) -> re.Match[str]:
        """Wait until the screen shows this, and return where."""
        while (found := re.search(pattern, self.text)) is None:
            self._stream.feed(self.child.read_nonblocking(65_536, timeout=120))
        return found

    def types(self, keys: str) -> None:
        self.child.send(keys)
