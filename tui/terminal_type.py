"""What a terminal can do, as far as its name (TERM) and its description (terminfo) tell."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

_LIKE_XTERM = re.compile(
    r"(xterm|tmux|screen|kitty|foot|alacritty|ghostty|wezterm|contour|rio|konsole|vte|gnome|mintty|iterm2?|putty"
    r"|rxvt|st)(?=[-.]|$)"
)
"""Families that know the modes of xterm, and ignore those they don't know.

They are told by name: hosts describe few of the newer ones, and xterm and rxvt with the eight colours that
they had long ago.
"""
_SCREEN_COLOURS, _LEAST_COLOURS = 8, 256
_COLOURS = {"256color": 256, "direct": 2**24, "16color": 16, "color": 8, "mono": 0, "m": 0}
"""Those of a variant of a family, by a part of its name."""
_WITHOUT_CURSOR = {"", "dumb", "unknown"}
_NAME = re.compile(r"[0-9A-Za-z][\w.+-]*", re.ASCII)
_CAPABILITY = re.compile(r"\t(\w+)(?:[=#](.*))?,")
_ANSI_CURSOR = r"\E[%i%p1%d;%p2%dH"
_WITHIN = 2.0
"""Seconds for a description to be found."""


@dataclass(frozen=True)
class TerminalType:
    """A kind of terminal: how many `colours` it has, and which of the modes that a front may set.

    `cursor`: it can be drawn on anywhere, by the sequences of ECMA-48. `second_screen`: a full screen leaves
    what stood there before as it was. `hides_cursor`, `stays_in_line`: it can be told not to show the cursor,
    and not to go on in the next line. `like_xterm`: it takes all else that xterm does, or ignores it (the
    mouse, marked pastes, questions about modes). `clipboard`: a text can be sent for it.
    """

    colours: int = 2**24
    cursor: bool = True
    second_screen: bool = True
    hides_cursor: bool = True
    stays_in_line: bool = True
    like_xterm: bool = True
    clipboard: bool = True

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> TerminalType:
        """Return the terminal of TERM, COLORTERM and what tells GNU screen and tmux apart."""
        name = environment.get("TERM", "")
        found = _named(name)
        # GNU screen has neither true colour nor a clipboard, and leaves COLORTERM as it was. tmux has both,
        # and may go by the name of screen.
        in_screen = name.startswith("screen") and "TMUX" not in environment
        in_screen |= "STY" in environment and not name.startswith("tmux")
        if in_screen:
            return replace(found, clipboard=False)
        if environment.get("COLORTERM") in {"truecolor", "24bit"}:
            return replace(found, colours=2**24)
        return found


XTERM = TerminalType()


def _named(name: str) -> TerminalType:
    if name in _WITHOUT_CURSOR:
        return _described({})
    if family := _LIKE_XTERM.match(name):
        least = _SCREEN_COLOURS if family[1] == "screen" else _LEAST_COLOURS
        told = (_COLOURS[part] for part in re.split("[-.]", name) if part in _COLOURS)
        return TerminalType(colours=next(told, least))
    if (capabilities := _capabilities(name)) is None:
        # Sooner a new terminal that the host does not know yet than an old one that it knows no more.
        return TerminalType(colours=16)
    return _described(capabilities)


def _described(capabilities: Mapping[str, str]) -> TerminalType:
    return TerminalType(
        colours=int(capabilities.get("colors", "0"), 0),
        cursor=capabilities.get("cup", "").startswith(_ANSI_CURSOR),
        second_screen="smcup" in capabilities,
        hides_cursor="civis" in capabilities,
        stays_in_line="rmam" in capabilities,
        like_xterm="XT" in capabilities,
        clipboard="Ms" in capabilities,
    )


@lru_cache(maxsize=16)
def _capabilities(name: str) -> Mapping[str, str] | None:
    """Return what is described of the terminal `name`; None where nothing is.

    A program reads it, since the curses of a process know one terminal alone, and fronts of several may share
    a process.
    """
    import shutil  # few start where these are needed
    import subprocess

    program = shutil.which("infocmp", path=os.defpath)
    if program is None or not _NAME.fullmatch(name):
        return None
    try:
        described = subprocess.run(  # noqa: S603
            [program, "-1", "-x", name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_WITHIN,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = described.stdout.decode("latin-1").splitlines()
    return {found[1]: found[2] or "" for line in lines if (found := _CAPABILITY.fullmatch(line))}
