"""Every message is found by what gathers them for the catalogues, and is true wherever one reads it."""

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


def speaks_of_this_machine(source: str) -> bool:
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return any(isinstance(text, str) and "this machine" in text.casefold() for text in texts)


def test_no_page_calls_the_machine_where_it_runs_the_one_that_a_visitor_sees() -> None:
    """Over SSH, from a kiosk too, it is another one."""
    sources = [*(ROOT / "tui" / "journeys").rglob("*.py"), ROOT / "tui" / "wording" / "paper.py"]
    assert len(sources) > 1
    assert [str(file) for file in sources if speaks_of_this_machine(file.read_text())] == []
