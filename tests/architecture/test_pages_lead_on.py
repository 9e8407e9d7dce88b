"""No page is there only to say that something was done: that is a line of the page one comes back to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from tui.pages import Page

JOURNEYS = Path(__file__).parents[2] / "tui" / "journeys"
PARTS = tuple(part.name for part in fields(Page))
READ = {"privacy", "bank", "dictation", "forgotten-answer", "person-events"}
"""Pages that are there to be read, and then left."""


def _is_back(action: ast.expr) -> bool:
    """Tell whether it is `BACK`, or `BACK` with another label or tone."""
    if isinstance(action, ast.Call) and action.args:
        return isinstance(action.func, ast.Name) and action.func.id == "replace" and _is_back(action.args[0])
    return isinstance(action, ast.Name) and action.id in {"BACK", "CANCEL"}


def pages_with_no_other_way_than_back() -> Iterator[str]:
    for file in JOURNEYS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Page":
                parts = dict(zip(PARTS, node.args, strict=False))
                parts |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                choices = [parts[name] for name in ("actions", "menu") if name in parts]
                if (
                    choices
                    and "fields" not in parts
                    and all(isinstance(each, ast.Tuple) and all(map(_is_back, each.elts)) for each in choices)
                ):
                    name = parts["name"]
                    assert isinstance(name, ast.Constant)
                    yield str(name.value)


def test_only_what_is_to_be_read_leads_nowhere_but_back() -> None:
    assert set(pages_with_no_other_way_than_back()) == READ
