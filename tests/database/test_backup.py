"""A copy of the store, made while people go on: whole, of one moment, never over a file, or not there."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store import Refusal
from store.database import sqlite_copies
from store.database.sqlite_driver import sqlite3
from store.new_file import new_file
from tests.journals import EITHER
from tests.town import Town, refused

if TYPE_CHECKING:
    from tests.database.conftest import Run

SOMEBODY_ELSE = 65_534
of_another_user = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def untold(_done: int, _of_all: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def events_in(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        [(number,)] = connection.execute("SELECT count(*) FROM event")
    return int(number)


@EITHER
def test_a_backup_is_one_sound_file_for_its_owner_alone(town: Town, backups: Path) -> None:
    town.person()
    file = backups / "one.db"
    assert town.store.backup.make(file, untold) == town.locations.server_key
    assert [*backups.iterdir()] == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
        assert copy.execute("SELECT username FROM account").fetchall() == [("alexandre",)]


def test_people_go_on_while_it_is_made_and_it_is_of_one_moment(
    town: Town, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_copies, "_PAGES", 5)
    someone, file = town.person(), backups / "one.db"
    before, steps = events_in(town.database_file), list[int]()

    def go_on(done: int, _of_all: int) -> None:
        town.sign_in(someone)
        steps.append(done)

    town.store.backup.make(file, go_on)
    assert len(steps) > 5
    assert steps == sorted(steps), "it began anew"
    assert events_in(file) == before
    assert events_in(town.database_file) == before + len(steps)


def test_no_file_is_overwritten(town: Town, backups: Path) -> None:
    file = backups / "one.db"
    file.write_text("precious")
    assert refused(town.store.backup.make, file, untold).refusal is Refusal.OUTPUT_EXISTS
    (backups / "link.db").symlink_to(backups / "nowhere")
    assert refused(town.store.backup.make, backups / "link.db", untold).refusal is Refusal.OUTPUT_EXISTS
    assert refused(town.store.backup.make, backups, untold).refusal is Refusal.OUTPUT_EXISTS
    assert file.read_text() == "precious"


def test_a_file_that_came_meanwhile_is_not_overwritten(town: Town, backups: Path) -> None:
    file = backups / "one.db"
    problem = refused(town.store.backup.make, file, lambda _done, _of_all: file.write_text("precious"))
    assert problem.refusal is Refusal.OUTPUT_EXISTS
    assert [(one, one.read_text()) for one in backups.iterdir()] == [(file, "precious")]


def test_a_folder_that_is_missing_is_told(town: Town, backups: Path) -> None:
    problem = refused(town.store.backup.make, backups / "no" / "one.db", untold)
    assert problem.refusal is Refusal.OUTPUT_UNWRITABLE


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_one_that_is_given_up_leaves_nothing(town: Town, backups: Path, stop: type[BaseException]) -> None:
    def give_up(_done: int, _of_all: int) -> None:
        raise stop

    with pytest.raises(stop):
        town.store.backup.make(backups / "one.db", give_up)
    assert [*backups.iterdir()] == []
    town.store.backup.make(backups / "one.db", untold)


def test_a_file_of_a_like_name_stays(town: Town, backups: Path) -> None:
    other = backups / ".one.db.part"
    other.write_text("precious")
    town.store.backup.make(backups / "one.db", untold)
    assert other.read_text() == "precious"


def test_two_that_fill_a_file_of_one_name_are_not_in_each_others_way(tmp_path: Path) -> None:
    path = tmp_path / "one"

    def both() -> None:
        with new_file(path) as slow:
            slow.write_text("half")
            with new_file(path) as fast:
                fast.write_text("whole")

    assert refused(both).refusal is Refusal.OUTPUT_EXISTS
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("one", "whole")]


def test_a_database_that_has_gone_is_told_and_none_is_made(town: Town, backups: Path) -> None:
    town.person()
    for beside in ("", "-wal", "-shm"):
        town.database_file.with_name(town.database_file.name + beside).unlink(missing_ok=True)
    assert refused(town.store.backup.make, backups / "one.db", untold).refusal is Refusal.DATABASE_MOVED
    assert [*backups.iterdir()] == []
    assert not town.database_file.exists()


def test_an_empty_file_in_place_of_the_database_is_no_backup(town: Town, backups: Path) -> None:
    town.store.close()
    town.database_file.write_bytes(b"")
    assert refused(town.store.backup.make, backups / "one.db", untold).refusal is Refusal.CORRUPT
    assert [*backups.iterdir()] == []


def test_two_at_once_are_not_made(town: Town, backups: Path) -> None:
    problems = []

    def another(_done: int, _of_all: int) -> None:
        problems.append(refused(town.store.backup.make, backups / "two.db", untold).refusal)

    town.store.backup.make(backups / "one.db", another)
    assert set(problems) == {Refusal.BUSY}


def test_nobody_else_can_put_a_log_beside_a_backup_that_is_made(town: Town, backups: Path) -> None:
    backups.chmod(0o1777)
    modes = set[int]()

    def look(_done: int, _of_all: int) -> None:
        modes.update(stat.S_IMODE(one.stat().st_mode) for one in backups.iterdir() if one.is_dir())
        assert not [one for one in backups.iterdir() if one.is_file()]

    town.store.backup.make(backups / "one.db", look)
    assert modes == {0o700}


@of_another_user
@pytest.mark.parametrize("mode", [0o777, 0o775])
def test_none_is_made_where_others_could_replace_it(
    town: Town, backups: Path, tmp_path: Path, mode: int
) -> None:
    below, link = backups / "below", backups / "link"
    below.mkdir()
    link.symlink_to(tmp_path)
    os.chown(backups, -1, SOMEBODY_ELSE)
    backups.chmod(mode)
    for folder in backups, below, link:
        problem = refused(town.store.backup.make, folder / "one.db", untold)
        assert (problem.refusal, problem.facts) == (Refusal.FOLDER_OPEN, {"path": str(backups)})
    assert {*backups.iterdir()} == {below, link}


@of_another_user
def test_none_is_made_in_a_folder_of_somebody_else(town: Town, backups: Path) -> None:
    os.chown(backups, SOMEBODY_ELSE, SOMEBODY_ELSE)
    assert refused(town.store.backup.make, backups / "one.db", untold).refusal is Refusal.FILE_FOREIGN


def test_a_damaged_store_is_told_and_leaves_no_backup(town: Town, backups: Path) -> None:
    town.person()
    with closing(sqlite3.connect(town.database_file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox'")
    with town.database_file.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert refused(town.store.backup.make, backups / "one.db", untold).refusal is Refusal.CORRUPT
    assert [*backups.iterdir()] == []


@pytest.mark.needs("unshare", "mount")
def test_a_full_disk_is_told_and_nothing_is_left_there(run: Run, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = f"""
town = Town(home)
someone, small = town.person(), Path({str(small)!r})
print(refused(town.store.backup.make, small / "one.db", lambda done, of_all: None).refusal.name)
print([*small.iterdir()])
town.sign_in(someone)
town.store.backup.make(home / "one.db", lambda done, of_all: None)
"""
    mounts = f"mount -t tmpfs -o size=100k none {small}"
    assert run(script, mounts=mounts) == ["OUTPUT_NO_ROOM", "[]"]


@pytest.mark.more
@pytest.mark.needs("unshare", "mount")
def test_a_disk_that_is_read_only_is_told(run: Run, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    script = (
        f"print(refused(Town(home).store.backup.make, Path({str(closed)!r}) / 'one.db', print).refusal.name)"
    )
    assert run(script, mounts=f"mount -t tmpfs -o ro none {closed}") == ["OUTPUT_UNWRITABLE"]


@pytest.fixture(params=[errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS], ids=errno.errorcode.get)
def no_second_names(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT and on shares, which nobody can mount here: `link` is refused there."""

    def link(*_names: object) -> None:
        raise OSError(request.param, "no link")

    monkeypatch.setattr("os.link", link)


@pytest.mark.usefixtures("no_second_names")
def test_a_file_is_named_also_where_a_disk_has_no_second_names(tmp_path: Path) -> None:
    with new_file(tmp_path / "one") as partial:
        partial.write_text("whole")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("one", "whole")]


@pytest.mark.usefixtures("no_second_names")
def test_nor_is_a_file_that_came_meanwhile_overwritten_there(tmp_path: Path) -> None:
    path = tmp_path / "one"

    def make() -> None:
        with new_file(path):
            path.write_text("precious")

    assert refused(make).refusal is Refusal.OUTPUT_EXISTS
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("one", "precious")]
