"""QR codes (ISO/IEC 18004) as modules and as characters; what colours them is for the fronts."""

from __future__ import annotations

from typing import TypeAlias

from store.rules.secret import Secret

Modules: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows of modules, True for a dark one; as many rows as columns."""

_QUIET_MODULES = 4
_ASCII_DARK = "##"


def modules_of(text: Secret) -> Modules:
    """Return the smallest code of level L that says `text`, with its quiet zone. Takes some 20 ms."""
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_L, border=_QUIET_MODULES)
    code.add_data(text.reveal())
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def ascii_lines(modules: Modules, columns: int) -> tuple[str, ...] | None:
    """Return the code drawn with `#`, two columns a module; None where it is wider than `columns`.

    Where there is no room for all of the quiet zone at its left, there is less of it.
    """
    drawn = tuple("".join(_ASCII_DARK if dark else "  " for dark in row).rstrip() for row in modules)
    excess = max(map(len, drawn)) - columns
    if excess > _QUIET_MODULES * len(_ASCII_DARK):
        return None
    return tuple(line[max(excess, 0) :] for line in drawn)
