"""Opening the store: how it is made, what it refuses, and that a refusal damages nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from i18n import LANGUAGES
from store import Problem, Refusal, open_store
from store.database import upgrade
from store.database.alone import NOTHING
from store.database.sqlite_driver import sqlite3
from tests import tables
from tests.town import NEW_PASSWORD, PASSWORD, Town, refused
from tui.wording import sentence

if TYPE_CHECKING:
    from tests.database.conftest import Run


GONE = {"path": "macle.db", "trace": "macle.db-wal"}


def modes(home: Path) -> dict[str, str]:
    return {str(path.relative_to(home)): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in home.rglob("*")}


def contents(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.parent.name != "locks"
    }


def refusal_to_open(town: Town) -> Problem:
    """Return how the store is refused, having seen that this changed nothing on disk."""
    town.store.close()
    before = contents(town.home)
    problem = refused(open_store, town.settings)
    assert contents(town.home) == before
    return problem


def test_folders_and_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        town = Town(tmp_path / "data")
        town.person()
    finally:
        os.umask(old)
    assert stat.S_IMODE(town.home.stat().st_mode) == 0o700
    found = modes(town.home)
    folders = {name for name in found if (town.home / name).is_dir()}
    assert folders == {"database", "keys", "locks", "logs", "mail", "sms"}
    assert {found[name] for name in folders} == {"700"}
    assert found.pop("keys/server.key") == "400"
    assert {found[name] for name in found.keys() - folders} == {"600"}
    assert {"database/macle.db", "database/macle.db-wal"} <= found.keys()
    town.store.close()


def test_folders_that_were_open_to_others_are_closed_to_them(town: Town) -> None:
    town.store.close()
    folders = [town.home, *town.locations.folders]
    for folder in folders:
        folder.chmod(0o755)
    town.reopen()
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_a_data_folder_that_was_made_for_it_beforehand_is_closed_to_others(tmp_path: Path) -> None:
    home = tmp_path / "data"
    home.mkdir()
    (home / "settings.toml").write_text("")
    home.chmod(0o777)
    Town(home).store.close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_folder_that_is_not_macles_alone_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letters").mkdir(mode=0o755)
    town = Town(tmp_path)
    town.locations.mail.chmod(0o755)
    town.reopen()
    town.store.close()
    found = modes(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert (found["letters"], found["mail"]) == ("755", "700")


@pytest.mark.parametrize("kind", ["read", "write"])
def test_every_connection_keeps_what_is_written_and_deletes_what_is_deleted(town: Town, kind: str) -> None:
    database = town.store.database
    with database.read() if kind == "read" else database.write(alone_with=NOTHING) as db:
        ask = db.connection().exec_driver_sql
        found = {
            name: ask(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }


def test_a_store_that_is_up_to_date_opens_without_alembic(town: Town, run: Run) -> None:
    town.store.close()
    assert run("Town(home); print('alembic' in sys.modules)") == ["False"]


def test_the_migrations_make_the_very_tables_that_are_declared(town: Town) -> None:
    with town.store.database.read() as db:
        context = MigrationContext.configure(db.connection(), opts={"compare_type": True})
        assert compare_metadata(context, tables.declared()) == []
        assert context.get_current_revision() == upgrade.HEAD


def test_the_newest_migration_is_the_one_the_store_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.HEAD]


def test_opening_again_changes_nothing(town: Town) -> None:
    someone = town.person()
    town.store.close()
    before = contents(town.home)
    town.reopen()
    town.store.close()
    assert contents(town.home) == before
    town.reopen()
    town.sign_in(someone)


def test_a_newer_schema_is_refused(town: Town) -> None:
    town.rows("UPDATE alembic_version SET version_num = '9999'")
    assert refusal_to_open(town).refusal is Refusal.NEWER_SCHEMA


def test_a_missing_key_is_told_with_its_path(town: Town) -> None:
    key = town.locations.server_key
    kept = key.read_bytes()
    key.unlink()
    problem = refusal_to_open(town)
    assert (problem.refusal, problem.facts) == (Refusal.KEY_MISSING, {"path": str(key)})
    assert not key.exists()
    key.write_bytes(kept)
    town.reopen()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"garbage",
        b"1 " + b"A" * 10,
        b"1 " + b"A" * 43 + b"=\n",
        b"0 " + b"A" * 43 + b"=\n",
        b"256 " + b"A" * 43 + b"=\n",
        b"\xff\xfe\x00",
        b"x" * 1_000_000,
    ],
    ids=range(9),
)
def test_a_key_file_that_is_not_the_stores_own_is_refused(town: Town, content: bytes) -> None:
    key = town.locations.server_key
    key.unlink()
    key.write_bytes(content)
    wanted = Refusal.KEY_FOREIGN if content.startswith(b"1 AAAA") and content.endswith(b"=\n") else None
    assert refusal_to_open(town).refusal is (wanted or Refusal.KEY_DAMAGED)


def test_the_key_of_another_store_is_refused(town: Town, tmp_path: Path) -> None:
    other = Town(tmp_path / "other")
    other.store.close()
    shutil.copy(other.locations.server_key, town.locations.server_key)
    assert refusal_to_open(town).refusal is Refusal.KEY_FOREIGN


def test_a_folder_in_place_of_the_key_is_refused(town: Town) -> None:
    town.locations.server_key.unlink()
    town.locations.server_key.mkdir()
    assert refusal_to_open(town).refusal is Refusal.FOLDER_UNUSABLE


def as_garbage(database: Path) -> None:
    database.write_bytes(os.urandom(20_000))


def as_text(database: Path) -> None:
    database.write_text("no database\n" * 500)


def as_half(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


def as_beginning(database: Path) -> None:
    os.truncate(database, 100)


def as_nothing(database: Path) -> None:
    os.truncate(database, 0)


def as_anothers(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")


@pytest.mark.parametrize("damage", [as_garbage, as_text, as_half, as_beginning, as_nothing, as_anothers])
def test_a_file_that_is_not_the_database_is_refused(town: Town, damage: Callable[[Path], None]) -> None:
    town.person()
    town.store.close()
    damage(town.database_file)
    assert refusal_to_open(town).refusal is Refusal.CORRUPT


@pytest.mark.parametrize("with_key", [True, False], ids=["with its key", "without its key"])
@pytest.mark.parametrize("emptied", [False, True], ids=["log", "empty log"])
def test_a_database_that_is_gone_with_its_log_left_is_refused(
    town: Town, tmp_path: Path, with_key: bool, emptied: bool
) -> None:
    town.person()
    if emptied:
        town.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    left = tmp_path / "left"
    shutil.copytree(town.home, left)  # as a kill leaves it
    (left / "database" / "macle.db").unlink()
    if not with_key:
        (left / "keys" / "server.key").unlink()
    before = contents(left)
    problem = refused(Town, left)
    assert problem.refusal is Refusal.DATABASE_MISSING
    assert problem.facts == {key: str(left / "database" / name) for key, name in GONE.items()}
    assert contents(left) == before


def test_a_database_that_is_gone_beside_its_key_is_told_and_not_replaced_by_an_empty_one(town: Town) -> None:
    someone, database, key = town.person(), town.database_file, town.locations.server_key
    town.store.close()
    kept = database.rename(town.home.parent / "moved.db")
    problem = refusal_to_open(town)
    assert problem.refusal is Refusal.DATABASE_MISSING
    assert problem.facts == {"path": str(database), "trace": str(key)}
    assert not database.exists()
    for language in LANGUAGES.values():
        said = language.say(sentence(problem))
        assert str(database) in said
        assert said.count(str(key)) == 2
    kept.rename(database)
    town.reopen()
    town.sign_in(someone)


def as_without_a_schema(town: Town) -> None:
    town.rows("DELETE FROM alembic_version")


def as_with_two_schemas(town: Town) -> None:
    town.rows("INSERT INTO alembic_version VALUES ('0001')")


def as_without_its_mark(town: Town) -> None:
    town.rows("DROP TABLE alembic_version")


def as_earlier(number: str) -> Callable[[Town], None]:
    def mischief(town: Town) -> None:
        town.rows("UPDATE alembic_version SET version_num = ?", number)

    return mischief


@pytest.mark.parametrize(
    "mischief",
    [
        as_without_a_schema,
        as_with_two_schemas,
        as_without_its_mark,
        *(
            pytest.param(as_earlier(f"{number:04}"), id=f"as_earlier-{number:04}")
            for number in range(1, int(upgrade.HEAD))
        ),
    ],
)
def test_a_database_whose_schema_is_not_the_one_it_names_is_refused(
    town: Town, mischief: Callable[[Town], None]
) -> None:
    town.person()
    mischief(town)
    assert refusal_to_open(town).refusal is Refusal.CORRUPT


def test_a_folder_in_place_of_the_database_is_refused(town: Town) -> None:
    town.store.close()
    town.database_file.unlink()
    town.database_file.mkdir()
    assert refusal_to_open(town).refusal is Refusal.FOLDER_UNUSABLE


def test_a_file_in_place_of_the_data_folder_is_refused(tmp_path: Path, town: Town) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("kept")
    for home in (in_the_way, in_the_way / "below"):
        assert refused(Town, home).refusal is Refusal.FOLDER_UNUSABLE
    assert in_the_way.read_text() == "kept"


def test_a_page_damaged_later_is_told_when_it_is_met(town: Town) -> None:
    someone = town.person()
    town.reopen()
    size = town.database_file.stat().st_size
    with town.database_file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    town.store.database.close()
    assert refused(town.sign_in, someone).refusal is Refusal.CORRUPT


def test_what_a_kill_leaves_while_the_store_is_made_is_made_whole(tmp_path: Path) -> None:
    town = Town(tmp_path / "data")
    town.store.close()
    database, key = town.database_file, town.locations.server_key
    database.unlink()
    # The host notes a store once it is made.
    assert town.settings.state is not None
    shutil.rmtree(town.settings.state)
    database.with_name(".macle.db.part").write_bytes(b"half")
    town.reopen()
    town.store.close()
    database.unlink()
    shutil.rmtree(town.settings.state)
    key.unlink()
    key.with_name(".server.key.part").write_bytes(b"1 hal")
    key.with_name(".server.key.part").chmod(0o400)
    town.reopen()
    town.sign_in(town.person())
    assert {path.name for path in (*database.parent.iterdir(), *key.parent.iterdir())} == {
        "macle.db",
        "macle.db-wal",
        "macle.db-shm",
        "server.key",
    }
    town.store.close()


def test_a_store_that_many_open_at_once_is_made_once(tmp_path: Path, run: Run) -> None:
    script = "print(Town(home).store.sign_in.context.mark_keys.mark('key'))"
    with ThreadPoolExecutor(4) as pool:
        marks = list(pool.map(run, [script] * 4))
    town = Town(tmp_path / "data")
    assert marks == [[town.store.sign_in.context.mark_keys.mark("key")]] * 4
    town.store.close()


def test_a_data_folder_may_have_any_name(tmp_path: Path) -> None:
    for name in ("with space", "100%41", "é👩‍💻", "a?b#c&d", "[/b]"):
        town = Town(tmp_path / name)
        session = town.sign_in(town.person())
        town.store.password.change(session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
        town.store.close()
