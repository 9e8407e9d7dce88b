"""Text from people and from the database, made safe to draw, mail and log."""

from __future__ import annotations

import re
import unicodedata

_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "\u2421"
_REPLACEMENT = "\ufffd"
_JOINER = "\u200d"
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"  # arrows, signs, emoji
_JOINER_IN_EMOJI = re.compile(f"(?<=[{_PICTURES}\ufe0f]){_JOINER}(?=[{_PICTURES}])")


def harmless(text: str) -> str:
    """Return `text` with every character that could steer a terminal replaced by a visible one.

    C0 controls become their control pictures (ESC is drawn as ␛); C1 controls, bidirectional and
    other format characters, lone surrogates and line separators become U+FFFD. A tab or a line break
    is a control too: a value is one line. Only the joiner inside an emoji stays, as part of it (UTS #51).
    What remains is plain text, which the fronts draw without reading any markup in it.
    """
    if text.isascii() and text.isprintable():
        return text
    return _JOINER.join("".join(map(_shown, part)) for part in _JOINER_IN_EMOJI.split(text))


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return _REPLACEMENT
    return character
