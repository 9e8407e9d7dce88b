"""Killed with SIGKILL while what is due is removed, the account is wholly as before or wholly after."""

from __future__ import annotations

import random
import time
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from store.rules.limits import REMOVAL_HOLD
from tests.lost import Lost
from tests.town import PASSWORD, Town
from tests.trials.forms import forms
from tests.trials.processes import Victim

_ENOUGH = 100
"""Kills, of which some come before the removal and some after it."""


def remove(home: Path, now: datetime, tell: Connection) -> None:
    """Carry out what is due in a store whose clock says this."""
    town = Town(home)
    town.clock.now = now
    tell.send("ready")
    town.store.due_removals.carry_out()
    tell.send("done")


@pytest.mark.parametrize("kills", forms(short=6, long=200))
@pytest.mark.timeout(3600)
def test_a_removal_cut_short_is_done_or_not(town: Town, kills: int) -> None:
    lost = Lost(town)
    session = town.sign_in(lost.person)
    town.store.second_step.send(session, lost.phone)
    town.store.second_step.enter(session, lost.phone, town.sms_code())
    town.store.recovery_codes.make(session, PASSWORD)
    lost.approved()
    town.clock.now += REMOVAL_HOLD
    # Whatever writes next looks at the clock.
    town.store.sessions.end(session)
    town.new_mail()
    town.new_texts()
    copy, chance, seconds, cut_short = town.copy(), random.Random(), 0.0, set[bool]()
    for kill in range(kills + 1):
        victim = Victim(remove, town.home, town.clock.now)
        assert victim.next_word() == "ready"
        since = time.monotonic()
        # The first one lives, and tells how long it takes.
        words = victim.kill(chance.uniform(0, seconds)) if kill else victim.end()
        seconds = seconds or time.monotonic() - since
        done = lost.methods() == []
        if kill:
            cut_short.add(done)
        assert done or "done" not in words
        _assert_whole(town, done=done)
        town.put_back(copy)
    # So few kills may all have been late, or early.
    assert kills < _ENOUGH or cut_short == {True, False}


def _assert_whole(town: Town, *, done: bool) -> None:
    """Fail unless all that goes with the method being gone, or with its being there, is so."""
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.rows("SELECT count(*) FROM recovery_code") == [(0 if done else 10,)]
    assert town.rows("SELECT ended, due_at IS NULL FROM removal") == [("done", 1) if done else ("", 0)]
    removed = town.rows("SELECT count(*) FROM event WHERE account_id = 1 AND kind = 'method-removed'")
    assert removed == [(int(done),)]
    told = [str(letter["To"]) for letter in town.new_mail()] + [text.to for text in town.new_texts()]
    assert len(told) == (2 if done else 0)
