"""On which line of a TOML file something stands, which Python's parser does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

KeyPath: TypeAlias = tuple[str, ...]
"""The names of the tables that a key stands in, and its own."""


def first_of(text: str, paths: Collection[KeyPath]) -> tuple[KeyPath, int]:
    """Return the first of some keys that a text has, and on which line, counted from 1, its statement begins.

    It is in the shortest beginning of the text that is TOML and has one of them; the one before has ended
    there.
    """
    ended = 0
    for count, beginning in _beginnings(text):
        with suppress(tomllib.TOMLDecodeError):
            values = tomllib.loads(beginning)
            for path in paths:
                if _has(values, path):
                    return path, ended + 1
            ended = count
    raise ValueError("the text has none of the keys")


def line_of_error(text: str, error: ValueError | RecursionError) -> int:
    """Return on which line, counted from 1, that is which Python found to be no TOML.

    It names the line in words alone ("at line 3, column 7"), or none: "at end of document". Then it is the
    one with which the text, up to there, begins to be refused in the same words. Of what is nested too
    deeply, it is the first line that is.
    """
    if told := re.search(r"at line (\d+)", str(error)):
        return int(told[1])
    for count, beginning in _beginnings(text):
        try:
            tomllib.loads(beginning)
        except (ValueError, RecursionError) as earlier:
            too_deep = isinstance(error, RecursionError) and isinstance(earlier, RecursionError)
            if too_deep or str(earlier) == str(error):
                return count
    raise error


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """Give the first line, the first two, and so on, each with their number."""
    lines = text.replace("\r\n", "\n").split("\n")
    for count in range(1, len(lines) + 1):
        yield count, "\n".join(lines[:count])


def _has(values: Any, path: KeyPath) -> bool:
    for name in path:
        if not isinstance(values, dict) or name not in values:
            return False
        values = values[name]
    return True
