"""What comes from the terminal, told apart into keys and pastes."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

_MARK = len(BRACKETED_PASTE_START)
_MOST_PASTED = 65_536
"""Characters of a paste that are kept: far more than a field takes, so that it is refused for its length."""


class WholePastes(XTermParser):
    """Textual's parser, which drops NUL from a paste and types what follows an escape in one.

    Here a paste arrives as it was sent, so that a field can refuse it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pasted: list[str] | None = None
        self._last = ""

    def feed(self, data: str) -> Iterable[Message]:
        if self._pasted is None and len(data) > 1 and "\0" in data and "\x1b" not in self._last + data:
            # Nobody types a NUL and text at once: a terminal pasted that does not mark its pastes.
            yield events.Paste(data)
            return
        for character in data:
            self._last = (self._last + character)[-_MARK:]
            if self._pasted is None:
                yield from super().feed(character)
                if self._last == BRACKETED_PASTE_START:
                    self._pasted = []
                continue
            if len(self._pasted) < _MOST_PASTED:
                self._pasted.append(character)
            if self._last == BRACKETED_PASTE_END:
                # Textual's parser has seen an empty paste, which nobody needs to hear of.
                ended = super().feed(BRACKETED_PASTE_END)
                yield from (event for event in ended if not isinstance(event, events.Paste))
                text, self._pasted = "".join(self._pasted[:-_MARK]), None
                yield events.Paste(text)
