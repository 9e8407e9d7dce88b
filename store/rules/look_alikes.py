"""Names that are drawn alike although their characters differ."""

from __future__ import annotations

import unicodedata

_ALPHABETS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Those that have letters drawn as one of another (UTS 39), by the first word of their letters' names."""
_DRAWN_AS = str.maketrans(
    "авсԁеҽһніјкӏморԛгѕтуѵԝх"  # Cyrillic
    "αβεζηικμνορτυχϲϳω"  # Greek
    "օսոհցզ"  # Armenian
    "’‘ʼ′",  # apostrophes
    "abcdeehhijklmopqrstyvwxabezhikmnoptyxcjwounhgq" + 4 * "'",
)


def mixes_alphabets(name: str) -> bool:
    """Tell whether a word of `name` has letters of two alphabets, as the imitation of another has."""
    return any(len(_alphabets(word)) > 1 for word in unicodedata.normalize("NFKC", name).split())


def skeleton(name: str) -> str:
    """Return what names have in common that look alike: in Latin letters, case and width set aside."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(plain.translate(_DRAWN_AS).split())


def _alphabets(word: str) -> frozenset[str]:
    first_words = (unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha())
    return _ALPHABETS.intersection(first_words)
