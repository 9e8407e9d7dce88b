"""Killed with SIGKILL at any moment, a profile opens by the password or by the last key that was shown."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

import pytest

from tests.town import KeyHolder, Town
from tests.trials import profile_lives
from tests.trials.forms import forms
from tests.trials.processes import Victim
from tests.trials.profile_lives import Afterlife

_HOURS_OF_A_LIFE = 6


@pytest.mark.parametrize("kills", forms(short=12, long=300))
@pytest.mark.timeout(3600)
def test_a_profile_whose_change_reset_or_reactivation_was_cut_short_still_opens(
    town: Town, kills: int
) -> None:
    chance, holder = random.Random(), town.verified_person()
    whole_round, holder = _seconds_of_a_round(town, holder)
    for number in range(1, kills + 1):
        victim = _victim(town, holder, number, rounds=0)
        victim.next_word()
        words = victim.kill(chance.uniform(0, whole_round))
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


def _seconds_of_a_round(town: Town, holder: KeyHolder) -> tuple[float, KeyHolder]:
    """Let one round come to its end; return how long it took, and who opens the profile now."""
    victim = _victim(town, holder, 0, rounds=1)
    victim.next_word()
    start = time.monotonic()
    words = victim.end()
    seconds = time.monotonic() - start
    assert len(words) == 2 * len(profile_lives.Step)
    town.clock.advance(hours=_HOURS_OF_A_LIFE)
    return seconds, Afterlife(town, holder).judge(words)


def _assert_sound(town: Town) -> None:
    """Deliver what waits, forget it, and look for damage."""
    for file in town.new_files():
        file.unlink()
    with closing(sqlite3.connect(town.locations.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
