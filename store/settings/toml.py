"""A file of the administrator's as TOML, and the line of what is none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from store.problems import Problem, Refusal
from store.settings.lines import line_of_error

_TWICE = re.compile("Cannot (overwrite a value|declare .* twice)")
"""How Python says that a key or a table is there already."""


def parsed(file: Path, content: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text of a file with this `content`, and the values that stand in it.

    Raises `Problem` SETTINGS_FORM with the facts `file`, `fault` ("not-toml" or "set-twice") and `line`.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _not_toml(file, content.count(b"\n", 0, error.start) + 1) from None
    try:
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        fault = "set-twice" if _TWICE.match(str(error)) else "not-toml"
        raise _not_toml(file, line_of_error(text, error), fault) from None


def _not_toml(file: Path, line: int, fault: str = "not-toml") -> Problem:
    return Problem(Refusal.SETTINGS_FORM, file=str(file), line=line, fault=fault)
