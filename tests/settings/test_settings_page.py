"""The administrator's page of settings says what is declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.settings.listing import Declared, declared

PAGE = Path(__file__).parents[2] / "docs" / "SETTINGS.md"


def row(one: Declared) -> str:
    allowed = one.allowed.replace("…", " to ")
    cells = f"`{one.key}`", one.setting.unit or "–", f"`{json.dumps(one.default)}`", allowed
    return f"| {' | '.join((*cells, one.setting.sentence))} |"


def rows_on_the_page() -> Iterator[str]:
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            yield line


def test_the_page_tells_of_every_setting_what_is_declared() -> None:
    assert [*rows_on_the_page()] == [row(one) for one in declared()]


@pytest.mark.parametrize("one", [*declared()], ids=lambda one: one.key)
def test_every_setting_is_said_in_one_sentence_and_has_its_unit_in_its_name(one: Declared) -> None:
    assert one.setting.sentence.endswith(".")
    assert ". " not in one.setting.sentence
    assert one.path[-1].endswith(one.setting.unit.lower())


@pytest.mark.parametrize("one", [*declared()], ids=lambda one: one.key)
def test_every_number_has_two_ends_and_its_default_lies_between_them(one: Declared) -> None:
    if one.kind is int:
        assert one.setting.least is not None
        assert one.setting.most is not None
        assert isinstance(one.default, int)
        assert one.setting.least <= one.default <= one.setting.most
