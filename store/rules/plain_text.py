"""Short texts that people write freely: names, addresses, reasons."""

from __future__ import annotations

import unicodedata

from store.problems import Problem, Refusal

_LONGEST_TEXT = 200


def plain_text(typed: str, field: str) -> str:
    """Return what was written in NFC, outer spaces dropped.

    Raises `Problem` MISSING where nothing is left, TOO_LONG, TEXT_CHARACTERS for control or invisible ones.
    """
    if len(typed) > _LONGEST_TEXT:
        raise Problem(Refusal.TOO_LONG, field, limit=_LONGEST_TEXT)
    text = unicodedata.normalize("NFC", typed.strip())
    if not text:
        raise Problem(Refusal.MISSING, field)
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text):
        raise Problem(Refusal.TEXT_CHARACTERS, field)
    return text
