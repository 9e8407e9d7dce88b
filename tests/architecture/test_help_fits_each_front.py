"""The help of a page is read at line prompts too, where there is nothing to go to, to tick or to press."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

JOURNEYS = Path(__file__).parents[2] / "tui" / "journeys"
OF_THE_FULL_SCREEN = re.compile(r"\b(arrows?|Esc|[Tt]ick|its key|F\d)\b")


def helps() -> Iterator[str]:
    for file in JOURNEYS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "help":
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def test_the_help_of_no_page_speaks_of_keys() -> None:
    said = tuple(helps())
    assert said
    assert [words for words in said if OF_THE_FULL_SCREEN.search(words)] == []
