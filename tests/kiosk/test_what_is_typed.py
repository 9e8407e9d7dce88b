"""Nothing that can be typed at a kiosk leads out of it, or stops it."""

from __future__ import annotations

import os
import signal
import termios
from pathlib import Path

import pytest

from tests.kiosk.standing import F2, WELCOME, Kiosk, kiosk, standard_streams, type_in

CONTROL = bytes({*range(1, 32)} - {*b"\t\n\r\x1b"})
"""Every key with Ctrl: among them those that interrupt, stop, quit, suspend, and end what is typed."""
_SILENT = termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN

pytestmark = pytest.mark.terminal


def still_works(one: Kiosk, visitors: list[int]) -> None:
    """Change the language: the keys work, and something is drawn, by the same process as before."""
    one.until(lambda: "Welcome to Macle" in one.text, meanwhile=F2)
    assert one.visitors == visitors


def test_no_key_with_ctrl_ends_or_stops_it(home: Path) -> None:
    with kiosk(home) as one:
        one.until(lambda: bool(one.visitors))
        visitors = one.visitors
        one.send(CONTROL)  # before there is a page
        one.shows(WELCOME)
        for key in CONTROL:
            one.send(bytes([key]))
        still_works(one, visitors)
        assert "Ctrl" not in one.text


def test_the_terminal_neither_signals_nor_echoes_between_two_visitors(home: Path) -> None:
    with kiosk(home) as one:
        one.until(lambda: bool(one.visitors))
        modes = termios.tcgetattr(one.process.child_fd)
        assert modes[3] & _SILENT == 0
        assert modes[0] & (termios.IXON | termios.BRKINT) == 0
        assert modes[0] & termios.IGNBRK


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(bytes(range(128, 256)) * 4, id="bytes that are no UTF-8", marks=pytest.mark.more),
        pytest.param(b"\x1b]52;c;?\x07\x1bP+q54\x1b\\\x1b[1;1R\x1b[?1;2c\x1b[99;99~", id="answers"),
        pytest.param(b"x" * 20_000, id="a flood", marks=pytest.mark.more),
        pytest.param(b"x" * 1_000_000, id="a flood of a megabyte", marks=pytest.mark.more),
        pytest.param(b"\x1b[Z" * 100_000, id="a flood of other keys", marks=pytest.mark.more),
    ],
)
def test_it_goes_on_after(home: Path, typed: bytes) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        visitors = one.visitors
        for start in range(0, len(typed), 1_000):
            one.send(typed[start : start + 1_000])
            one.read()
        still_works(one, visitors)


def test_it_goes_on_after_a_paste_without_its_end(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        type_in(one, "Dominique")
        one.send(b"\x1b[200~Tremblay")
        one.shows("did not come to its end")
        one.send(F2)
        one.shows("Mot de passe")


@pytest.mark.more
def test_it_goes_on_after_a_terminal_of_one_cell(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        visitors = one.visitors
        for rows, columns in ((1, 1), (0, 0), (500, 1), (24, 80)):
            one.process.setwinsize(rows, columns)
            one.read()
        still_works(one, visitors)


def test_output_that_a_key_held_goes_on_with_the_next_visitor(home: Path) -> None:
    """As by Scroll Lock, which no program sees."""
    with kiosk(home) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        terminal = os.open(standard_streams(first)[0], os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(terminal, termios.TCOOFF)
        os.close(terminal)
        os.kill(first, signal.SIGKILL)
        one.welcomes_another(first)


@pytest.mark.parametrize(
    ("terminal", "f2"), [("linux", b"\x1b[[B"), pytest.param("vt220", F2, marks=pytest.mark.more)]
)
def test_its_keys_work_on_other_terminals(home: Path, terminal: str, f2: bytes) -> None:
    with kiosk(home, TERM=terminal) as one:
        one.shows(WELCOME)
        one.send(f2)
        one.shows("Welcome to Macle")
