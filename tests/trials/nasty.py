"""Text as nobody types it: what breaks programs, in any mixture."""

from __future__ import annotations

import random
import string
import sys

_ALPHABETS = (
    string.ascii_letters,
    string.digits,
    string.printable,
    "@@@...+-_'\"<>()[]{}|\\/%$&;:,!?*#~^`= ",
    "".join(map(chr, range(0x20))) + "\x7f",  # C0
    "".join(map(chr, range(0x80, 0xA0))),  # C1
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c",
    "\u2028\u2029\u0085\x0b\x0c\r\n\t\u00a0\u3000\u1680",
    "".join(map(chr, range(0xD800, 0xE000, 61))),  # halves of surrogate pairs
    "".join(map(chr, range(0x0300, 0x0370))),  # combining marks
    "éèàçœæßıİſKÅΩǅŉΐﬃẞ",
    "👩\u200d👩\u200d👧\ufe0f🏳🌈🇫🇷🧑🏽\u20e3",
    "ａｌｅｘＡ１２３＠．",
    "٠١٢٣٤५६७८९𝟎𝟏𝟐①②Ⅳ½",
    "漢字かなカナ한글𠀀",
    "עבריתالعربيةفارسی",
    "\x00",
    "\ufdd0\ufffe\uffff\U0001fffe\U0010ffff\ufffd",
)
_STEMS = (
    "alexandre",
    "alexandre@example.org",
    "Lanterne-2026!",
    "271828",
    "A" * 20,
    "macle:reset/" + "a" * 20,
    "[bold]x[/]",
    "\x1b]52;c;QQ==\x07",
    "../../../etc/passwd",
    "' OR 1=1 --",
    "{0.__class__} %s %n",
    "xn--a@xn--b.test",
    '"a b"@example.org',
    "a@[127.0.0.1]",
)
_LENGTHS = (0, 1, 2, 3, 6, 8, 9, 15, 16, 17, 42, 43, 44, 72, 73, 255, 256, 257, 300)
_LONG = 1_000_000


class Nasty(random.Random):
    """Makes nasty text; the same seed makes the same."""

    def text(self) -> str:
        """Return up to 300 characters, from one alphabet, from all, or around something that is right."""
        match self.randrange(4):
            case 0:
                return self._from(self.choice(_ALPHABETS))
            case 1:
                return self._from("".join(self.sample(_ALPHABETS, 3)))
            case 2:
                return "".join(
                    chr(self.randrange(sys.maxunicode + 1)) for _ in range(self.choice(_LENGTHS[:10]))
                )
            case _:
                stem = self.choice(_STEMS)
                place = self.randrange(len(stem) + 1)
                return stem[:place] + self._from(self.choice(_ALPHABETS))[:3] + stem[place:]

    def long_text(self) -> str:
        """Return a million characters and more."""
        start = self.text() or "\u0301"
        return start * (_LONG // len(start) + 1)

    def _from(self, alphabet: str) -> str:
        return "".join(self.choices(alphabet, k=self.choice(_LENGTHS)))
