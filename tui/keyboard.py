"""A terminal whose keys are read one by one, and shown by whoever reads them."""

from __future__ import annotations

import contextlib
import termios
from typing import Any

from tui.typed_line import TypedLine

_LOCAL_MODES, _KEYS = 3, 6
_NO_KEY = b"\0"
"""What stands for a key that there is not (termios(3), _POSIX_VDISABLE on Linux)."""

_LINE_ENDS = b"\r\n"


class Keyboard:
    """The modes of a terminal, taken over and given back, and the line that is typed at it.

    While they are `taken`, the terminal itself shows nothing of what is typed, at whatever moment that is,
    and hands on every key at once. The keys that send signals stay as they are, unless it is to keep whoever
    types in. Raises `termios.error` for what is no terminal.
    """

    def __init__(self, source: int, encoding: str) -> None:
        self._source = source
        self._found = termios.tcgetattr(source)
        self._line = TypedLine(
            encoding,
            erase=self._key(termios.VERASE),
            erase_word=self._key(termios.VWERASE),
            kill=self._key(termios.VKILL),
        )
        self.taken = False
        self._keeps_in = False
        self.hides = False
        """Whether what is typed is not to be shown."""

    @property
    def echoes(self) -> bool:
        """Whether the terminal was found with an echo; without one, what is typed is shown elsewhere."""
        return bool(self._found[_LOCAL_MODES] & termios.ECHO)

    @property
    def shown(self) -> str:
        """What shows the line as far as it has been typed."""
        return self._line.shown if self._shows else ""

    def take(self) -> None:
        """Take the terminal over."""
        modes = [*self._found]
        modes[_LOCAL_MODES] &= ~(termios.ECHO | termios.ICANON)
        if self._keeps_in:
            modes[_LOCAL_MODES] &= ~(termios.ISIG | termios.IEXTEN)
        modes[_KEYS] = [*self._found[_KEYS]]
        modes[_KEYS][termios.VMIN], modes[_KEYS][termios.VTIME] = 1, 0
        self._set(modes)
        self.taken = True

    def keep_in(self, *, keeps_in: bool) -> None:
        """Let no key end or stop the process, as Ctrl+C and Ctrl+Z do, or let them again."""
        if keeps_in != self._keeps_in:
            self._keeps_in = keeps_in
            if self.taken:
                self.take()

    def give_back(self) -> None:
        """Bring back the modes that were found. What was typed and not sent is lost: it may be a secret."""
        self._line.end()
        with contextlib.suppress(termios.error):
            termios.tcflush(self._source, termios.TCIFLUSH)
        self._set(self._found)
        self.taken = False

    def loses_line(self, *, hides: bool) -> bool:
        """Hide what is typed from here on, or show it; return whether that loses a line that was hidden."""
        lost = self.hides and not hides and not self._line.empty
        if lost:
            self._line.end()
        self.hides = hides
        return lost

    def take_keys(self, unread: bytearray) -> tuple[bool, str]:
        """Take keys off `unread`; return whether they end the line, and what to write to show them.

        Raises `EOFError` where they end the input.
        """
        shown, end_of_file = "", self._key(termios.VEOF)
        for place, byte in enumerate(bytes(unread), 1):
            if byte in _LINE_ENDS:
                del unread[:place]
                return True, shown if self._shows else ""
            if byte not in end_of_file:
                shown += self._line.take(byte)
            elif self._line.empty:
                del unread[:place]
                raise EOFError
        unread.clear()
        return False, shown if self._shows else ""

    def end_line(self) -> str:
        """Return the line that was typed, and begin another."""
        return self._line.end()

    @property
    def _shows(self) -> bool:
        return self.echoes and not self.hides

    def _set(self, modes: list[Any]) -> None:
        # At once: one that takes nothing more must not be waited for. Nothing where it is gone.
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._source, termios.TCSANOW, modes)

    def _key(self, which: int) -> bytes:
        key: bytes = self._found[_KEYS][which]
        return b"" if key == _NO_KEY else key
