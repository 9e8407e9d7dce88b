"""Every message is found by what gathers them for the catalogues."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECLARES = {"_", "plural"}


def in_f_strings(source: str) -> Iterator[int]:
    """Return the lines where a message stands in an f-string, which Babel skips on Python 3.11."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                if (
                    isinstance(part, ast.Call)
                    and isinstance(part.func, ast.Name)
                    and part.func.id in DECLARES
                ):
                    yield part.lineno


def test_no_message_stands_in_an_f_string() -> None:
    sources = [file for room in ("i18n", "store", "tui") for file in (ROOT / room).rglob("*.py")]
    found = [(str(file), line) for file in sources for line in in_f_strings(file.read_text())]
    assert sources
    assert found == []


def test_one_that_does_is_found() -> None:
    assert [*in_f_strings('say(f"{_("Name")}: {name}")'.replace('"Name"', "'Name'"))] == [1]
