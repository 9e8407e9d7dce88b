"""Characters that cannot be seen, which come with what is copied from a web page or a message."""

from __future__ import annotations

import unicodedata

from i18n.harmless import JOINERS

UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphens, what has no width, marks of direction."""
AROUND = UNSEEN + "\u00a0\u2007\u202f"
"""What comes with a text that is copied, with the spaces at which no line breaks."""

_ALL = dict.fromkeys(map(ord, UNSEEN + JOINERS))


def bare(text: str, unseen: str = UNSEEN + JOINERS) -> str:
    """Return `text` without the spaces and `unseen` characters around it; a password keeps its own."""
    before = None
    while before != text:
        before, text = text, text.strip().strip(unseen)
    return text


def without_unseen(text: str) -> str:
    """Return `text` without unseen characters anywhere."""
    return text.translate(_ALL)


def is_steering(character: str) -> bool:
    """Tell whether a character belongs in no text: a control, half a pair, a format or a line separator."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in JOINERS
