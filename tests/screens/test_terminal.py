"""The front in a real pseudo-terminal: what happens when it is told to go, and when the terminal goes."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pexpect
import pytest

from tui.screens.look import ASCII, UNICODE, Look

ROOT = Path(__file__).parents[2]
RESTORED = b"\x1b[?1049l"

pytestmark = pytest.mark.terminal


def start(home: Path, *more: str, ignore_hang_up: bool = False) -> pexpect.spawn[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    command = [str(Path(__file__).with_name("front.py")), str(home), *more]
    front = pexpect.spawn(
        sys.executable,
        command,
        env=environment,
        dimensions=(24, 80),
        ignore_sighup=ignore_hang_up,
        timeout=30,
    )
    front.expect_exact("Forgot password")
    return front


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_session_and_restores_the_terminal(tmp_path: Path, number: int) -> None:
    front = start(tmp_path, ignore_hang_up=True)
    os.kill(front.pid, number)
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 128 + number
    assert RESTORED in front.before
    assert (tmp_path / "ended").read_text().startswith("VisitOver")
    assert (tmp_path / "told").read_text() == "ended"


def test_quitting_ends_the_process_even_where_the_store_never_answers(tmp_path: Path) -> None:
    front = start(tmp_path, "stuck")
    front.send("alex\rsecret\r")
    front.expect_exact("One moment")
    front.send("\x11")
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    assert RESTORED in front.before
    assert (tmp_path / "ended").read_text().startswith("VisitOver")


@pytest.mark.parametrize("ignore_hang_up", [False, True])
def test_a_closed_terminal_ends_the_session(tmp_path: Path, ignore_hang_up: bool) -> None:
    front = start(tmp_path, ignore_hang_up=ignore_hang_up)
    front.ptyproc.fileobj.close()
    os.waitpid(front.pid, 0)
    front.ptyproc.terminated = True
    assert (tmp_path / "ended").read_text().startswith("VisitOver")


def test_bytes_that_are_no_utf_8_do_no_harm(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.send(b"al\xe9ex")
    front.send("\rsecret\r")
    front.expect(pexpect.EOF)
    front.wait()
    assert front.exitstatus == 0
    assert "Answers('submit'" in (tmp_path / "ended").read_text()


def test_a_password_typed_ahead_goes_into_its_own_field(tmp_path: Path) -> None:
    front = start(tmp_path)
    front.send("alexandre\rLanterne-2026!\r")
    front.expect(pexpect.EOF)
    assert b"Lanterne" not in front.before


@pytest.mark.parametrize(
    ("environment", "look"),
    [
        ({"TERM": "xterm-256color", "LANG": "fr_FR.UTF-8"}, Look(UNICODE)),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "LC_ALL": "C.utf8"}, Look(UNICODE)),
        ({"TERM": "xterm-256color", "LANG": "C"}, Look(ASCII, half_blocks=False)),
        ({"TERM": "xterm-256color", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, Look(ASCII, half_blocks=False)),
        (
            {"TERM": "xterm-256color", "LC_ALL": "fr_FR.ISO-8859-1", "LANG": "fr_FR.UTF-8"},
            Look(ASCII, half_blocks=False),
        ),
        ({"TERM": "linux", "LANG": "fr_FR.UTF-8"}, Look(ASCII, few_colours=True)),
        ({"TERM": "screen", "LANG": "fr_FR.UTF-8"}, Look(UNICODE, few_colours=True)),
    ],
)
def test_a_terminal_gets_what_it_can_draw(environment: dict[str, str], look: Look) -> None:
    assert Look.of(environment) == look


def test_without_colours_a_button_is_still_seen() -> None:
    look = Look.of({"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"})
    assert look.few_colours
    assert look.symbols.button == ("[", "]")
