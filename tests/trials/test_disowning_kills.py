"""Killed with SIGKILL while a change is disowned, the account is wholly as before or wholly put back."""

from __future__ import annotations

import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from store import Secret
from tests.theft import THIEF, Theft, person_with_phone_and_questions, ways_in
from tests.town import PHONE, TERMINAL, Town
from tests.trials.forms import forms
from tests.trials.outcomes import DONE, outcome
from tests.trials.processes import Victim


def disown(home: Path, days: float, code: str, since: int, tell: Connection) -> None:
    """Disown a change in a store whose clock is so many days ahead."""
    town = Town(home)
    town.clock.advance(days=days)
    tell.send("ready")
    town.store.disowning.disown(Secret(code), TERMINAL, since)
    tell.send("done")


@pytest.mark.parametrize("kills", forms(short=6, long=200))
@pytest.mark.timeout(3600)
def test_a_disowning_cut_short_puts_all_back_or_nothing(town: Town, kills: int) -> None:
    start = town.clock.now
    owner = person_with_phone_and_questions(town)
    put_back = ways_in(town, owner.username)
    theft = Theft(town, owner)
    stolen, copy = ways_in(town, owner.username), town.copy()
    code = theft.told[-1].to(PHONE)
    first = town.store.disowning.changes(code)[0]
    days = (town.clock.now - start).total_seconds() / 86_400
    chance, seconds, ends = random.Random(), 0.0, set()
    for kill in range(kills + 1):
        victim = Victim(disown, town.home, days, code.reveal(), first.id)
        assert victim.next_word() == "ready"
        since = time.monotonic()
        # The first one lives, and tells how long it takes.
        words = victim.kill(chance.uniform(0, seconds)) if kill else victim.end()
        seconds = seconds or time.monotonic() - since
        undone = ways_in(town, owner.username) == put_back
        ends.add(undone)
        assert undone or (ways_in(town, owner.username) == stolen and "done" not in words)
        _assert_whole(town, theft, code, undone=undone)
        town.put_back(copy)
    assert True in ends


def _assert_whole(town: Town, theft: Theft, code: Secret, *, undone: bool) -> None:
    """Fail unless all that goes with being `undone`, or with not being it, is so."""
    assert town.rows("PRAGMA integrity_check") == [("ok",)]
    assert town.rows("SELECT reset_due FROM account") == [(int(undone),)]
    assert (outcome(town.store.account.overview, theft.session) == DONE) is not undone
    assert (outcome(town.store.disowning.changes, code) == DONE) is not undone
    signs_in = "SELECT count(*) FROM identifier WHERE lookup = ? AND kind = 'email'"
    assert town.rows(signs_in, THIEF) == [(int(not undone),)]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'disowned'") == [(int(undone),)]
    told = {str(letter["To"]) for letter in town.new_mail()} | {text.to for text in town.new_texts()}
    assert len(told) == (4 if undone else 0)
