"""A line while it is typed at a terminal: what each key does to it, and what is shown of it."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Sequence

from i18n.harmless import JOINERS, harmless

LONGEST_LINE = 4_095
"""Characters in a line, and bytes in one that comes from a pipe; one that is as long is refused."""

CONTROLS = {"Cc", "Zl", "Zp"}
"""Categories of Unicode that no answer has characters of."""

_BACKSPACE, _DELETE = 0x08, 0x7F
_RUB_OUT = "\b \b"


class TypedLine:
    """Takes a line byte by byte, and returns what to write to the terminal for each, which echoes nothing.

    `erase`, `erase_word` and `kill` are the bytes that the terminal's own settings give to these keys
    (termios(3)); an empty one is no key.

    Nothing is shown after a control character: the line is no answer, and may go on with a secret.
    """

    def __init__(self, encoding: str, erase: bytes, erase_word: bytes, kill: bytes) -> None:
        self._erasing = {*erase, _BACKSPACE, _DELETE}
        self._erasing_word, self._killing = {*erase_word}, {*kill}
        self._new_decoder = codecs.getincrementaldecoder(encoding)
        self._shown_to: int | None = None
        self._begin()

    def end(self) -> str:
        """Return what has been typed, and begin anew."""
        text = "".join(self._characters) + self._decoder.decode(b"", final=True)
        self._begin()
        return text

    @property
    def empty(self) -> bool:
        """Whether nothing has been typed."""
        return not self._characters

    @property
    def shown(self) -> str:
        """What shows all that has been typed."""
        return self._shown_from(0)

    def take(self, byte: int) -> str:
        """Take what a key sent, and return what shows it."""
        if byte in self._killing:
            gone = self._rub_out(0)
            self._begin()
            return gone
        if len(self._characters) == LONGEST_LINE:
            # Only the whole can be erased: what came after this is lost.
            return ""
        if byte in self._erasing:
            return self._rub_out(_last_letter(self._characters))
        if byte in self._erasing_word:
            return self._rub_out(_last_word(self._characters))
        start = len(self._characters)
        for character in self._decoder.decode(bytes((byte,))):
            self._characters.append(character)
            if self._shown_to is None and unicodedata.category(character) in CONTROLS:
                self._shown_to = len(self._characters)
        return self._shown_from(start)

    def _begin(self) -> None:
        # What cannot be read is kept as half a surrogate, and so can be erased as well.
        self._decoder = self._new_decoder("surrogateescape")
        self._characters: list[str] = []
        self._shown_to = None

    def _shown_from(self, start: int) -> str:
        return "".join(map(_shown, self._characters[start : self._shown_to]))

    def _rub_out(self, start: int) -> str:
        """Take away all that was typed from `start` on."""
        gone = self._shown_from(start)
        del self._characters[start:]
        if self._shown_to is not None and start < self._shown_to:
            self._shown_to = None
        return _RUB_OUT * _columns(gone)


def _last_letter(characters: Sequence[str]) -> int:
    """Return where the last letter begins, with the marks above it."""
    start = len(characters) - 1
    while start > 0 and not _columns(characters[start]):
        start -= 1
    return max(start, 0)


def _last_word(characters: Sequence[str]) -> int:
    """Return where the last word begins."""
    end = len(characters)
    while end and characters[end - 1].isspace():
        end -= 1
    while end and not characters[end - 1].isspace():
        end -= 1
    return end


def _shown(character: str) -> str:
    """Return a character as it is shown; a control as terminals show it, such as ^[.

    A joiner is shown before it is known whether it is between letters that need it.
    """
    code = ord(character)
    if character in JOINERS:
        return character
    return f"^{chr(code ^ 0x40)}" if code < 0x20 or code == _DELETE else harmless(character)


def _columns(shown: str) -> int:
    """Return how many columns of the terminal it takes."""
    return sum(
        0
        if each in JOINERS or unicodedata.category(each) in {"Mn", "Me"}
        else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in shown
    )
