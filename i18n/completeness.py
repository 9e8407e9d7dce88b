"""Whether what was compiled of a language has all that its catalogue declares."""

from __future__ import annotations

import struct

from i18n.language import CATALOGUES, DOMAIN, Language


def untranslated(language: Language) -> int:
    """Return how many messages of a language's catalogue are not in what was compiled of it.

    Raises `OSError` where one of the two files cannot be read.
    """
    # Slow to load, and an administrator alone asks.
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    folder = CATALOGUES / language.code / "LC_MESSAGES"
    with (folder / f"{DOMAIN}.po").open("rb") as file:
        declared = [message.id for message in read_po(file, locale=language.code) if message.id]
    with (folder / f"{DOMAIN}.mo").open("rb") as file:
        try:
            compiled = read_mo(file)
        except (OSError, ValueError, IndexError, struct.error):  # it is no compiled catalogue
            return len(declared)
    return sum(compiled.get(one) is None for one in declared)
