"""Breaking text into lines as French needs it: never at a no-break space, where Textual does break.

Nor within a masked number, “•••• 0134”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

_WORD = re.compile(r"(?:•••• (?=\d)|[^ ])+ *|^ +")


def wrapped(text: Content, width: int) -> list[Content]:
    """Return the lines of `text`, each of at most `width` cells; a longer word is folded."""
    width = max(2, width)
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        pieces = paragraph.divide(list(_breaks(paragraph.plain, width)))
        lines += [piece.rstrip(" ") for piece in pieces]
    return lines


def _breaks(plain: str, width: int) -> Iterator[int]:
    """Yield where each line but the first begins."""
    used = 0
    for word in _WORD.finditer(plain):
        wanted = cell_len(word.group().rstrip(" "))
        if used and used + wanted > width:
            yield word.start()
            used = 0
        if wanted <= width:
            used += cell_len(word.group())
            continue
        for index, character in enumerate(word.group(), word.start()):
            cells = cell_len(character)
            if used + cells > width and character != " ":
                yield index
                used = 0
            used += cells
