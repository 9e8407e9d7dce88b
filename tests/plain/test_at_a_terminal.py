"""`macle plain` in a real terminal: pastes, signals."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store import Happening, Secret
from store.accounts.store import Store
from store.locations import Locations
from tests.command import MACLE, ROOT, echoes, environment, in_terminal
from tests.plain.at_terminal import PASSWORD, go_to_password, sign_in

pytestmark = pytest.mark.terminal


@pytest.fixture
def terminal(home: Path, store: Store) -> Iterator[Any]:
    child = in_terminal("plain", "--lang", "en", home=home)
    yield child
    child.close(force=True)


def test_who_waits_for_others_to_let_the_store_open_is_told_so(home: Path, store: Store) -> None:
    with (Locations(home).locks / "store.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        child = in_terminal("plain", "--lang", "en", home=home)
        child.expect("One moment…")
    child.expect("Welcome")
    child.close(force=True)


def go_to_token(child: Any) -> None:
    child.expect(r"(\d)\. I have a token")
    number = child.match[1]
    child.expect(r"Your choice \[1\]: ")
    child.sendline(number)
    child.expect(r"Token \(20 characters.*\): ")


def test_a_token_pasted_over_two_lines_is_accepted(terminal: Any, token: str) -> None:
    go_to_token(terminal)
    terminal.send(f"{token[:12]}\n{token[12:]}")
    terminal.send("\n")
    terminal.expect("Set a new password")


@pytest.mark.more
def test_a_token_pasted_with_its_last_line_break_is_accepted(terminal: Any, token: str) -> None:
    go_to_token(terminal)
    terminal.send(f"{token[:12]}\n  {token[12:]}\n")
    terminal.expect("Set a new password")


@pytest.mark.parametrize("ending", ["", pytest.param("\n", marks=pytest.mark.more)])
def test_several_pasted_lines_are_refused_and_answer_nothing_else(terminal: Any, ending: str) -> None:
    terminal.expect(r"Your choice \[1\]: ")
    terminal.send(f"1\nalexandre{ending}")
    terminal.expect("Several lines came at once.")
    go_to_password(terminal)
    terminal.send(f"{PASSWORD}\nalexandre{ending}")
    terminal.expect("Several lines came at once.")
    terminal.expect("Password: ")
    terminal.sendline(PASSWORD)
    terminal.expect("signed in")


def test_a_megabyte_is_refused_with_words(terminal: Any) -> None:
    terminal.expect(r"Your choice \[1\]: ")
    for _piece in range(256):
        terminal.send("x" * 4096)
    terminal.send("\n")
    terminal.expect("This is too long.")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("abc\0def", marks=pytest.mark.more),
        "abc\x1bdef",
        "\x1b[200~abc\x1b[201~",
        pytest.param("abc\x9bdef", marks=pytest.mark.more),
        pytest.param("abc\u2028def", marks=pytest.mark.more),
    ],
)
def test_a_paste_with_control_characters_is_refused_with_words(terminal: Any, text: str) -> None:
    terminal.expect(r"Your choice \[1\]: ")
    terminal.sendline("1")
    terminal.expect("Username, email or document number: ")
    terminal.sendline(text)
    terminal.expect("Control characters cannot be part of this.")
    terminal.expect("Username, email or document number: ")
    terminal.sendline("alexandre")
    terminal.expect("Password: ")
    terminal.waitnoecho()
    terminal.sendline(text)
    terminal.expect("Control characters cannot be part of this.")
    terminal.expect("Password: ")
    terminal.waitnoecho()
    terminal.sendline(PASSWORD)
    terminal.expect("signed in")


def test_ctrl_d_goes_back_also_from_a_password(terminal: Any) -> None:
    go_to_password(terminal)
    terminal.sendeof()
    terminal.expect("Create an account")
    terminal.expect(r"Your choice \[1\]: ")
    terminal.sendeof()
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert echoes(terminal)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.more),
        signal.SIGINT,
        pytest.param(signal.SIGQUIT, marks=pytest.mark.more),
    ],
)
def test_a_signal_at_a_password_ends_the_visit_and_gives_the_echo_back(terminal: Any, number: int) -> None:
    go_to_password(terminal)
    own_side = os.open(Path(f"/proc/{terminal.pid}/fd/0").readlink(), os.O_RDWR | os.O_NOCTTY)
    terminal.kill(number)
    terminal.wait()
    assert terminal.exitstatus == 128 + number
    assert termios.tcgetattr(own_side)[3] & termios.ECHO
    os.close(own_side)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.more),
        pytest.param(signal.SIGQUIT, marks=pytest.mark.more),
    ],
)
def test_a_signal_ends_the_session_in_the_store(terminal: Any, store: Store, number: int) -> None:
    sign_in(terminal)
    terminal.kill(number)
    terminal.wait()
    assert terminal.exitstatus == 128 + number
    session = store.sign_in.with_password("alexandre", Secret(PASSWORD), "pts/9")
    happenings = [event.happening for event in store.history.recent(session)]
    assert happenings[:2] == [Happening.SIGNED_IN, Happening.SIGNED_OUT]


def test_a_terminal_that_is_gone_before_the_first_page_is_no_fault(home: Path, store: Store) -> None:
    far, near = os.openpty()
    run = subprocess.Popen(
        [*MACLE, "plain"], cwd=ROOT, env=environment(home), stdin=near, stdout=near, stderr=subprocess.PIPE
    )
    os.close(near)
    os.close(far)
    complaint = run.communicate()[1]
    assert (run.returncode, complaint) == (128 + signal.SIGHUP, b"")
    assert not any((home / "logs").iterdir())


def test_a_terminal_that_goes_away_ends_the_process(terminal: Any) -> None:
    sign_in(terminal)
    terminal.ptyproc.fileobj.close()
    terminal.wait()
    assert terminal.exitstatus == 128 + signal.SIGHUP
