"""How pages look on a terminal: its symbols and its colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from tui.encoding import tells_utf_8
from tui.terminal_type import TerminalType

_COLOURED, _MANY = 8, 256
"""Colours, from which a terminal has any, and from which it has those of our own theme."""


@dataclass(frozen=True)
class Symbols:
    """Every drawing character, each one cell wide. Meaning is never left to colour alone."""

    mark: str = "◇"
    between: str = "·"
    bullet: str = "•"
    success: str = "✓"
    warning: str = "▲"
    error: str = "✗"
    met: str = "✓"
    unmet: str = "○"
    chosen: str = "◉"
    unchosen: str = "○"
    ticked: str = "✓"
    here: str = "›"
    button: tuple[str, str] = (" ", " ")
    pressed: tuple[str, str] = ("▸", "◂")
    mask: str = "•"
    full: str = "━"
    empty: str = "─"
    thumb: str = "┃"
    track: str = "│"
    spinner: str = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

    @property
    def are_ascii(self) -> bool:
        return self.mark.isascii()


UNICODE = Symbols()
ASCII = Symbols(
    mark="*",
    between="-",
    bullet="-",
    success="+",
    warning="!",
    error="x",
    met="+",
    unmet="-",
    chosen="*",
    unchosen="o",
    ticked="x",
    here=">",
    button=("[", "]"),
    pressed=(">", "<"),
    mask="*",
    full="#",
    empty="-",
    thumb="#",
    track="|",
    spinner="|/-\\",
)

# Greys so little coloured that 256 colours keep them greys, and accents that are in that palette: the key's
# gold is #d7af5f. On `background`, text has a contrast of 14:1, `quiet` 6.9:1, and each accent at least 7:1.
INK = Theme(
    name="macle-ink",
    primary="#d7af5f",
    accent="#d7af5f",
    success="#87d787",
    warning="#ffaf5f",
    error="#ff8787",
    foreground="#e4e4e4",
    background="#16181c",
    surface="#1e2126",
    panel="#282c33",
    variables={
        "quiet": "#a3a7ae",
        "rule": "#444a54",
        "field": "#24282e",
        "field-focus": "#343a43",
        "bar": "#626a76",
        "bar-focus": "#d7af5f",
        "button": "#343a43",
        "button-text": "#e4e4e4",
        "on-accent": "#16181c",
        "input-selection-background": "#d7af5f 35%",
        "input-cursor-background": "#e4e4e4",
        "input-cursor-foreground": "#16181c",
    },
)

# The terminal's own sixteen colours, and its own background.
SIXTEEN = Theme(
    name="macle-sixteen",
    primary="ansi_yellow",
    accent="ansi_yellow",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_bright_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    ansi=True,
    variables={
        "quiet": "ansi_default",
        "rule": "ansi_cyan",
        "field": "ansi_default",
        "field-focus": "ansi_blue",
        "bar": "ansi_cyan",
        "bar-focus": "ansi_yellow",
        "button": "ansi_blue",
        "button-text": "ansi_bright_white",
        "on-accent": "ansi_black",
        "ansi-background": "ansi_default",
    },
)


@dataclass(frozen=True)
class Look:
    """What a terminal can draw: `symbols`; `few_colours` where it has at most sixteen; `half_blocks`.

    One that `paints` has colours at all, whether they are wanted or not; one that `links` takes an address
    for a link, or leaves that out (OSC 8).
    """

    symbols: Symbols = UNICODE
    few_colours: bool = False
    half_blocks: bool = True
    paints: bool = True
    links: bool = True

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Look:
        """Read it from the locale (POSIX), from the type of the terminal and from NO_COLOR."""
        terminal = TerminalType.of(environment)
        utf_8 = tells_utf_8(environment)
        # The font of the Linux console has 256 or 512 characters, and few of ours; many have no half blocks.
        draws = utf_8 and environment.get("TERM") != "linux"
        drawn = UNICODE if draws else ASCII
        paints = terminal.colours >= _COLOURED
        # Only one that says something asks for it (no-color.org).
        if colourless := bool(environment.get("NO_COLOR")) or not paints:
            drawn = replace(drawn, button=ASCII.button)
        return cls(
            drawn,
            colourless or terminal.colours < _MANY,
            half_blocks=draws,
            paints=paints,
            links=terminal.like_xterm,
        )

    def colour_system(self, terminal: TerminalType) -> Literal["standard", "256", "truecolor"]:
        """Return how Rich is to write colours."""
        if self.few_colours:
            return "standard"
        return "truecolor" if terminal.colours > _MANY else "256"

    @property
    def theme(self) -> Theme:
        return SIXTEEN if self.few_colours else INK


class Uncoloured(LineFilter):
    """For a terminal that has no colours, not even to be told to use its own."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text, style if style is None else style.without_color, control)
            for text, style, control in segments
        ]
