"""In which encoding the terminal reads and writes, and what stands for a sign that it lacks."""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata
from collections.abc import Mapping
from typing import cast

NEAREST = "macle-nearest"
"""The name of what writes the nearest sign for one that an encoding lacks; for a codec's `errors`."""

# As wide as what it stands for: a page that was laid out stays as it is.
_NEAREST = {
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f", " "),
    "•": "*",
    "…": ".",
    "×": "x",
}


def use_encoding_of_terminal(environment: Mapping[str, str]) -> None:
    """Have the standard streams read and write in the encoding of the locale, also where it is not installed.

    Python then takes UTF-8; who comes by SSH brings the name of a locale that this host need not have.
    """
    told = told_encoding(environment) if sys.flags.utf8_mode else None
    if told is not None:
        cast(io.TextIOWrapper, sys.stdin).reconfigure(encoding=told)
    for stream in (sys.stdout, sys.stderr):
        cast(io.TextIOWrapper, stream).reconfigure(encoding=told, errors=NEAREST)


def told_encoding(environment: Mapping[str, str]) -> str | None:
    """Return the encoding that the name of the locale tells (POSIX); None where that is none."""
    characters = environment.get("LC_CTYPE", "")
    if sys.flags.utf8_mode:
        # Python puts it there itself where the locale is plain C or not installed (PEP 538). Where it did
        # not take UTF-8 of its own accord, the person put it there.
        characters = characters.removeprefix("C.UTF-8")
    locales = (environment.get("LC_ALL"), characters, environment.get("LANG"))
    codeset = next(filter(None, locales), "").rpartition(".")[2].partition("@")[0]
    ascii_bytes = bytes(range(128))
    ascii_characters = ascii_bytes.decode("ascii")
    try:
        # What steers a terminal is ASCII, and what the encoding lacks is written as something near.
        written = f"{ascii_characters}’".encode(codeset, NEAREST)
        keeps_ascii = written.startswith(ascii_bytes) and ascii_bytes.decode(codeset) == ascii_characters
    except (LookupError, ValueError):
        return None
    return codeset if keeps_ascii else None


def tells_utf_8(environment: Mapping[str, str]) -> bool:
    """Return whether the name of the locale tells UTF-8."""
    told = told_encoding(environment)
    return told is not None and codecs.lookup(told).name == "utf-8"


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_nearest_sign, error.object[error.start : error.end])), error.end


def _nearest_sign(character: str) -> str:
    sign = _NEAREST.get(character) or unicodedata.normalize("NFD", character)[0]
    return sign if sign.isascii() else "?"


codecs.register_error(NEAREST, _nearest)
