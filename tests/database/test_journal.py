"""Which SQLite the store runs on, and the journal it has: neither loses what was committed."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store import Refusal, open_store
from store.accounts.store import Store
from store.database.sqlite import SqliteDatabase
from store.database.sqlite_driver import ROLLBACK, WAL, has_reset_bug, sqlite3
from tests.command import ROOT, macle
from tests.town import Town, refused

if TYPE_CHECKING:
    from tests.database.conftest import Run

WITHOUT_PYSQLITE = "import sys; sys.modules['pysqlite3'] = None; from store.database.sqlite_driver import *; "


def journal_used_by(store: Store) -> str:
    assert isinstance(store.database, SqliteDatabase)
    return store.database.journal


@pytest.fixture
def rollback(tmp_path: Path) -> Iterator[Town]:
    """A store as it is made on a SQLite that has the bug."""
    town = Town(tmp_path / "data", rollback_journal=True)
    yield town
    town.store.close()


def journal_of(town: Town) -> str:
    [(mode,)] = town.rows("PRAGMA journal_mode")
    return str(mode)


def located(home: Path) -> dict[str, str]:
    """Return what `macle locate` tells."""
    return dict(line.split(maxsplit=1) for line in macle("locate", home=home).stdout.splitlines())


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.44.5", "3.45.0", "3.50.6", "3.51.0", "3.51.2"])
def test_a_sqlite_that_can_lose_what_was_committed_is_known(version: str) -> None:
    assert has_reset_bug(tuple(map(int, version.split("."))))


@pytest.mark.parametrize("version", ["3.6.23", "3.44.6", "3.50.7", "3.51.3", "3.52.0", "3.53.4", "4.0.0"])
def test_a_sqlite_without_the_bug_is_known(version: str) -> None:
    assert not has_reset_bug(tuple(map(int, version.split("."))))


def test_the_engine_and_the_journal_in_force_are_told(town: Town) -> None:
    told = located(town.home)
    assert [(told["sqlite"], told["journal"])] == [(*town.rows("SELECT sqlite_version()")[0], WAL)]
    assert journal_of(town) == WAL
    assert not has_reset_bug(sqlite3.sqlite_version_info)


def test_a_rollback_journal_in_force_is_told(rollback: Town) -> None:
    with rollback.store.database.read() as db:
        assert db.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == ROLLBACK
    assert located(rollback.home)["journal"] == ROLLBACK
    assert journal_of(rollback) != WAL


def test_pythons_own_sqlite_gets_a_rollback_journal_where_it_has_the_bug() -> None:
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYSQLITE + "print(sqlite3.__name__, sqlite3.sqlite_version, JOURNAL)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    name, version, journal = told.stdout.split()
    bug = has_reset_bug(tuple(map(int, version.split("."))))
    assert (name, journal) == ("sqlite3", ROLLBACK if bug else WAL)


def test_a_store_works_whole_on_pythons_own_sqlite(run: Run) -> None:
    script = """
town = Town(home)
someone = town.verified_person()
town.reactivate(town.reset(someone))
town.reopen()
print(sqlite3.__name__, *town.rows("PRAGMA integrity_check"))
"""
    without_another = "import sys; sys.modules['pysqlite3'] = None\n"
    assert run(script, before=without_another) == ["sqlite3 ('ok',)"]


def test_an_existing_store_gets_the_journal_of_whoever_opens_it_alone(town: Town) -> None:
    someone = town.person()
    for rollback_journal in (True, False, True):
        town.reopen(rollback_journal=rollback_journal)
        assert (journal_of(town) == WAL) == (not rollback_journal)
        assert journal_used_by(town.store) == (ROLLBACK if rollback_journal else WAL)
        town.sign_in(someone)


def test_who_could_do_with_a_log_does_without_beside_who_cannot(rollback: Town) -> None:
    someone = rollback.person()
    other = open_store(dataclasses.replace(rollback.settings, rollback_journal=False))
    assert journal_used_by(other) == ROLLBACK
    assert journal_of(rollback) != WAL
    rollback.sign_in(someone)
    other.close()


def test_who_cannot_do_with_a_log_waits_for_those_who_have_one(town: Town) -> None:
    session = town.sign_in(town.person())
    cannot = dataclasses.replace(town.settings, rollback_journal=True)
    assert refused(open_store, cannot).refusal is Refusal.BUSY
    assert journal_of(town) == WAL
    town.store.sessions.touch(session)


def test_a_reader_in_the_way_is_waited_for(rollback: Town) -> None:
    someone = rollback.person()
    with (
        closing(sqlite3.connect(rollback.database_file, isolation_level=None)) as reader,
        ThreadPoolExecutor() as pool,
    ):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM account").fetchall()
        signing_in = pool.submit(rollback.sign_in, someone)
        assert not signing_in.done()
        reader.execute("COMMIT")
        rollback.store.account.overview(signing_in.result())


def test_what_was_destroyed_is_in_no_file_of_a_rollback_journal_either(rollback: Town) -> None:
    someone = rollback.person()
    rollback.asks(someone)
    [(copy, identity)] = rollback.rows("SELECT for_operator, identity FROM profile")
    assert copy in rollback.stored()
    rollback.store.decisions.refuse(rollback.operator(), rollback.request_of(someone), "Not so.")
    assert not any(value in rollback.stored() for value in (copy, identity))


def test_a_process_loads_one_sqlite(town: Town, run: Run) -> None:
    town.store.close()
    script = """
from store import HashingCost, Settings, open_store
open_store(Settings(Path(sys.argv[1]), hashing=HashingCost(8, 1, 1))).close()
raise SystemExit(print(*{'sqlite3', 'pysqlite3'} & {*sys.modules}))
"""
    # Ahead of the tests' own imports, and the end of it.
    assert run("", before=f"import sys\nfrom pathlib import Path\n{script}") == [
        sqlite3.__name__.partition(".")[0]
    ]
