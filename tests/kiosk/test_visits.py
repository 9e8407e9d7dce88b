"""One visitor after the other: each has a process of their own, and finds nothing of the one before."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import MACLE, ROOT, environment
from tests.kiosk.standing import (
    ESC,
    F2,
    WELCOME,
    is_gone,
    kiosk,
    open_files,
    remembers,
    standard_streams,
    type_in,
)

TYPED = "Koloquinte-7391"
_SAYS_MODULES = (
    "import sys; from tui.hosts.kiosk import Kiosk;"
    " Kiosk.run = lambda self: print(*sys.modules, sep='\\n') or 0; from tui.cli import main; main()"
)
BIG = {"alembic", "asyncio", "cryptography", "sqlalchemy", "rich", "store.opening", "textual", "tui.screens"}

pytestmark = pytest.mark.terminal


def test_a_visit_that_is_over_leaves_nothing_but_a_welcome_page_in_the_language_of_the_place(
    home: Path,
) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        type_in(one, TYPED)
        one.send(ESC)
        one.welcomes_another(first)
        assert is_gone(first)
        assert TYPED not in one.text
        assert one.scrolled_off == ""
        assert "Quitter" not in one.text


def test_whoever_leaves_is_told_that_nothing_of_them_stays_until_the_next_page_is_there(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        one.send(F2)
        one.shows("Welcome to Macle")
        one.send("\r")
        one.shows("Username, email")
        one.send(ESC)
        one.shows("The visit is over: nobody is signed in, and nothing of it stays here.")
        one.shows("La visite est terminée")
        one.shows(WELCOME)
        assert "La visite" not in one.text
        assert one.scrolled_off == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of another process")
def test_what_was_typed_is_in_the_memory_of_no_process_that_is_left(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        type_in(one, TYPED)
        assert remembers(first, TYPED)
        one.send(ESC)
        second = one.welcomes_another(first)
        assert remembers(second, "Bienvenue")
        assert not remembers(second, TYPED)
        assert not remembers(one.pid, TYPED)


def test_a_process_that_breaks_off_is_replaced_and_what_is_still_typed_to_it_goes_nowhere(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        type_in(one, TYPED)
        os.kill(first, signal.SIGKILL)
        one.send("\r" + TYPED)
        second = one.welcomes_another(first)
        one.send(TYPED + "\r" + TYPED)
        one.shows("Une autre page")
        one.send(F2)
        one.shows("Welcome to Macle")
        assert one.visitors == [second]
        assert TYPED not in one.text
        assert one.scrolled_off == ""


def test_who_comes_to_a_process_that_replaces_another_is_not_kept_waiting(home: Path) -> None:
    with kiosk(home) as one:
        one.shows(WELCOME)
        (first,) = one.visitors
        type_in(one, TYPED)
        os.kill(first, signal.SIGKILL)
        one.welcomes_another(first)
        one.send("\rcoloquinte")
        one.shows("coloquinte")
        assert "Une autre page" not in one.text


def test_a_visitor_gets_no_file_that_was_open_before_the_kiosk(home: Path, tmp_path: Path) -> None:
    open_before = tmp_path / "open-before"
    open_before.touch()
    opens = shlex.join(("exec", *MACLE, "kiosk")) + f" 9<{shlex.quote(str(open_before))}"
    with kiosk(home, "/bin/sh", "-c", opens) as one:
        one.shows("Welcome")
        (visitor,) = one.visitors
        terminal = set(standard_streams(one.pid))
        assert len(terminal) == 1
        assert open_files(one.pid) == terminal
        assert set(standard_streams(visitor)) == terminal
        assert str(open_before) not in open_files(visitor)


def test_what_keeps_the_terminal_loads_nothing_big(home: Path) -> None:
    with kiosk(home, sys.executable, "-c", _SAYS_MODULES, "kiosk") as one:
        assert one.ends() == 0
        loaded = {line.strip() for line in (one.scrolled_off + "\n" + one.text).splitlines()}
    assert "tui.hosts.kiosk" in loaded
    assert loaded & BIG == set()


@pytest.mark.more
@pytest.mark.needs("tmux")
def test_nothing_of_the_last_person_is_in_the_history_of_tmux(home: Path, tmp_path: Path) -> None:
    with in_tmux(home, tmp_path / "tmux") as pane:
        pane.shows(WELCOME)
        pane.send("F2", "Enter")
        pane.shows("Username, email")
        pane.send(TYPED)
        pane.shows(TYPED)
        pane.send("Escape")
        pane.shows(WELCOME)
        assert TYPED not in pane.all
        assert pane.all.count(WELCOME) == 1


class Pane:
    """What a kiosk shows in tmux, with all that scrolled off."""

    def __init__(self, server: Path) -> None:
        self._tmux = ["tmux", "-f", os.devnull, "-S", str(server)]

    def tmux(self, *arguments: str, **environment: str) -> str:
        return subprocess.run(
            [*self._tmux, *arguments], check=True, capture_output=True, text=True, env=environment or None
        ).stdout

    @property
    def all(self) -> str:
        return self.tmux("capture-pane", "-p", "-S", "-", "-E", "-")

    def shows(self, text: str) -> None:
        while text not in self.all:
            threading.Event().wait(0.05)

    def send(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)


@contextmanager
def in_tmux(home: Path, server: Path) -> Iterator[Pane]:
    pane = Pane(server)
    started = shlex.join((*MACLE, "kiosk", "--lang", "fr"))
    pane.tmux("new-session", "-d", "-x80", "-y24", "-c", str(ROOT), started, **environment(home))
    try:
        yield pane
    finally:
        pane.tmux("kill-server")
