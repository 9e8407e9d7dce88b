"""What was typed into a field, before it is judged."""

from __future__ import annotations

import re

from store.rules.unseen import without_unseen

_BREAKS = re.compile(r"[^\S\x1c-\x1f]")
"""Spaces and line breaks; Python counts four control characters among them."""


def join(text: str) -> str:
    """Return what was typed into a field that is `joined`: no spaces, line breaks, unseen characters."""
    return _BREAKS.sub("", without_unseen(text))


def unreadable(text: str) -> bool:
    """Return whether `text` holds bytes that are no character in the encoding of the terminal."""
    return any("\ud800" <= character <= "\udfff" for character in text)
