"""Text from people and from the database, made safe to draw, mail and log."""

from __future__ import annotations

import re
import unicodedata

_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "\u2421"
_REPLACEMENT = "\ufffd"
_JOINER = "\u200d"
JOINERS = f"\u200c{_JOINER}"
"""The zero-width non-joiner and joiner, which some scripts are written with."""
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"  # arrows, signs, emoji
_JOINER_IN_EMOJI = re.compile(f"(?<=[{_PICTURES}\ufe0f]){_JOINER}(?=[{_PICTURES}])")


def harmless(text: str) -> str:
    """Return `text` with every character that could steer a terminal replaced by a visible one.

    C0 controls become their control pictures (ESC is drawn as ␛); C1 controls, bidirectional and
    other format characters, lone surrogates and line separators become U+FFFD. A tab or a line break
    is a control too: a value is one line. A joiner stays inside an emoji, as part of it (UTS #51), and where
    it changes how letters are drawn.
    What remains is plain text, which the fronts draw without reading any markup in it.
    """
    if text.isascii() and text.isprintable():
        return text
    in_emoji = {found.start() for found in _JOINER_IN_EMOJI.finditer(text)}
    shown = "".join(each if each in JOINERS else _shown(each) for each in text)
    return "".join(
        _REPLACEMENT
        if each in JOINERS and place not in in_emoji and not changes_letters(shown, place)
        else each
        for place, each in enumerate(shown)
    )


def changes_letters(text: str, place: int) -> bool:
    """Tell whether the joiner at `place` changes how the letters around it are drawn (RFC 5892, A.1 and A.2).

    `ශ්‍රී` and `می‌خواهم` need theirs.
    """
    import idna  # its tables take long to load, and few texts have a joiner

    try:
        return idna.valid_contextj(text, place)
    except ValueError:  # beside a character that is unknown to it
        return False


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return _REPLACEMENT
    return character
