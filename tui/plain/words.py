"""What is chosen by its words instead of its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def places_of(typed: str, choices: Sequence[str]) -> list[int]:
    """Return the places of the choices that `typed` fits: the whole of one, else how some of them begin.

    Capitals, accents and the form of apostrophes and spaces make no difference.
    """
    plain, plain_choices = _plain(typed), list(map(_plain, choices))
    if not plain:
        return []
    whole = [place for place, choice in enumerate(plain_choices) if choice == plain]
    return whole or [place for place, choice in enumerate(plain_choices) if choice.startswith(plain)]


def _plain(text: str) -> str:
    """Return the letters and digits of each word, small and without accents."""
    letters = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in letters).casefold().split())
