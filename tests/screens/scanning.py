"""What a camera sees of a terminal, and the QR codes that a real decoder reads from that."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pexpect
import pyte
import zxingcpp

CELL = (8, 16)
"""Pixels across and down."""
DARK, LIGHT = ("e4e4e4", "16181c"), ("16181c", "fafafa")
"""A terminal's own foreground and background, in a dark and in a light theme."""
_NAMED = {
    "black": "000000",
    "red": "cd0000",
    "green": "00cd00",
    "brown": "cdcd00",
    "blue": "0000ee",
    "magenta": "cd00cd",
    "cyan": "00cdcd",
    "white": "e5e5e5",
    "brightblack": "7f7f7f",
    "brightwhite": "ffffff",
}


class Terminal:
    """A real pseudo-terminal in which Python runs a program, and what it shows: of all that was `written`."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], size: tuple[int, int]) -> None:
        columns, lines = size
        self.screen = pyte.Screen(columns, lines)
        self.written = b""
        self._stream = pyte.ByteStream(self.screen)
        self._program = pexpect.spawn(
            sys.executable,
            list(command),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            dimensions=(lines, columns),
            timeout=120,
        )

    def wait_until(self, shown: Callable[[], object]) -> None:
        """Read on until it is so."""
        while not shown():
            read = self._program.read_nonblocking(65_536, timeout=120)
            self.written += read
            self._stream.feed(read)

    def wait_for(self, words: str) -> None:
        self.wait_until(lambda: any(words in line for line in self.screen.display))

    def type(self, keys: str) -> None:
        self._program.send(keys)

    def close(self) -> None:
        self._program.close(force=True)


def scan(screen: pyte.Screen, theme: tuple[str, str]) -> list[str]:
    """Return the texts of the codes on `screen` that are dark on light."""
    columns, lines = screen.columns, screen.lines
    pixels = bytearray()
    for row in range(lines):
        cells = [_painted(screen.buffer[row][column], theme) for column in range(columns)]
        for y in range(CELL[1]):
            upper = y < CELL[1] // 2
            for top, bottom in cells:
                pixels += bytes([top if upper else bottom]) * CELL[0]
    return _read(bytes(pixels), columns * CELL[0], lines * CELL[1])


def scanned(terminal: Terminal, theme: tuple[str, str]) -> list[str]:
    """Hold a camera to the terminal until it reads something; return what."""
    terminal.wait_until(lambda: scan(terminal.screen, theme))
    return scan(terminal.screen, theme)


def scan_text(lines: Sequence[str]) -> list[str]:
    """Return the texts of the codes in lines of text, as ink on paper."""
    columns = max(map(len, lines))
    rows = [
        b"".join((b"\xff" if ink == " " else b"\x00") * CELL[0] for ink in line.ljust(columns))
        for line in lines
    ]
    return _read(b"".join(row * CELL[1] for row in rows), columns * CELL[0], len(lines) * CELL[1])


def _read(pixels: bytes, width: int, height: int) -> list[str]:
    picture = memoryview(pixels).cast("B", (height, width))
    # An app may not try a code that is light on dark.
    return [code.text for code in zxingcpp.read_barcodes(picture, try_invert=False)]


def _painted(cell: pyte.screens.Char, theme: tuple[str, str]) -> tuple[int, int]:
    """Return how light the upper and the lower half of a cell are, 0 to 255."""
    ink = _lightness(theme[0] if cell.fg == "default" else cell.fg)
    paper = _lightness(theme[1] if cell.bg == "default" else cell.bg)
    if cell.reverse:
        ink, paper = paper, ink
    match cell.data:
        case " ":
            return paper, paper
        case "\N{UPPER HALF BLOCK}":
            return ink, paper
        case "\N{LOWER HALF BLOCK}":
            return paper, ink
        case _:  # a letter, out of focus
            return (ink + paper) // 2, (ink + paper) // 2


def _lightness(colour: str) -> int:
    red, green, blue = bytes.fromhex(_NAMED.get(colour, colour))
    return (299 * red + 587 * green + 114 * blue) // 1000
