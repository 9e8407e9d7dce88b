"""Backups made while others write, restores and rotations that are killed: every profile opens afterwards."""

from __future__ import annotations

import random
import shutil
import time
from itertools import count
from pathlib import Path

import pytest

from store.restoring import restore
from store.vault.keyring import KeyRing
from tests.rotation import rotate
from tests.town import Town
from tests.trials import keeping
from tests.trials.forms import forms
from tests.trials.keeping import ENDED, READY, is_sound, profile_opens, untold
from tests.trials.processes import Victim

WRITERS = 4


def copy_of(town: Town, home: Path) -> Path:
    """Copy the data folder of a store that is closed, with what the host has noted of none."""
    shutil.copytree(town.home, home)
    return home


@pytest.mark.parametrize("seconds", forms(short=1, long=60))
@pytest.mark.timeout(600)
def test_backups_made_while_four_processes_write_restore_to_stores_in_which_every_profile_opens(
    town: Town, tmp_path: Path, seconds: int
) -> None:
    people = [town.verified_person(f"person-{number:05}") for number in range(WRITERS)]
    writers = [Victim(keeping.change_for_ever, town.home, one.username) for one in people]
    assert [writer.next_word() for writer in writers] == [READY] * WRITERS
    until, backups = time.monotonic() + seconds, list[Path]()
    for number in count():
        if time.monotonic() > until:
            break
        backups.append(tmp_path / f"backup-{number}.db")
        town.store.backup.make(backups[-1], untold)
        # The last of all is looked at too, and enough of the others.
        if len(backups) > 10:
            backups.pop(random.randrange(10)).unlink()
    for writer in writers:
        writer.kill(0)
    for number, backup in enumerate(backups):
        restored = Town(tmp_path / f"restored-{number}")
        restored.store.close()
        restored.locations.server_key.unlink()
        shutil.copy2(town.locations.server_key, restored.locations.server_key)
        restore(restored.settings, backup, "A trial.", untold, replace=True)
        restored.reopen()
        assert is_sound(restored)
        assert restored.store.audit.verify().faults == ()
        for one in people:
            profile_opens(restored, one)
        restored.store.close()
    assert backups


@pytest.mark.parametrize("kills", forms(short=3, long=1_000))
@pytest.mark.timeout(3600)
def test_a_rotation_cut_short_goes_on_and_loses_nothing(town: Town, tmp_path: Path, kills: int) -> None:
    someone, chance = town.verified_person(), random.Random()
    town.add_app(town.sign_in(town.person("lou-phone")))
    start = time.monotonic()
    rotate(town)
    whole = time.monotonic() - start
    town.store.close()
    for number in range(kills):
        cut = copy_of(town, tmp_path / f"cut-{number}")
        victim = Victim(keeping.rotate_for_ever, cut)
        assert victim.next_word() == READY
        victim.kill(chance.uniform(0, 2 * whole))
        after = Town(cut)
        profile_opens(after, someone)
        rotate(after)
        assert len(KeyRing.load(after.locations.server_key).versions) == 1
        after.reopen()
        profile_opens(after, someone)
        assert is_sound(after)
        after.store.close()
        shutil.rmtree(cut)
    town.reopen()


@pytest.mark.parametrize("kills", forms(short=3, long=300))
@pytest.mark.timeout(3600)
def test_a_restore_cut_short_leaves_the_accounts_of_before_or_those_of_the_backup(
    town: Town, tmp_path: Path, kills: int
) -> None:
    someone, chance, backup = town.verified_person(), random.Random(), tmp_path / "one.db"
    town.store.backup.make(backup, untold)
    town.person("later-one")
    town.store.close()
    seconds = _seconds_of_a_restore(copy_of(town, tmp_path / "whole"), backup)
    restored = 0
    for number in range(kills):
        cut = copy_of(town, tmp_path / f"cut-{number}")
        victim = Victim(keeping.restore_once, cut, backup)
        assert victim.next_word() == READY
        ended = ENDED in victim.kill(chance.uniform(0, seconds))
        after = Town(cut)
        is_restored = _people(after) == 1
        restored += is_restored
        assert is_restored or (_people(after) == 2 and not ended)
        profile_opens(after, someone)
        assert is_sound(after)
        assert after.store.audit.verify().faults == ()
        after.store.close()
        shutil.rmtree(cut)
    assert 0 < restored < kills or kills < 100
    town.reopen()


def _seconds_of_a_restore(home: Path, backup: Path) -> float:
    victim = Victim(keeping.restore_once, home, backup)
    assert victim.next_word() == READY
    start = time.monotonic()
    assert victim.end() == [ENDED]
    return time.monotonic() - start


def _people(town: Town) -> int:
    [(number,)] = town.rows("SELECT count(*) FROM account WHERE username NOT LIKE '%-desk'")
    return int(number)
