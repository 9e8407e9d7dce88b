"""Where a line is broken: between words, and never within a masked number."""

from __future__ import annotations

import pytest
from textual.content import Content

from tui.screens.wrapping import wrapped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Téléphone •••• 0134", ["Téléphone", "•••• 0134"]),
        ("Code au •••• 0134 ici", ["Code au", "•••• 0134 ici"]),
        ("Numéro •••• •••• 0134", ["Numéro ••••", "•••• 0134"]),
    ],
)
def test_a_masked_number_stays_together(text: str, lines: list[str]) -> None:
    assert [line.plain for line in wrapped(Content(text), 14)] == lines
