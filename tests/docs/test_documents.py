"""What holds for every document."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(_ROOT.glob("*.md")), *sorted((_ROOT / "docs").glob("*.md"))]
_LONG = 45
"""Characters; a shorter sentence may stand twice."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_no_document_says_a_thing_twice(document: Path) -> None:
    text = " ".join(document.read_text().split())
    sentences = Counter(re.split(r"(?<=[.:;]) ", text))
    assert [said for said, times in sentences.items() if times > 1 and len(said) > _LONG] == []
