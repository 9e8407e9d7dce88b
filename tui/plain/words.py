"""What is chosen by its words instead of its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def places_of(typed: str, choices: Sequence[str], others: Sequence[str] = ()) -> list[int]:
    """Return the places of the choices that `typed` fits: the whole of one, else how some of them begin.

    The first choices have `others` that stand for them as well. Capitals, accents and the form of
    apostrophes and spaces make no difference.
    """
    plain = _plain(typed)
    if not plain:
        return []
    known = [(place, _plain(words)) for texts in (choices, others) for place, words in enumerate(texts)]
    whole = {place for place, words in known if words == plain}
    return sorted(whole or {place for place, words in known if words.startswith(plain)})


def _plain(text: str) -> str:
    """Return the letters and digits, small and without accents.

    Words have no spaces between them: where a code is asked for, those of the line are gone too.
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text))).casefold()
