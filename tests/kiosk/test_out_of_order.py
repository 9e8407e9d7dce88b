"""A kiosk that cannot show its pages says so, in each language, and tries again by itself."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.command import MACLE, macle
from tests.kiosk.standing import WELCOME, Kiosk, kiosk, with_settings
from tests.town import Town

_BREAKS_OFF = """
from i18n import ENGLISH
from tui.hosts import kiosk
kiosk._TRIES_AGAIN = 0.1
kiosk.Kiosk(("/bin/sh", "-c", "echo >> {note}; kill -9 $$"), ENGLISH).run()
"""
_ANSWERS_AND_BREAKS_OFF = """
from i18n import ENGLISH
from tui.hosts.kiosk import Kiosk
Kiosk(("/bin/sh", "-c", "echo >> {note}; kill -URG $PPID; read key; kill -9 $$"), ENGLISH).run()
"""
SOON = with_settings(_TRIES_AGAIN=0.3)

pytestmark = pytest.mark.terminal


def has_started_more_than(note: Path, processes: int) -> bool:
    return len(note.read_text()) > processes


def is_out_of_order(one: Kiosk) -> None:
    one.shows("This terminal is out of order.")
    one.shows("Cette borne est hors service.")
    assert "macle" not in one.text.casefold()


def test_without_a_store_it_waits_for_one_and_makes_none(home: Path) -> None:
    elsewhere, written = home.with_name("elsewhere"), io.BytesIO()
    home.rename(elsewhere)
    with kiosk(home, *SOON) as one:
        one.process.logfile_read = written
        is_out_of_order(one)
        assert str(home).encode() not in written.getvalue()  # not even for a moment
        assert not home.exists()
        elsewhere.rename(home)
        one.shows(WELCOME)


def test_what_an_administrator_is_to_mend_is_told_to_no_visitor(home: Path, tmp_path: Path) -> None:
    elsewhere, told, written = home.with_name("elsewhere"), tmp_path / "told", io.BytesIO()
    with kiosk(home, "/bin/sh", "-c", f'exec "$@" 2>"{told}"', "sh", *SOON) as one:
        one.shows(WELCOME)
        one.send("\r")
        one.shows("Mot de passe")
        home.rename(elsewhere)
        one.process.logfile_read = written
        one.send("dominique\tKoloquinte\r")
        is_out_of_order(one)
        elsewhere.rename(home)
        one.shows(WELCOME)
    of_administrators = "Le fichier des comptes a été déplacé"
    assert of_administrators in told.read_text()
    assert of_administrators not in written.getvalue().decode()


def test_the_name_of_a_damaged_account_closes_it_to_nobody(town: Town) -> None:
    town.person("dominique")
    town.rows("UPDATE account SET verifier = x'00'")
    town.store.close()
    with kiosk(town.home) as one:
        one.shows(WELCOME)
        visitors = one.visitors
        one.send("\r")
        one.shows("Mot de passe")
        one.send("dominique\tKoloquinte\r")
        one.shows("Quelque chose dans le fichier des comptes est endommagé")
        assert one.visitors == visitors


@pytest.mark.more
def test_a_store_that_others_hold_is_waited_for_in_words(home: Path) -> None:
    lock = os.open(home / "locks" / "store.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with kiosk(home) as one:
        one.shows("Un instant…")
        os.close(lock)
        one.shows(WELCOME)


@pytest.mark.more
def test_faulty_settings_are_told_to_whoever_keeps_it(home: Path, tmp_path: Path) -> None:
    (home / "settings.toml").write_text("x = ")
    told = tmp_path / "told"
    with kiosk(home, "/bin/sh", "-c", f'exec "$@" 2>"{told}"', "sh", *SOON) as one:
        is_out_of_order(one)
        (home / "settings.toml").unlink()
        one.shows(WELCOME)
        (visitor,) = one.visitors
        os.kill(visitor, signal.SIGKILL)
        one.welcomes_another(visitor)
    said = told.read_text()
    assert "settings.toml" in said
    assert "-9" in said
    assert "Traceback" not in said


def test_processes_that_break_off_in_a_row_are_not_started_all_the_time(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with kiosk(tmp_path, sys.executable, "-c", _BREAKS_OFF.format(note=note)) as one:
        is_out_of_order(one)
        started = len(note.read_text())
        assert started == 5
        one.until(partial(has_started_more_than, note, started))


def test_processes_that_answered_are_replaced_at_once_however_often_they_break_off(tmp_path: Path) -> None:
    note, written = tmp_path / "note", io.BytesIO()
    note.touch()
    with kiosk(tmp_path, sys.executable, "-c", _ANSWERS_AND_BREAKS_OFF.format(note=note)) as one:
        one.process.logfile_read = written
        for started in range(7):
            one.until(partial(has_started_more_than, note, started))
            one.send("\n")
    assert b"out of order" not in written.getvalue()


@pytest.mark.parametrize("terminal", ["dumb", "unknown"])
def test_where_no_page_can_be_drawn_there_is_no_kiosk(home: Path, terminal: str) -> None:
    with kiosk(home, *MACLE, "kiosk", TERM=terminal) as one:
        assert one.ends() == 2
        assert "A kiosk needs a terminal on which pages can be drawn" in one.text


def test_in_a_pipe_there_is_no_kiosk(home: Path) -> None:
    done = macle("kiosk", home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "A kiosk needs a terminal" in done.stderr


def test_nobody_starts_the_process_of_a_visitor_alone(home: Path) -> None:
    with kiosk(home, *MACLE, "kiosk", "--visitor-of", "1") as one:
        assert one.ends() == -signal.SIGTERM
