"""Countries and territories (ISO 3166), found by their codes and by their names in each language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from i18n import LANGUAGES
from store.problems import Problem, Refusal

_CODE_LENGTHS = {2, 3}
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""What CLDR lists besides: unions, parts of countries, codes for tests."""
_ALSO_CALLED = {
    "burma": "MM",
    "cabo verde": "CV",
    "czech republic": "CZ",
    "etats unis d amerique": "US",
    "grande bretagne": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hollande": "NL",
    "ivory coast": "CI",
    "republique tcheque": "CZ",
    "russian federation": "RU",
    "federation de russie": "RU",
    "swaziland": "SZ",
    "turkey": "TR",
    "united states of america": "US",
}
"""Names that people still say, as `_plain` writes them: Babel has one for each country in each language."""


def read_country(typed: str, field: str = "country") -> str:
    """Return the code (two letters) of the country that was typed by its code or its name.

    Case, accents and punctuation do not matter. The first words of a name are enough, where no other name
    begins with them. Raises `Problem` COUNTRY_UNKNOWN.
    """
    words = _plain(typed)
    if words in _names():
        return _names()[words]
    code = _of_code(words.upper())
    found = {code} if code else {_names()[name] for name in _names() if name.startswith(f"{words} ")}
    if len(found) != 1:
        raise Problem(Refusal.COUNTRY_UNKNOWN, field)
    return found.pop()


@cache
def _names() -> Mapping[str, str]:
    """Return the codes of all countries, by their names in each language."""
    return _ALSO_CALLED | {
        _plain(name): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if _is_country(code)
    }


def _of_code(typed: str) -> str | None:
    """Return the code of two letters for one of two or three, None where there is no such country."""
    if len(typed) not in _CODE_LENGTHS or not typed.isalpha():
        return None
    others: Iterable[str] = get_global("territory_aliases").get(typed, ())
    known = Locale("en").territories
    return next((code for code in (typed, *others) if _is_country(code) and code in known), None)


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


def _plain(text: str) -> str:
    """Return the words of a name in lower case, without accents and punctuation."""
    letters = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in letters).casefold().split())
