"""What a terminal can do is told by its name, and of one without a family by its description."""

from __future__ import annotations

import pytest

from tui.terminal_type import TerminalType

IN_SCREEN = {"STY": "27685.pts-1.vm", "COLORTERM": "truecolor"}
IN_TMUX = {"TMUX": "/run/tmux-0/default,27685,0", "COLORTERM": "truecolor"}
OLD = TerminalType(0, second_screen=False, hides_cursor=False, like_xterm=False, clipboard=False)


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        *(
            (name, 256)
            for name in ("xterm", "xterm-256color", "xterm-kitty", "xterm-ghostty", "foot", "alacritty")
        ),
        *(
            (name, 256)
            for name in ("ghostty", "wezterm", "rxvt", "rxvt-unicode-256color", "tmux", "st-256color")
        ),
        *((name, 256) for name in ("screen-256color", "screen.xterm-256color", "screen-256color-bce")),
        ("screen", 8),
        ("screen.linux", 8),
        ("xterm-direct", 2**24),
        ("xterm-16color", 16),
        ("xterm-color", 8),
        ("xterm-mono", 0),
    ],
)
def test_a_terminal_of_a_known_family_has_its_colours(name: str, colours: int) -> None:
    terminal = TerminalType.of({"TERM": name})
    assert (terminal.colours, terminal.like_xterm) == (colours, True)


@pytest.mark.needs("infocmp")
@pytest.mark.parametrize(
    ("name", "terminal"),
    [
        ("vt100", OLD),
        ("vt220", TerminalType(0, second_screen=False, like_xterm=False, clipboard=False)),
        ("ansi", TerminalType(8, True, False, False, False, False, False)),
        ("linux", TerminalType(8, second_screen=False, like_xterm=False, clipboard=False)),
    ],
)
def test_any_other_terminal_has_what_its_description_names(name: str, terminal: TerminalType) -> None:
    assert TerminalType.of({"TERM": name}) == terminal


@pytest.mark.needs("infocmp")
@pytest.mark.parametrize("name", ["", "dumb", "unknown", "vt52"])
def test_one_whose_cursor_cannot_be_put_anywhere_is_for_line_prompts(name: str) -> None:
    assert not TerminalType.of({"TERM": name}).cursor


@pytest.mark.parametrize("name", ["brand-new", "../../etc/passwd", "-V", "a b", "\udce9"])
def test_one_that_the_host_does_not_know_is_taken_for_a_new_one(name: str) -> None:
    assert TerminalType.of({"TERM": name}) == TerminalType(16)


def test_a_terminal_that_says_so_has_true_colour() -> None:
    assert TerminalType.of({"TERM": "xterm", "COLORTERM": "truecolor"}).colours == 2**24
    assert TerminalType.of({"TERM": "xterm", "COLORTERM": "yes"}).colours == 256


@pytest.mark.parametrize(
    ("environment", "colours", "clipboard"),
    [
        ({"TERM": "screen", **IN_SCREEN}, 8, False),
        ({"TERM": "screen-256color", **IN_SCREEN}, 256, False),
        ({"TERM": "xterm-256color", **IN_SCREEN}, 256, False),
        # By SSH, or as another user, where STY does not come along.
        ({"TERM": "screen", "COLORTERM": "truecolor"}, 8, False),
        ({"TERM": "screen-256color", **IN_TMUX}, 2**24, True),
        ({"TERM": "tmux-256color", **IN_TMUX}, 2**24, True),
        ({"TERM": "tmux-256color", **IN_TMUX, **IN_SCREEN}, 2**24, True),
        ({"TERM": "screen", **IN_TMUX, **IN_SCREEN}, 8, False),
    ],
)
def test_gnu_screen_has_no_true_colour_whatever_the_terminal_around_it_says(
    environment: dict[str, str], colours: int, clipboard: bool
) -> None:
    terminal = TerminalType.of(environment)
    assert (terminal.colours, terminal.clipboard) == (colours, clipboard)
