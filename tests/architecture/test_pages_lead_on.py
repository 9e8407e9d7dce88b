"""No page is there only to say that something was done: that is a line of the page one comes back to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

JOURNEYS = Path(__file__).parents[2] / "tui" / "journeys"
READ = {"privacy", "bank", "dictation", "forgotten-answer"}
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
                parts = {keyword.arg: keyword.value for keyword in node.keywords}
                actions, fields = parts.get("actions"), parts.get("fields")
                # What a listing brings can be chosen too.
                listing = any(isinstance(part, ast.Name) and part.id == "Listing" for part in ast.walk(node))
                if (
                    fields is None
                    and not listing
                    and isinstance(actions, ast.Tuple)
                    and all(map(_is_back, actions.elts))
                ):
                    name = node.args[0]
                    assert isinstance(name, ast.Constant)
                    yield str(name.value)


def test_only_what_is_to_be_read_leads_nowhere_but_back() -> None:
    assert set(pages_with_no_other_way_than_back()) == READ
