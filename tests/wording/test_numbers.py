"""A limit that changes is told right everywhere: no sentence has its number in words."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from i18n.language import CATALOGUES, DOMAIN

_NUMBERS = re.compile(
    r"\b(?:five|ten|(?:two|three|\d+) (?:apps|phones|days|minutes|tries|codes))\b", re.IGNORECASE
)
_NO_LIMITS = (
    "active profile, app, two phones, questions",
    "On which street did you live when you were ten?",
    # For which days operators' acts are shown.
    "the last 7 days",
    "the last 30 days",
)


def _sentences() -> list[str]:
    with (CATALOGUES / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return [text for of in ids for text in ([of] if isinstance(of, str) else of)]


def test_no_sentence_has_the_number_of_a_limit_in_its_words() -> None:
    with_numbers = [text for text in _sentences() if _NUMBERS.search(text)]
    assert [text for text in with_numbers if not any(words in text for words in _NO_LIMITS)] == []


@pytest.mark.parametrize("text", ["After five wrong keys", "You have two apps", "It works for 10 days."])
def test_such_a_number_would_be_found(text: str) -> None:
    assert _NUMBERS.search(text)
