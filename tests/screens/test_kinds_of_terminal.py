"""The front in pseudo-terminals of several kinds: each is sent what it has, and nothing else."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).parents[2]
LIKE_A_SHELL = termios.ECHO | termios.ICANON
Start = Callable[..., "pexpect.spawn[bytes]"]

pytestmark = pytest.mark.terminal


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts the front in an environment, and waits for the end of its first page."""
    started: list[pexpect.spawn[bytes]] = []

    def starting(size: tuple[int, int] = (24, 80), **environment: str) -> pexpect.spawn[bytes]:
        front = pexpect.spawn(
            sys.executable,
            [str(Path(__file__).with_name("front.py")), str(tmp_path)],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environment},
            dimensions=size,
            timeout=120,
        )
        front.delaybeforesend = None
        started.append(front)
        front.logfile_read = Written()
        front.expect_exact("Quit")
        return front

    yield starting
    for front in started:
        front.close(force=True)


class Written:
    """All that a program wrote."""

    def __init__(self) -> None:
        self.all = b""

    def write(self, read: bytes) -> None:
        self.all += read

    def flush(self) -> None:
        pass


def written_until_end(front: pexpect.spawn[bytes], keys: str | bytes = "\x11") -> bytes:
    front.send(keys)
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    written: bytes = front.logfile_read.all
    return written


@pytest.mark.needs("infocmp")
@pytest.mark.parametrize(
    ("name", "modes", "colours"),
    [
        ("vt100", {b"?7l", b"?7h"}, False),
        pytest.param("vt220", {b"?7l", b"?7h", b"?25l", b"?25h"}, False, marks=pytest.mark.more),
        pytest.param("ansi", set(), True, marks=pytest.mark.more),
        ("linux", {b"?7l", b"?7h", b"?25l", b"?25h"}, True),
    ],
)
def test_an_old_terminal_is_sent_nothing_that_it_does_not_have(
    start: Start, name: str, modes: set[bytes], colours: bool
) -> None:
    written = written_until_end(start(TERM=name))
    # ECMA-48: what is private to a terminal has its own first character, what asks or tells has its last.
    assert set(re.findall(rb"\x1b\[([<=>?][^A-Za-z]*[A-Za-z])", written)) == modes
    assert b"\x1b]" not in written
    painted = re.findall(rb"\x1b\[[0-9;]*(?:[349]|10)[0-9](?:;[0-9;]*)?m", written)
    assert bool(painted) == colours
    assert not re.search(rb"[34]8;[25];", written)


@pytest.mark.needs("infocmp")
def test_a_terminal_without_a_second_screen_keeps_nothing_of_the_page(start: Start) -> None:
    written = written_until_end(start(TERM="vt220"))
    assert b"\x1b[H\x1b[J" in written[written.rindex(b"Forgot") :]


@pytest.mark.parametrize(
    ("environment", "painted"),
    [
        ({"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.pts-1"}, rb"\x1b\[[0-9;]*[34][0-7]m"),
        pytest.param(
            {"TERM": "screen-256color", "COLORTERM": "truecolor", "STY": "1.pts-1"},
            rb"48;5;",
            marks=pytest.mark.more,
        ),
        ({"TERM": "foot"}, rb"48;5;"),
        pytest.param({"TERM": "xterm", "COLORTERM": "truecolor"}, rb"48;2;", marks=pytest.mark.more),
    ],
)
def test_colours_are_written_as_the_terminal_has_them(
    start: Start, environment: dict[str, str], painted: bytes
) -> None:
    written = written_until_end(start(**environment))
    assert re.search(painted, written)
    assert (b"48;2;" in written) == (painted == rb"48;2;")


def test_a_terminal_of_latin_1_is_read_and_written_in_it(start: Start, tmp_path: Path) -> None:
    front = start(TERM="xterm", LC_ALL="fr_FR.ISO-8859-1")
    front.send("\x1bOQ")
    front.expect_exact("Français".encode("latin-1"))
    written_until_end(front, "émile\rsecret é\r".encode("latin-1"))
    assert (tmp_path / "sent").read_text() == "émile\nsecret é"


def test_a_terminal_that_tells_no_size_is_laid_out_once(start: Start) -> None:
    front = start(size=(0, 0), TERM="vt220")
    assert termios.tcgetwinsize(front.child_fd) == (24, 80)
    written = written_until_end(front)
    assert written.count(b"Forgot") < 5


@pytest.mark.parametrize("number", [signal.SIGTSTP, pytest.param(signal.SIGSTOP, marks=pytest.mark.more)])
def test_a_front_that_was_stopped_is_drawn_again_and_leaves_the_terminal_as_it_was(
    start: Start, number: int
) -> None:
    front = start(TERM="xterm")
    os.kill(front.pid, number)
    while state(front.pid) != "T":
        threading.Event().wait(0.02)
    modes = termios.tcgetattr(front.child_fd)
    modes[3] |= LIKE_A_SHELL
    termios.tcsetattr(front.child_fd, termios.TCSANOW, modes)
    os.kill(front.pid, signal.SIGCONT)
    front.expect_exact("Quit")
    while termios.tcgetattr(front.child_fd)[3] & termios.ECHO:
        threading.Event().wait(0.02)
    written_until_end(front)
    assert termios.tcgetattr(front.child_fd)[3] & LIKE_A_SHELL == LIKE_A_SHELL


def test_a_front_that_is_told_to_go_on_while_it_draws_goes_on(start: Start) -> None:
    front = start(TERM="xterm")
    for _each in range(20):
        for _again in range(20):
            os.kill(front.pid, signal.SIGCONT)
        front.expect_exact("Forgot")
    written_until_end(front)


def state(pid: int) -> str:
    """Return what a process does (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.more
def test_a_paste_that_never_ends_does_not_keep_the_keys(start: Start) -> None:
    front = start(TERM="xterm")
    front.send("\x1b[200~alex\x11")
    front.expect_exact("did not come to its end")
    written_until_end(front)
