"""QR codes (ISO/IEC 18004) as modules and as characters; what colours them is for the fronts."""

from __future__ import annotations

from typing import TypeAlias

from i18n import Message, _
from store.rules.secret import Secret

Modules: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows of modules, True for a dark one; as many rows as columns."""

_QUIET_MODULES = 4
_DRAWN, _LEFT_OUT = "##", "  "


def modules_of(text: Secret) -> Modules:
    """Return the smallest code of level L that says `text`, with its quiet zone. Takes some 20 ms."""
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_L, border=_QUIET_MODULES)
    code.add_data(text.reveal())
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def no_room_for_qr_code(columns: int, rows: int) -> Message:
    """Say that a terminal must be so large for the QR code of its page."""
    return _(
        "The QR code needs a terminal of {columns} columns and {rows} rows. The page says the same as text.",
        columns=str(columns),
        rows=str(rows),
    )


def ascii_size(modules: Modules) -> tuple[int, int]:
    """Return how many columns and rows are enough for `ascii_lines`, on any background."""
    return len(_DRAWN) * (len(modules) - 2 * (_QUIET_MODULES - 1)), len(modules)


def ascii_lines(modules: Modules, columns: int, *, on_dark: bool) -> tuple[str, ...] | None:
    """Return the code drawn with `#`, two columns a module; None where it is wider than `columns`.

    `on_dark`: for light text on a dark background, where its light modules are drawn. Where there is no room
    for all of the quiet zone beside it, there is less of it.
    """
    drawn = tuple("".join(_DRAWN if dark is not on_dark else _LEFT_OUT for dark in row) for row in modules)
    zone = _QUIET_MODULES * len(_DRAWN)
    if on_dark:
        # The zone is drawn as well, and one module of it is needed on each side.
        excess = max(0, len(drawn[0]) - columns)
        left, spare = excess // 2, 2 * (zone - len(_DRAWN))
    else:
        excess = left = max(0, len(drawn[0]) - zone - columns)
        spare = zone
    if excess > spare:
        return None
    return tuple(line[left : left + columns].rstrip() for line in drawn)
