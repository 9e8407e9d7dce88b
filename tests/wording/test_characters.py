"""What Macle says can be drawn by the fonts of a Linux console, where a kiosk may be (docs/KIOSK.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po

from i18n import LANGUAGES, Language
from i18n.language import CATALOGUES, DOMAIN
from tui.screens.look import Look

LATIN = {
    bytes([code]).decode(name)
    for name in ("latin-1", "iso8859-15")
    for code in (*range(32, 127), *range(160, 256))
}
LAT15 = LATIN | set("–—‘’“”•…\u202f")
"""Of these all fonts `Lat15-Fixed*` and `Lat15-Terminus*` of console-setup-linux 1.221 have a glyph."""


def _sentences() -> Iterator[str]:
    with (CATALOGUES / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        for message in read_po(file):
            for text in (message.id, message.string):
                yield from [text] if isinstance(text, str) else text or ()


def without_a_glyph(text: str) -> set[str]:
    return set(text) - LAT15 - {"\n"}


def test_every_sentence_has_all_its_glyphs_in_the_fonts_of_a_linux_console() -> None:
    sentences = [text for text in _sentences() if text]
    assert len(sentences) > 1_000
    assert [text for text in sentences if without_a_glyph(text)] == []


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_so_have_dates_numbers_and_the_names_of_languages(language: Language) -> None:
    said = language.tell(datetime(2026, 2, 11, 15, 9, tzinfo=UTC)) + language.tell(1_234_567) + language.name
    assert without_a_glyph(said) == set()


def test_all_else_that_is_drawn_there_is_ascii() -> None:
    symbols = vars(Look.of({"TERM": "linux", "LANG": "C.UTF-8"}).symbols).values()
    assert all("".join(symbol).isascii() for symbol in symbols)


@pytest.mark.parametrize("text", ["✓ Saved", "◇ Macle", "▀▄"])
def test_a_character_without_a_glyph_would_be_found(text: str) -> None:
    assert without_a_glyph(text)
