"""Killed with SIGKILL at any moment of its upgrade, a store has the old schema or the new one, whole."""

from __future__ import annotations

import os
import random
import shutil
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store.database.sqlite_driver import file_in, sqlite3
from store.database.upgrade import HEAD
from store.locations import Locations
from tests.database.earlier_stores import EARLIER, Columns, EarlierStore, columns_of, held, kept, revision_of
from tests.town import IDENTITY, Town
from tests.trials.processes import Victim

BEGUN, ENDED = "begun", "ended"
_OF_EACH = 1000 // len(EARLIER) + 1


@pytest.mark.parametrize(
    ("found", "kills"),
    [
        pytest.param("0002", 3, id="short"),
        *(pytest.param(found, _OF_EACH, id=found, marks=pytest.mark.trial) for found in EARLIER),
    ],
)
@pytest.mark.timeout(3600)
def test_an_upgrade_cut_short_leaves_the_old_schema_or_the_new_one_whole(
    found: str, kills: int, tmp_path: Path
) -> None:
    earlier, chance, inside = EARLIER[found], random.Random(), 0
    home = earlier.make(tmp_path)
    judge = _Judge(earlier, home, _columns_of_now(tmp_path))
    # The quickest of some: on a busy machine one may take long.
    seconds = min(_seconds_of_an_upgrade(found, _copy(home, -number)) for number in range(5))
    for number in range(1, kills + 1):
        cut = _copy(home, number)
        victim = Victim(_upgrade, found, cut)
        assert victim.next_word() == BEGUN
        inside += ENDED not in victim.kill(chance.uniform(0, seconds))
        judge.judge(cut)
        shutil.rmtree(cut)
    # Of a few, chance or a busy machine can put all after the end.
    assert inside > kills / 2 or kills < _OF_EACH


class _Judge:
    """Knows what a store held in its old schema, and looks whether all of it is there."""

    def __init__(self, earlier: EarlierStore, home: Path, columns_of_now: Columns) -> None:
        self._earlier = earlier
        self._schemas = {earlier.revision: columns_of(home), HEAD: columns_of_now}
        self._columns = {
            revision: kept(columns_of(home), schema) for revision, schema in self._schemas.items()
        }
        self._before = {revision: held(home, columns) for revision, columns in self._columns.items()}

    def judge(self, home: Path) -> None:
        """Fail where a store is neither old nor new, or where something is lost; open it meanwhile."""
        revision = revision_of(home)
        self._look(home, revision)
        if revision == self._earlier.revision:
            assert self._before[revision] == held(home, self._columns[revision])
        town = self._earlier.open(home)
        self._look(home, HEAD)
        self._sign_in(town)
        town.store.close()

    def _look(self, home: Path, revision: str) -> None:
        assert columns_of(home) == self._schemas[revision]
        assert revision_of(home) == revision
        assert self._before[revision] <= held(home, self._columns[revision])
        with closing(sqlite3.connect(file_in(Locations(home).database_folder))) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []

    def _sign_in(self, town: Town) -> None:
        for someone in self._earlier.people:
            town.sign_in(someone)
        if self._earlier.profiles is not None:
            holder = self._earlier.profiles.active
            opened = town.store.profile.open(town.sign_in(holder), holder.password)
            assert (opened.identity, opened.personal_key.key.reveal()) == (IDENTITY, holder.key.reveal())


def _upgrade(found: str, home: Path, tell: Connection) -> None:
    """Open a store; tell when its first transaction that writes has begun, which upgrades it, and ended."""
    said: list[str] = []

    def say(word: str) -> None:
        said.append(word)
        tell.send(word)

    @event.listens_for(Engine, "before_cursor_execute")
    def look(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement == "BEGIN IMMEDIATE" and not said:
            say(BEGUN)

    @event.listens_for(Engine, "checkin")
    def come_back(*_arguments: object) -> None:
        """The connection goes back to the pool: its transaction is committed."""
        if said == [BEGUN]:
            say(ENDED)

    EARLIER[found].open(home)
    os._exit(0)


def _seconds_of_an_upgrade(found: str, home: Path) -> float:
    victim = Victim(_upgrade, found, home)
    assert victim.next_word() == BEGUN
    start = time.monotonic()
    assert victim.next_word() == ENDED
    seconds = time.monotonic() - start
    assert victim.end() == []
    shutil.rmtree(home)
    return seconds


def _columns_of_now(folder: Path) -> Columns:
    new = Town(folder / "new")
    new.store.close()
    return columns_of(new.home)


def _copy(home: Path, number: int) -> Path:
    """Copy a store to a path of its own, of which the host has noted nothing yet."""
    return Path(shutil.copytree(home, home.with_name(f"cut-{number}")))
