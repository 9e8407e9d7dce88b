"""Which kind a method of the second step is, only the kind's own module, journey and words know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.accounts.methods.kinds import KINDS
from tui.journeys.methods import kind as on_pages
from tui.journeys.methods.words import WORDS

ROOT = Path(__file__).parents[2]
REGISTRIES = {
    "store/accounts/methods/kinds.py",
    "tui/journeys/methods/kind.py",
    "tui/journeys/methods/words.py",
}
DECIDES = (ast.Compare, ast.MatchValue, ast.Dict)
"""What can tell one value from others: a comparison, a case, the keys of a dictionary."""


def names_decided_on(source: str) -> Iterator[str]:
    """Return the names of kinds that `source` tells apart."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DECIDES):
            told_apart = node.keys if isinstance(node, ast.Dict) else ast.walk(node)
            for part in told_apart:
                if isinstance(part, ast.Constant) and part.value in KINDS:
                    yield str(part.value)


def test_the_store_and_the_pages_know_the_same_kinds() -> None:
    assert set(KINDS) == set(WORDS) == set(on_pages.KINDS)


def test_no_source_but_the_registries_asks_which_kind_a_method_is() -> None:
    sources = [file for room in ("store", "tui") for file in (ROOT / room).rglob("*.py")]
    asking = {str(file.relative_to(ROOT)) for file in sources if [*names_decided_on(file.read_text())]}
    assert asking == REGISTRIES


@pytest.mark.parametrize("asks", ['kind == "app"', 'kind in {"phone"}', '{"app": 1}[kind]'])
def test_asking_would_be_seen(asks: str) -> None:
    assert list(names_decided_on(f"done = {asks}"))
