"""However a kiosk ends, the visitor's session ends with it, and the terminal is as it was."""

from __future__ import annotations

import os
import signal
import termios
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.kiosk.standing import WELCOME, Kiosk, children, is_gone, kiosk
from tests.town import PASSWORD, Town
from tests.trials.settings_file import write_light_settings

pytestmark = pytest.mark.terminal


@pytest.fixture
def here_and_now(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is that of the kiosk."""
    town = Town(tmp_path / "data", clock=utc_now)
    write_light_settings(town.home)
    with closing(town.store):
        yield town


def someone_signed_in(one: Kiosk, town: Town) -> int:
    """Sign someone in, and return which process is theirs."""
    someone = town.person()
    one.shows(WELCOME)
    one.send("\r")
    one.shows("F3")
    one.send(f"{someone.username}\t{PASSWORD.reveal()}\r")
    one.shows("My activity")
    assert len(town.rows("SELECT 1 FROM session")) == 1
    (visitor,) = one.visitors
    return visitor


def wait_for_the_end_of(process: int) -> None:
    while not is_gone(process):
        threading.Event().wait(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.more)])
def test_a_signal_ends_the_session_and_gives_the_terminal_back(here_and_now: Town, number: int) -> None:
    with kiosk(here_and_now.home) as one:
        before = termios.tcgetattr(one.process.child_fd)
        visitor = someone_signed_in(one, here_and_now)
        os.kill(one.pid, number)
        one.read()
        assert one.ends() == 128 + number
        assert is_gone(visitor)
        assert here_and_now.rows("SELECT 1 FROM session") == []
        assert termios.tcgetattr(one.process.child_fd) == before
        assert one.text.strip() == one.scrolled_off == ""
        assert not one.screen.cursor.hidden


@pytest.mark.more
def test_a_terminal_that_is_gone_ends_the_session_and_both_processes(here_and_now: Town) -> None:
    with kiosk(here_and_now.home) as one:
        visitor = someone_signed_in(one, here_and_now)
        one.process.ptyproc.fileobj.close()
        os.waitpid(one.pid, 0)
        one.process.ptyproc.terminated = True
        assert is_gone(visitor)
        assert here_and_now.rows("SELECT 1 FROM session") == []


@pytest.mark.more
def test_a_kiosk_that_is_killed_takes_its_visitor_with_it(here_and_now: Town) -> None:
    with kiosk(here_and_now.home) as one:
        visitor = someone_signed_in(one, here_and_now)
        os.kill(one.pid, signal.SIGKILL)
        one.ends()
        wait_for_the_end_of(visitor)
        assert here_and_now.rows("SELECT 1 FROM session") == []


@pytest.mark.more
def test_what_judges_a_new_password_ends_with_the_visit_however_that_ends(here_and_now: Town) -> None:
    """It has read what was typed."""
    with kiosk(here_and_now.home) as one:
        visitor = someone_signed_in(one, here_and_now)
        one.send("s\r")
        one.shows("Authenticator app")
        one.send("\r")
        one.shows("New password")
        one.send("\tKoloquinte")
        one.until(lambda: bool(children(visitor)))
        (judge,) = children(visitor)
        os.kill(visitor, signal.SIGKILL)
        one.welcomes_another(visitor)
        wait_for_the_end_of(judge)


def test_a_signal_ends_it_also_while_nobody_is_there(home: Path) -> None:
    with kiosk(home) as one:
        one.until(lambda: bool(one.visitors))
        os.kill(one.pid, signal.SIGTERM)
        assert one.ends() == 128 + signal.SIGTERM
