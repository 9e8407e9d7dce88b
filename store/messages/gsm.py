"""The alphabet of SMS: with one sign that it does not have, a part holds 70 characters instead of 160."""

from __future__ import annotations

import unicodedata

import gsm0338  # which lets Python know the alphabet

PART = 160
"""Characters of an SMS that is sent as one; those of the extension table, such as €, count twice."""
_ALPHABET = gsm0338.Codec()
_PLAIN_SIGNS = {
    "’": "'",
    **dict.fromkeys(("“", "”", "«\u00a0", "\u00a0»", "«", "»"), '"'),
    **dict.fromkeys(("\u00a0", "\u202f"), " "),
    "…": "...",
    **dict.fromkeys(("–", "—"), "-"),
    "œ": "oe",
    "Œ": "OE",
}


def gsm_text(text: str) -> str:
    """Return a text in that alphabet: typographic signs plain, and accents only where it has the letter."""
    for typographic, plain in _PLAIN_SIGNS.items():
        text = text.replace(typographic, plain)
    return "".join(one if length(one) else _without_accent(one) for one in unicodedata.normalize("NFC", text))


def length(text: str) -> int | None:
    """Return how many of the characters of an SMS a text takes, None where it is not in the alphabet."""
    try:
        octets, _characters = _ALPHABET.encode(text)
    except UnicodeEncodeError:
        return None
    return len(octets)


def _without_accent(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if length(plain) else "?"
