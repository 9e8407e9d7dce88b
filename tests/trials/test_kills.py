"""Killed with SIGKILL at any moment, every account is wholly before or wholly after what was going on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from store import Happening
from store.database.sqlite_driver import sqlite3
from store.settings import utc_now
from tests.town import NEW_PASSWORD, Town
from tests.trials import lives
from tests.trials.forms import forms
from tests.trials.lives import Afterlife
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import Victim
from tests.trials.settings_file import write_light_settings

_PROGRAM = Path(__file__).parents[2]
_LEASE = timedelta(minutes=2)
"""Longer than a message that is being sent belongs to the process that sends it."""


@pytest.mark.parametrize("kills", forms(short=4, long=220))
@pytest.mark.timeout(3600)
def test_a_life_cut_short_leaves_whole_steps(town: Town, kills: int) -> None:
    chance, first = random.Random(), 1
    whole_life = _seconds_of_a_life(town)
    town.clock.now += _LEASE
    for _ in range(kills):
        victim = Victim(lives.lead_for_ever, town.home, first)
        victim.next_word()
        words = victim.kill(chance.uniform(0, whole_life))
        numbers = sorted({word.number for word in words})
        mail = town.new_mail()
        for number in numbers:
            Afterlife(town, number, words, mail).judge()
        first += len(numbers)
        _assert_sound(town)


@pytest.mark.parametrize("kills", forms(short=2, long=40))
@pytest.mark.timeout(3600)
def test_a_store_whose_making_was_cut_short_is_made_by_the_next(tmp_path: Path, kills: int) -> None:
    chance = random.Random()
    whole_making = _seconds_of_a_making(tmp_path / "whole")
    for number in range(kills):
        home = tmp_path / str(number)
        Victim(lives.lead, home, ()).kill(chance.uniform(0, whole_making))
        town = Town(home)
        town.sign_in(town.person())
        _assert_sound(town)
        town.store.close()


@pytest.mark.parametrize("kills", forms(short=2, long=40))
@pytest.mark.timeout(3600)
def test_the_program_cut_short_leaves_the_old_password_or_the_new_one(tmp_path: Path, kills: int) -> None:
    town = Town(tmp_path / "data", clock=utc_now)
    write_light_settings(town.home)
    chance = random.Random()
    seconds = [_Program(town, number).end() for number in (0, 1)]
    for number in range(2, kills + 2):
        _Program(town, number).kill(chance.uniform(0, seconds[number % 2]))
        _assert_sound(town)
    town.store.close()


class _Program:
    """`macle plain` on a pipe, where somebody sets a new password: signed in, or with a token."""

    def __init__(self, town: Town, number: int) -> None:
        self._town, self._someone = town, town.person(f"person-{number:05}")
        self._by_token = number % 2 == 1
        town.new_files()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "plain", "--lang", "en"],
            cwd=_PROGRAM,
            env={**os.environ, "MACLE_HOME": str(town.home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write("".join(line + "\n" for line in self._lines()))
        self._process.stdin.close()
        assert self._process.stdout is not None
        self._told = self._process.stdout.readline()
        self._since = time.monotonic()

    def end(self) -> float:
        """Wait for its own end; return the seconds since it said its first word."""
        self._hear_out()
        seconds = time.monotonic() - self._since
        assert self._acknowledged
        self._judge()
        return seconds

    def kill(self, after: float) -> None:
        time.sleep(after)
        self._process.kill()
        self._hear_out()
        self._judge()

    def _lines(self) -> tuple[str, ...]:
        old, new = self._someone.password.reveal(), NEW_PASSWORD.reveal()
        if self._by_token:
            return ("4", self._town.reset_token(self._someone).reveal(), new, new)
        return ("1", self._someone.username, old, "2", "1", old, new, new)

    @property
    def _acknowledged(self) -> bool:
        return "Your password was" in self._told

    def _judge(self) -> None:
        """Fail where the change is half done, or lost after the person was told of it."""
        town, someone = self._town, self._someone
        # As if the lease of a message that the process was just sending were over.
        town.rows("UPDATE outbox SET next_try_at = 0")
        changed = outcome(town.sign_in, someone, NEW_PASSWORD) == DONE
        assert changed or not self._acknowledged
        assert (outcome(town.sign_in, someone) == DONE) is not changed
        assert len({letter["Message-ID"] for letter in town.new_mail()}) == int(changed)
        session = town.sign_in(someone, NEW_PASSWORD if changed else None)
        events = [line.happening for page in town.history(session) for line in page]
        happening = Happening.PASSWORD_RESET if self._by_token else Happening.PASSWORD_CHANGED
        assert events.count(happening) == int(changed)

    def _hear_out(self) -> None:
        assert self._process.stdout is not None
        self._told += self._process.stdout.read()
        self._process.stdout.close()
        self._process.wait()


def _seconds_of_a_life(town: Town) -> float:
    """Lead one life to its end, and return how long it took once its process was ready."""
    victim = Victim(lives.lead, town.home, (0,))
    victim.next_word()
    start = time.monotonic()
    words = victim.end()
    seconds = time.monotonic() - start
    assert len(words) == 2 * len(lives.Step)
    Afterlife(town, 0, words, town.new_mail()).judge()
    return seconds


def _seconds_of_a_making(home: Path) -> float:
    start = time.monotonic()
    Victim(lives.lead, home, ()).end()
    return time.monotonic() - start


def _assert_sound(town: Town) -> None:
    assert town.rows("SELECT count(*) FROM outbox") == [(0,)]
    with closing(sqlite3.connect(town.database_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
