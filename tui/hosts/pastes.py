"""What comes from the terminal, told apart into keys and pastes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import Keys
from textual.message import Message
from textual.messages import InBandWindowResize

from store.settings import seconds_up
from tui.screens.broken_paste import BrokenPaste

_MARK = len(BRACKETED_PASTE_START)
_MOST_PASTED = 65_536
"""Characters of a paste that are kept: far more than a field takes, so that it is refused for its length."""
_OF_THE_SIZE = events.Resize, InBandWindowResize
"""What a terminal tells of its size in what it sends: anyone can type that. The system tells it too."""
_QUIET, _LONGEST = 2.0, 20.0
"""Seconds: a paste has broken off where so long nothing came, and where it takes so long in all."""


class WholePastes(XTermParser):
    """Textual's parser, which drops NUL from a paste and types what follows an escape in one.

    Here a paste arrives as it was sent, so that a field can refuse it. One whose end does not come keeps no
    key from the person for long. No size is taken from what is typed, nor a key that there cannot be.
    `clock` counts seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float] = seconds_up) -> None:
        super().__init__()
        self._clock = clock
        self._pasted: list[str] | None = None
        self._began = self._came = 0.0
        self._last = ""

    def feed(self, data: str) -> Iterable[Message]:
        if self._pasted is None and len(data) > 1 and "\0" in data and "\x1b" not in self._last + data:
            # Nobody types a NUL and text at once: a terminal pasted that does not mark its pastes.
            yield events.Paste(data)
            return
        self._came = self._clock()
        for character in data:
            self._last = (self._last + character)[-_MARK:]
            if self._pasted is None:
                told = super().feed(character)
                yield from (event for event in told if not isinstance(event, _OF_THE_SIZE))
                if self._last == BRACKETED_PASTE_START:
                    self._pasted, self._began = [], self._came
                continue
            if len(self._pasted) < _MOST_PASTED:
                self._pasted.append(character)
            if self._last == BRACKETED_PASTE_END:
                text = "".join(self._pasted[:-_MARK])
                yield from self._end_paste(events.Paste(text))

    def tick(self) -> Iterable[Message]:
        now = self._clock()
        if self._pasted is not None and (now - self._came >= _QUIET or now - self._began >= _LONGEST):
            yield from self._end_paste(BrokenPaste("".join(self._pasted)))
        yield from super().tick()

    def _parse_extended_key(  # type: ignore[override]  # Textual's is cached
        self, sequence: str
    ) -> list[events.Key] | None:
        """Return the keys of a sequence of kitty's protocol; one of no use for no character."""
        try:
            return super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, None)]

    def _end_paste(self, paste: events.Paste) -> Iterable[Message]:
        self._pasted, self._last = None, ""
        # Textual's parser has seen an empty paste, which nobody needs to hear of.
        ended = super().feed(BRACKETED_PASTE_END)
        yield from (event for event in ended if not isinstance(event, events.Paste))
        yield paste
