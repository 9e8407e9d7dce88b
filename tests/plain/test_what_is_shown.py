"""What a terminal shows of what is typed: never a secret, at whatever moment it comes."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store.accounts.store import Store
from store.locations import Locations
from store.vault.hashing import HASHES_AT_ONCE
from tests.command import MACLE, ROOT, echoes, in_terminal
from tests.plain.at_terminal import PASSWORD, Transcript, go_to_name, go_to_password, sign_in

pytestmark = pytest.mark.terminal


@pytest.fixture
def terminal(home: Path, store: Store) -> Iterator[Any]:
    child = in_terminal("plain", "--lang", "en", home=home)
    child.logfile_read = Transcript()
    yield child
    assert PASSWORD not in child.logfile_read.text
    child.close(force=True)


class Hashing:
    """All places where passwords are checked, taken by someone else for a while."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __enter__(self) -> None:
        self._held = ExitStack()
        for number in range(HASHES_AT_ONCE):
            lock = self._held.enter_context((Locations(self._home).locks / f"hash-{number}.lock").open("r+"))
            fcntl.flock(lock, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        self._held.close()


def test_a_password_is_not_shown_while_it_is_typed(terminal: Any) -> None:
    sign_in(terminal)
    assert "\x1b" not in terminal.logfile_read.text


def test_what_is_no_secret_is_shown_and_can_be_corrected(terminal: Any) -> None:
    go_to_name(terminal)
    terminal.send("Élodiz\x7fe, wrong\x17")
    terminal.expect_exact("Élodiz\b \be, wrong" + "\b \b" * len("wrong"))
    terminal.send("\x15")
    terminal.sendline("alexandre")
    terminal.expect("Password: ")
    terminal.sendline(PASSWORD)
    terminal.expect("signed in")


def test_a_password_typed_while_the_one_before_is_checked_is_not_shown_and_signs_in(
    terminal: Any, home: Path
) -> None:
    go_to_password(terminal)
    with Hashing(home):
        terminal.sendline("mistyped-2026!")
        terminal.expect("One moment…")
        terminal.sendline(PASSWORD)
    terminal.expect("These details do not match.")
    terminal.expect("signed in")


def test_a_password_typed_once_more_by_mistake_is_not_taken_for_what_is_asked_next(
    terminal: Any, home: Path
) -> None:
    go_to_password(terminal)
    with Hashing(home):
        terminal.sendline(PASSWORD)
        terminal.expect("One moment…")
        terminal.sendline(PASSWORD)
    terminal.expect("signed in")
    terminal.expect("Error: What was typed before this question came was not taken.")
    terminal.expect(r"Your choice \[1\]: ")


def test_a_password_is_not_shown_after_the_program_was_stopped_and_goes_on(terminal: Any) -> None:
    go_to_password(terminal)
    terminal.send(PASSWORD[:4])
    terminal.kill(signal.SIGSTOP)
    os.waitpid(terminal.pid, os.WUNTRACED)
    terminal.kill(signal.SIGCONT)
    terminal.expect("Password: ")
    terminal.sendline(PASSWORD[4:])
    terminal.expect("signed in")


def test_ctrl_z_gives_the_terminal_back_and_afterwards_the_prompt_stands_there_again(
    home: Path, store: Store
) -> None:
    shell = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile", "-i"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PS1": "[shell]",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "MACLE_HOME": str(home),
            "MACLE_STATE": f"{home}-state",
        },
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=120,
    )
    shell.expect_exact("[shell]")
    shell.sendline(f'{MACLE[0]} -c "{MACLE[2]}" plain --lang en')
    go_to_password(shell)
    shell.logfile_read = Transcript()
    shell.send(f"Pass{chr(26)}")
    shell.expect("Stopped")
    shell.expect_exact("[shell]")
    shell.sendline("stty -a | grep -o -e '-echo ' -e '-icanon'; echo seen; fg")
    shell.expect("seen\r\n")
    assert "-echo" not in shell.before.split("\r\n", 1)[1]
    shell.expect("Password: ")
    shell.sendline(PASSWORD)
    shell.expect("signed in")
    assert PASSWORD not in shell.logfile_read.text
    shell.close(force=True)


@pytest.mark.parametrize(
    "keys_at_once", [pytest.param(1, marks=pytest.mark.more), 3, pytest.param(1000, marks=pytest.mark.more)]
)
def test_a_name_and_a_password_typed_in_one_go_sign_in(terminal: Any, keys_at_once: int) -> None:
    go_to_name(terminal)
    typed = f"alexandre\n{PASSWORD}\n"
    for start in range(0, len(typed), keys_at_once):
        terminal.send(typed[start : start + keys_at_once])
    terminal.expect("signed in")
    assert "Several lines" not in terminal.logfile_read.text


def test_nothing_is_left_for_the_shell_that_reads_on(terminal: Any, home: Path) -> None:
    go_to_password(terminal)
    with Hashing(home):
        terminal.sendline("mistyped-2026!")
        terminal.expect("One moment…")
        terminal.send(f"{PASSWORD}\x03")
        while not echoes(terminal):
            os.sched_yield()
    terminal.expect(pexpect.EOF)
    assert echoes(terminal)


def test_ctrl_c_ends_its_line(terminal: Any) -> None:
    go_to_password(terminal)
    terminal.send("\x03")
    terminal.expect(pexpect.EOF)
    assert terminal.before.endswith("\r\n")
    terminal.wait()
    assert terminal.exitstatus == 128 + signal.SIGINT


@pytest.mark.parametrize(
    "answer",
    ["help", pytest.param("alex\tandre", marks=pytest.mark.more), pytest.param("", marks=pytest.mark.more)],
)
def test_a_password_that_comes_with_no_name_is_neither_shown_nor_taken(terminal: Any, answer: str) -> None:
    go_to_name(terminal)
    terminal.send(f"{answer}\n{PASSWORD}\n")
    terminal.expect("Error: What was typed before this question came was not taken.")
    terminal.expect("Username, email or document number: ")
    terminal.sendline("alexandre")
    terminal.expect("Password: ")
    terminal.sendline(PASSWORD)
    terminal.expect("signed in")
