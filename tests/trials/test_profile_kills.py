"""Killed with SIGKILL at any moment, a profile opens by the password or by the last key that was shown."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle

import pytest

from store.database.sqlite_driver import sqlite3
from tests.town import KeyHolder, Town
from tests.trials import profile_lives
from tests.trials.forms import forms
from tests.trials.processes import Victim
from tests.trials.profile_lives import Afterlife, Step, Word

_HOURS_OF_A_LIFE = 6


@pytest.mark.parametrize("kills", forms(short=6, long=300))
@pytest.mark.timeout(3600)
def test_a_profile_whose_change_reset_or_reactivation_was_cut_short_still_opens(
    town: Town, kills: int
) -> None:
    chance, holder = random.Random(), town.verified_person()
    seconds, holder = _seconds_of_each_step(town, holder)
    for number, step in zip(range(1, kills + 1), cycle(Step), strict=False):
        victim = _victim(town, holder, number, rounds=0)
        words = list(_until_it_begins(victim, step))
        words += victim.kill(chance.uniform(0, seconds[step]))
        town.clock.advance(hours=_HOURS_OF_A_LIFE)
        holder = Afterlife(town, holder).judge(words)
        _assert_sound(town)


def _victim(town: Town, holder: KeyHolder, number: int, rounds: int) -> Victim:
    return Victim(
        profile_lives.lead,
        town.home,
        number * _HOURS_OF_A_LIFE,
        holder.username,
        holder.password.reveal(),
        holder.key.reveal(),
        rounds,
    )


def _until_it_begins(victim: Victim, step: Step) -> Iterator[Word]:
    """Hear the victim out until it is about to take this step."""
    assert victim.next_word() == "ready"
    begun = None
    while begun is not step:
        word = victim.next_word()
        begun = None if word.done else word.step
        yield word


def _seconds_of_each_step(town: Town, holder: KeyHolder) -> tuple[dict[Step, float], KeyHolder]:
    """Let one round come to its end; return how long its steps took, and who opens the profile now."""
    victim = _victim(town, holder, 0, rounds=1)
    words: list[Word] = []
    seconds = {}
    for step in Step:
        words += _until_it_begins(victim, step) if not words else [victim.next_word()]
        start = time.monotonic()
        words.append(victim.next_word())
        seconds[step] = time.monotonic() - start
    victim.end()
    town.clock.advance(hours=_HOURS_OF_A_LIFE)
    return seconds, Afterlife(town, holder).judge(words)


def _assert_sound(town: Town) -> None:
    """Deliver what waits, forget it, and look for damage."""
    for file in town.new_files():
        file.unlink()
    with closing(sqlite3.connect(town.database_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
