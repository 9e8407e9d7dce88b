"""Text from people, made safe to draw, mail and log."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import ENGLISH, harmless

JOINERS = "\u200c\u200d"
STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ANY_TEXT = st.text(
    st.characters(codec=None) | st.sampled_from("\x00\x1b\x7f\x9b\u202e\u2066\u200d\u2028\ud800\U000e0041")
)
PLAIN_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")))


@given(ANY_TEXT)
def test_nothing_that_steers_a_terminal_survives(text: str) -> None:
    shown = harmless(text)
    assert not {unicodedata.category(character) for character in shown if character not in JOINERS} & STEERING
    assert len(shown) == len(text)
    shown.encode()


@given(ANY_TEXT)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(PLAIN_TEXT)
def test_plain_text_is_not_changed(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;eA==\x07", "␛]52;c;eA==␇"),
        ("\x9b2J", "\ufffd2J"),
        ("a\tb\r\nc\x00\x7f", "a␉b␍␊c␀␡"),
        ("user\u202egnp.exe", "user\ufffdgnp.exe"),
        ("\u2066a\u2069\u200e\u061c", "\ufffda" + "\ufffd" * 3),
        ("half\ud83d", "half\ufffd"),
        ("one\u2028two\u2029", "one\ufffdtwo\ufffd"),
        ("\ufeffzero\u200bwidth\u00ad", "\ufffdzero\ufffdwidth\ufffd"),
        ("[red]x[/b] {name} %s <b>", "[red]x[/b] {name} %s <b>"),
    ],
)
def test_what_steers_is_shown_by_a_sign(text: str, shown: str) -> None:
    assert harmless(text) == shown
    assert ENGLISH.say(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧\u200d👦",
        "👩🏽\u200d💻",
        "❤\ufe0f\u200d🔥",
        "🏴\u200d☠\ufe0f",
        "🙂\u200d↔\ufe0f",
        "☎\ufe0f",
        "Zoé",
        "Zoe\u0301",
        "Z" + "\u0301" * 50,
        "हिन्दी",
        "العربية",
        "No\u0308e\u0308l\u00a0!",
    ],
)
def test_emoji_and_accents_stay_whole(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    "text",
    ["alex\u200dandre", "\u200d", "🔑\u200d", "\u200d🔑", "a\u200d🔑", "🔑\u200d\u200d🔑"],
    ids=range(6),
)
def test_an_invisible_joiner_outside_an_emoji_is_seen(text: str) -> None:
    assert not set(JOINERS) & set(harmless(text))


@pytest.mark.parametrize("text", ["ශ්\u200dරී", "می\u200cخواهم", "क्\u200cष", "മോഹന്\u200d"])
def test_a_joiner_that_letters_are_written_with_stays(text: str) -> None:
    assert harmless(text) == text
