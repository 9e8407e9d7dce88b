"""The spelling alphabet of each language, for reading a key out aloud."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = """
0 Zero 1 One 2 Two 3 Three 4 Four 5 Five 6 Six 7 Seven 8 Eight 9 Nine
A Alfa B Bravo C Charlie D Delta E Echo F Foxtrot G Golf H Hotel I India J Juliett K Kilo L Lima M Mike
N November O Oscar P Papa Q Quebec R Romeo S Sierra T Tango U Uniform V Victor W Whiskey X X-ray Y Yankee
Z Zulu
"""
_FRENCH = """
0 Zéro 1 Un 2 Deux 3 Trois 4 Quatre 5 Cinq 6 Six 7 Sept 8 Huit 9 Neuf
A Anatole B Berthe C Célestin D Désiré E Eugène F François G Gaston H Henri I Irma J Joseph K Kléber
L Louis M Marcel N Nicolas O Oscar P Pierre Q Quintal R Raoul S Suzanne T Thérèse U Ursule V Victor
W William X Xavier Y Yvonne Z Zoé
"""


def _alphabet(pairs: str) -> Mapping[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_ALPHABETS = {"en": _alphabet(_ENGLISH), "fr": _alphabet(_FRENCH)}


def spelled(code: str, text: str) -> tuple[str, ...]:
    """Return a word for each letter and digit of `text` (ASCII capitals) in the language `code`."""
    return tuple(_ALPHABETS[code][character] for character in text)
