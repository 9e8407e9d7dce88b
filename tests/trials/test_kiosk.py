"""Two hundred visitors in a row at one kiosk leave nothing, and what starts their processes is as before."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from store.settings import utc_now
from tests.kiosk.standing import ESC, WELCOME, Kiosk, is_gone, kiosk, open_files, standard_streams
from tests.town import PASSWORD, Person, Town
from tests.trials.forms import forms
from tests.trials.settings_file import write_light_settings

_SPARE_KIB = 512
_F9 = b"\x1b[20~"

pytestmark = [pytest.mark.terminal, pytest.mark.more, pytest.mark.timeout(3600)]


@pytest.fixture
def here_and_now(tmp_path: Path) -> Iterator[Town]:
    """A town whose clock is that of the kiosk."""
    town = Town(tmp_path / "data", clock=utc_now)
    write_light_settings(town.home)
    with closing(town.store):
        yield town


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees whose process one is that cannot be traced")
@pytest.mark.parametrize("visitors", forms(short=6, long=200))
def test_visitors_in_a_row_leave_no_file_no_process_and_no_memory(
    here_and_now: Town, tmp_path: Path, visitors: int
) -> None:
    someone, temporary = here_and_now.person(), tmp_path / "tmp"
    temporary.mkdir()
    with kiosk(here_and_now.home, TMPDIR=str(temporary)) as one:
        one.shows(WELCOME)
        (visitor,) = one.visitors
        kept, folders, memory = open_files(one.pid), files(tmp_path), 0
        for number in range(visitors):
            last = visitor
            match number % 6:
                case 5:
                    os.kill(visitor, signal.SIGKILL)
                    visitor = one.welcomes_another(last)
                case 1 | 3:
                    signs_in_and_out(one, someone)
                    visitor = one.welcomes_another(last)
                case _:
                    goes_back(one)
                    visitor = one.welcomes_another(last)
            assert is_gone(last)
            if number < 6:
                folders, memory = folders | files(tmp_path), memory_kib(one.pid)
        assert of_the_kiosk(tmp_path) == {one.pid, visitor}
        assert open_files(one.pid) == kept == set(standard_streams(one.pid))
        assert memory_kib(one.pid) <= memory + _SPARE_KIB
    assert files(tmp_path) <= folders
    assert files(temporary) == set()
    assert here_and_now.rows("SELECT 1 FROM session") == []
    assert of_the_kiosk(tmp_path) == set()


@pytest.mark.trial
def test_who_goes_away_without_signing_out_is_signed_out_after_ninety_seconds(here_and_now: Town) -> None:
    with kiosk(here_and_now.home) as one:
        one.shows(WELCOME)
        (visitor,) = one.visitors
        signs_in(one, here_and_now.person())
        threading.Event().wait(80)
        one.shows("Are you still there?")
        threading.Event().wait(10)
        one.welcomes_another(visitor)
        assert here_and_now.rows("SELECT 1 FROM session") == []


@pytest.mark.trial
def test_whose_process_hangs_is_signed_out_of_the_terminal_and_whose_is_slow_is_not(
    here_and_now: Town,
) -> None:
    with kiosk(here_and_now.home) as one:
        one.shows(WELCOME)
        signs_in(one, here_and_now.person())
        (visitor,) = one.visitors
        os.kill(visitor, signal.SIGSTOP)
        threading.Event().wait(20)
        os.kill(visitor, signal.SIGCONT)
        threading.Event().wait(40)
        assert one.visitors == [visitor]
        os.kill(visitor, signal.SIGSTOP)
        one.welcomes_another(visitor)
        assert "Sign out" not in one.text


def goes_on(one: Kiosk) -> None:
    """Leave the welcome page, as people do: whose Enter came before the page took keys presses it again."""
    one.send("\r")
    one.until(lambda: "F3" in one.text, meanwhile=b"\r")


def goes_back(one: Kiosk) -> None:
    goes_on(one)
    one.send(b"Dominique\tabc" + ESC)


def signs_in(one: Kiosk, someone: Person) -> None:
    goes_on(one)
    one.send(f"{someone.username}\t{PASSWORD.reveal()}\r")
    one.shows("Sign out")


def signs_in_and_out(one: Kiosk, someone: Person) -> None:
    signs_in(one, someone)
    one.send(_F9)


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def memory_kib(pid: int) -> int:
    """Return how much memory of its own a process has (proc(5): RssAnon)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0])


def of_the_kiosk(home: Path) -> set[int]:
    """Return which processes work on a store below `home`, zombies aside, which have no environment."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(home).encode() in (process / "environ").read_bytes():
                found.add(int(process.name))
    return found
