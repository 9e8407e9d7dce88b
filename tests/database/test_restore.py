"""A backup takes the place of the store, or changes nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from store import ChainState, Problem, Refusal, open_store
from store.database.sqlite_driver import file_in, sqlite3
from store.database.upgrade import HEAD
from store.locations import Locations
from store.restoring import restore
from tests.database.earlier_stores import EARLIER
from tests.database.restoring import altered, restored, untold, with_a_role_that_stays
from tests.journals import EITHER
from tests.rotation import rotate
from tests.town import NEW_PASSWORD, PASSWORD, Person, Town, refused


def refusal_of(town: Town, backup: Path, *, replace: bool = True) -> Problem:
    """Return why a backup was not restored, having seen that nothing was changed."""
    town.store.close()
    before = contents(town)
    problem = refused(lambda: restored(town, backup, replace=replace))
    assert contents(town) == before
    return problem


def contents(town: Town) -> dict[Path, bytes]:
    folders = town.locations.database_folder, town.locations.server_key.parent
    return {file: file.read_bytes() for folder in folders for file in folder.iterdir()}


@pytest.fixture
def backup(town: Town, tmp_path: Path) -> Path:
    """A backup in which there is Alexandre; after it, Dominique came, and he has another password."""
    alexandre, file = town.person(), tmp_path / "one.db"
    town.store.audit.link()
    town.store.backup.make(file, untold)
    town.person("dominique")
    town.store.password.change(town.sign_in(alexandre), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    town.store.audit.link()
    return file


ALEXANDRE = Person("alexandre", "alexandre@example.org")


@EITHER
def test_the_accounts_are_those_of_the_backup_and_the_others_are_kept(town: Town, backup: Path) -> None:
    before = backup.read_bytes()
    kept = restored(town, backup)
    assert backup.read_bytes() == before
    town.reopen()
    town.sign_in(ALEXANDRE)
    assert town.rows("SELECT username FROM account") == [("alexandre",)]
    assert kept is not None
    assert sorted(file.suffix for file in town.locations.database_folder.glob("*before*")) == [".db"]
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM account").fetchall() == [(2,)]


def test_the_accounts_of_before_can_be_restored_in_turn(town: Town, backup: Path) -> None:
    kept = restored(town, backup)
    assert kept is not None
    again = restored(town, Path(kept))
    assert again is not None
    assert again != kept
    town.reopen()
    town.sign_in(ALEXANDRE, NEW_PASSWORD)


def test_a_restore_is_no_older_copy_and_the_next_one_is_noticed_again(town: Town, backup: Path) -> None:
    restored(town, backup)
    town.reopen()
    copy = town.copy()
    town.sign_in(ALEXANDRE)
    town.replace_database(copy)
    assert refused(open_store, town.settings).refusal is Refusal.OLDER_COPY


def test_an_auditor_sees_each_restore_and_no_fault(town: Town, backup: Path) -> None:
    for _ in range(2):
        restored(town, backup)
        town.reopen()
        assert town.store.audit.verify() == ChainState(1, 0, (), 0)
        town.sign_in(ALEXANDRE)
        town.store.audit.link()
        assert town.store.audit.verify() == ChainState(2, 0, (), 0)
    accepted = town.store.audit.acceptances()
    assert accepted is not None
    assert [(one.reason, one.link.position) for one in accepted] == [("The disk failed.", 1)] * 2
    assert [one.before.position for one in accepted if one.before is not None] == [4, 2]


def test_a_new_host_needs_the_key_file_first(town: Town, backup: Path, tmp_path: Path) -> None:
    town.store.close()
    home = tmp_path / "new" / "data"
    settings = Town(home)
    settings.store.close()
    shutil.rmtree(home)
    problem = refused(lambda: restored(settings, backup, replace=False))
    assert (problem.refusal, problem.facts) == (
        Refusal.KEY_MISSING,
        {"path": str(settings.locations.server_key)},
    )
    assert not home.exists()
    settings.locations.server_key.parent.mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    shutil.copy2(town.locations.server_key, settings.locations.server_key)
    assert restored(settings, backup, replace=False) is None
    settings.reopen()
    settings.sign_in(ALEXANDRE)
    settings.store.close()


def test_nothing_is_restored_while_the_store_is_open(town: Town, backup: Path) -> None:
    for changes in ({}, {"rollback_journal": True}):
        town.reopen(**changes)
        problem = refused(lambda: restore(town.settings, backup, "Because.", untold, replace=True))
        assert problem.refusal is Refusal.STORE_OPEN
        town.sign_in(ALEXANDRE, NEW_PASSWORD)


def test_nothing_is_restored_while_another_program_has_the_database_open(town: Town, backup: Path) -> None:
    town.store.close()
    with closing(sqlite3.connect(town.database_file)) as other:
        assert other.execute("SELECT count(*) FROM account").fetchall() == [(2,)]
        assert refused(restored, town, backup).refusal is Refusal.STORE_OPEN
        assert refused(restored, town, backup).refusal is Refusal.STORE_OPEN
    town.reopen()
    assert town.store.audit.acceptances() == []
    assert town.store.audit.verify().faults == ()
    town.sign_in(ALEXANDRE, NEW_PASSWORD)


def test_a_store_is_not_replaced_unasked(town: Town, backup: Path) -> None:
    assert refusal_of(town, backup, replace=False).refusal is Refusal.STORE_EXISTS
    town.database_file.rename(town.database_file.with_name("macle.db-wal"))
    assert refusal_of(town, backup, replace=False).refusal is Refusal.STORE_EXISTS


def test_a_store_that_is_gone_is_brought_back(town: Town, backup: Path) -> None:
    town.store.close()
    town.database_file.unlink()
    assert restored(town, backup, replace=False) is None
    town.reopen()
    town.sign_in(ALEXANDRE)


def test_a_log_without_its_database_is_not_taken_for_one_of_the_backup(town: Town, backup: Path) -> None:
    town.store.close()
    town.database_file.rename(town.database_file.with_name("macle.db-wal"))
    assert restored(town, backup) is not None
    town.reopen()
    town.sign_in(ALEXANDRE)


@pytest.mark.parametrize("damage", [b"", b"\xff" * 4096])
def test_a_damaged_store_is_replaced_and_kept(town: Town, backup: Path, damage: bytes) -> None:
    town.store.close()
    town.database_file.write_bytes(damage)
    kept = restored(town, backup)
    assert kept is not None
    assert Path(kept).read_bytes() == damage
    town.reopen()
    town.sign_in(ALEXANDRE)


def test_a_backup_of_a_newer_macle_is_refused(town: Town, backup: Path) -> None:
    altered(backup, "UPDATE alembic_version SET version_num = '9999'")
    assert refusal_of(town, backup).refusal is Refusal.NEWER_SCHEMA


def test_a_backup_of_another_key_file_is_refused(town: Town, backup: Path, tmp_path: Path) -> None:
    stranger = Town(tmp_path / "stranger")
    stranger.person()
    stranger.store.backup.make(tmp_path / "strange.db", untold)
    stranger.store.close()
    problem = refusal_of(town, tmp_path / "strange.db")
    assert problem.refusal is Refusal.BACKUP_KEY
    assert problem.facts["key"] == str(town.locations.server_key)


def test_a_backup_from_before_a_rotation_needs_the_key_file_of_then(
    town: Town, backup: Path, tmp_path: Path
) -> None:
    shutil.copy2(town.locations.server_key, tmp_path / "kept.key")
    rotate(town)
    assert refusal_of(town, backup).refusal is Refusal.BACKUP_KEY
    town.locations.server_key.unlink()
    shutil.copy2(tmp_path / "kept.key", town.locations.server_key)
    restored(town, backup)
    town.reopen()
    town.sign_in(ALEXANDRE)


@pytest.mark.parametrize("content", [b"", b"Not a database.", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_none_of_ours_is_refused(town: Town, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "one.db"
    file.write_bytes(content)
    assert refusal_of(town, file).refusal is Refusal.BACKUP_DAMAGED


def test_a_database_of_another_program_is_refused(town: Town, tmp_path: Path) -> None:
    file = altered(tmp_path / "one.db", "CREATE TABLE recipe (name)")
    assert refusal_of(town, file).refusal is Refusal.BACKUP_DAMAGED


def test_a_damaged_backup_is_refused(town: Town, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox'")
    content = bytearray(backup.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    backup.write_bytes(content)
    assert refusal_of(town, backup).refusal is Refusal.BACKUP_DAMAGED


def test_a_copy_without_the_log_beside_it_is_refused(town: Town, backup: Path) -> None:
    """As whoever copies the folder of a store that is in use gets it."""
    altered(backup, "PRAGMA journal_mode = WAL")
    backup.with_name("one.db-wal").write_bytes(b"more")
    assert refusal_of(town, backup).refusal is Refusal.BACKUP_DAMAGED


def test_what_anyone_puts_beside_a_backup_is_nothing_to_it(town: Town, backup: Path) -> None:
    backup.with_name("one.db-wal").write_bytes(b"more")
    restored(town, backup)
    town.reopen()
    town.sign_in(ALEXANDRE)


def test_a_backup_that_others_can_change_is_refused(town: Town, backup: Path) -> None:
    for mode in 0o620, 0o602:
        backup.chmod(mode)
        assert refusal_of(town, backup).refusal is Refusal.BACKUP_FOREIGN


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_backup_of_another_user_is_refused(town: Town, backup: Path) -> None:
    os.chown(backup, 65_534, 65_534)
    problem = refusal_of(town, backup)
    assert (problem.refusal, problem.facts) == (Refusal.BACKUP_FOREIGN, {"path": str(backup)})


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER one AFTER INSERT ON session BEGIN DELETE FROM event; END",
        "CREATE VIEW one AS SELECT * FROM account",
    ],
)
@pytest.mark.parametrize("disguised", [False, True])
def test_a_backup_in_which_something_would_act_is_refused(
    town: Town, backup: Path, planted: str, disguised: bool
) -> None:
    altered(backup, planted)
    if disguised:
        as_a_table = "UPDATE sqlite_schema SET type = 'table' WHERE name = 'one'"
        altered(backup, "PRAGMA writable_schema = ON", as_a_table)
    assert refusal_of(town, backup).refusal is Refusal.BACKUP_DAMAGED


def test_a_backup_in_which_a_role_would_stay_is_refused(town: Town, tmp_path: Path) -> None:
    assert (
        refusal_of(town, with_a_role_that_stays(town, tmp_path / "one.db")).refusal is Refusal.BACKUP_DAMAGED
    )


def test_a_backup_whose_tables_are_otherwise_than_ours_is_refused(town: Town, backup: Path) -> None:
    altered(backup, "ALTER TABLE fact RENAME COLUMN value TO worth")
    assert refusal_of(town, backup).refusal is Refusal.BACKUP_DAMAGED


def test_what_an_administrator_lets_sqlite_count_is_nothing_to_a_backup(town: Town, backup: Path) -> None:
    altered(backup, "ANALYZE")
    restored(town, backup)
    town.reopen()
    town.sign_in(ALEXANDRE)


def test_a_backup_behind_a_link_is_refused(town: Town, backup: Path, tmp_path: Path) -> None:
    link = tmp_path / "newest.db"
    link.symlink_to(backup)
    problem = refusal_of(town, link)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_LINK, {"path": str(link)})


def test_a_backup_in_a_folder_in_which_others_can_put_another_is_refused(
    town: Town, backup: Path, tmp_path: Path
) -> None:
    """Also where what they can replace is a link to the folder."""
    shared, own = tmp_path / "shared", tmp_path / "own"
    for folder in shared, own:
        folder.mkdir()
        shutil.copy2(backup, folder / "newest.db")
    (shared / "link").symlink_to(own)
    shared.chmod(0o777)
    for path in shared / "newest.db", shared / "link" / "newest.db":
        problem = refusal_of(town, path)
        assert (problem.refusal, problem.facts) == (Refusal.FOLDER_OPEN, {"path": str(shared)})


def test_a_pipe_is_not_waited_for(town: Town, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "one.db")
    assert refusal_of(town, tmp_path / "one.db").refusal is Refusal.INPUT_UNREADABLE


@pytest.mark.parametrize("name", ["no.db", "."])
def test_a_file_that_cannot_be_read_is_told(town: Town, tmp_path: Path, name: str) -> None:
    assert refusal_of(town, tmp_path / name).refusal is Refusal.INPUT_UNREADABLE


def test_a_reason_is_needed(town: Town, backup: Path) -> None:
    town.store.close()
    problem = refused(lambda: restore(town.settings, backup, " ", untold, replace=True))
    assert problem.refusal is Refusal.MISSING


@pytest.mark.parametrize("revision", ["0003", "0010"])
def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(
    town: Town, tmp_path: Path, revision: str
) -> None:
    """0003 is from before there was a count of commits, and 0010 knows its keys as today."""
    earlier = Locations(EARLIER[revision].make(tmp_path / "earlier"))
    town.locations.server_key.unlink()
    shutil.copy2(earlier.server_key, town.locations.server_key)
    restored(town, file_in(earlier.database_folder))
    town.reopen()
    assert town.rows("SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert town.store.audit.verify().faults == ()
