"""`macle admin backup`, `restore` and `rotate-keys`, as an administrator types them while people go on."""

from __future__ import annotations

import shutil
import signal
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest

from i18n import ENGLISH
from store.database.sqlite_driver import sqlite3
from store.vault.keyring import KeyRing
from tests.command import complaint, in_terminal
from tests.commands.admin.administrator import macle, told
from tests.town import NEW_PASSWORD, PASSWORD, Town

FRENCH = ("--lang", "fr")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "one.db"


def test_a_backup_names_itself_and_the_key_file_to_be_kept_apart(town: Town, backup: Path) -> None:
    town.person()
    said = told(macle(town, "admin", "backup", str(backup)))
    assert said.startswith(f"The accounts are in {backup}, whole and checked.\n")
    assert str(town.locations.server_key) in said
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM account").fetchall() == [(1,)]


@pytest.mark.terminal
def test_what_was_done_is_broken_between_words_at_a_terminal(town: Town, backup: Path) -> None:
    child = in_terminal("admin", "backup", str(backup), home=town.home)
    child.expect(pexpect.EOF)
    lines = child.before.splitlines()
    assert " ".join(lines).endswith("Keep a copy of it too, but in another place than the backups.")
    assert max(len(line) for line in lines if " " in line) < 80
    child.close()


def test_a_backup_that_cannot_be_is_told_in_a_sentence(town: Town, backup: Path) -> None:
    backup.write_text("precious")
    assert "overwrites nothing" in complaint(macle(town, "admin", "backup", str(backup)))
    assert "n’écrase rien" in complaint(macle(town, "admin", "backup", str(backup), *FRENCH))
    assert "its folder exists" in complaint(macle(town, "admin", "backup", f"{backup}/two.db"))
    assert backup.read_text() == "precious"
    assert "FILE is missing." in complaint(macle(town, "admin", "backup"), status=2)


@pytest.mark.parametrize("task", [("backup", "one.db"), ("deliver",)], ids=["backup", "deliver"])
def test_of_a_damaged_database_the_administrator_reads_what_to_do(town: Town, task: tuple[str, ...]) -> None:
    town.store.close()
    town.database_file.write_bytes(b"no database" * 1_000)
    said = complaint(macle(town, "admin", *task))
    assert "put the newest backup back with “macle admin restore”" in said
    assert "Tell the administrator" not in said


def test_what_was_backed_up_is_restored_once_nobody_has_the_store_open(town: Town, backup: Path) -> None:
    someone = town.person()
    told(macle(town, "admin", "backup", str(backup)))
    [(moment,)] = town.rows("SELECT happened_at FROM event ORDER BY id DESC LIMIT 1")
    town.store.password.change(town.sign_in(someone), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    restore = ("admin", "restore", str(backup), "--reason", "The disk failed.")
    assert "Macle is running" in complaint(macle(town, *restore, "--replace"))
    town.store.close()
    assert "With --replace" in complaint(macle(town, *restore))
    said = told(macle(town, *restore, "--replace"))
    last_event = datetime.fromtimestamp(moment / 1_000_000, UTC)
    assert f"The last event in the backup: {ENGLISH.tell(last_event)}." in said
    assert "The accounts are those of the backup." in said
    assert str(town.locations.database_folder / "before-") in said
    assert "--invite-again" in said
    assert "Key" not in said
    town.reopen()
    town.sign_in(someone)
    assert "--reason is missing." in complaint(macle(town, "admin", "restore", str(backup)), status=2)


@pytest.mark.parametrize("way", ["restored", "accepted"])
def test_accounts_of_before_are_told_with_what_has_ended_and_the_key_that_is_back(
    town: Town, backup: Path, way: str
) -> None:
    told(macle(town, "admin", "backup", str(backup)))
    copy = town.copy()
    for step in ("--add", "--use"):
        told(macle(town, "admin", "rotate-keys", step))
    town.store.close()
    task = ["accept-older"]
    if way == "restored":
        task = ["restore", str(backup), "--replace"]
    else:
        town.replace_database(copy)
    said = told(macle(town, "admin", *task, "--reason", "The disk failed."))
    assert "“macle admin import --invite-again”" in said
    assert "“macle admin operators give-back”" in said
    assert "Key 1 is in use as it was then, though key 2 is there" in said
    told(macle(town, "admin", "rotate-keys", "--use"))
    assert "Key 2 of" in told(macle(town, "admin", "rotate-keys"))


@pytest.mark.more
def test_a_rotation_in_three_steps_while_people_go_on(town: Town) -> None:
    someone = town.person()
    session = town.sign_in(someone)
    steps = ("admin", "rotate-keys")
    assert told(macle(town, *steps)) == f"Key 1 of {town.locations.server_key} is in use.\n"
    assert "There is no key before 1" in complaint(macle(town, *steps, "--retire"), status=3)
    assert told(macle(town, *steps, "--add")).startswith("Key 2 is in ")
    assert "Key 2 was added." in told(macle(town, *steps))
    # This process has the store open since before, and goes on.
    town.add_app(session)
    assert told(macle(town, *steps, "--use")).startswith("Key 2 is in use. ")
    assert town.store.account.overview(session).username == "alexandre"
    assert "Key 2 is in use already" in complaint(macle(town, *steps, "--use"), status=3)
    assert "Earlier keys are still there." in told(macle(town, *steps))
    said = told(macle(town, *steps, "--retire"))
    assert "Backups from before key 2 open only with a copy of the key file from then" in said
    assert KeyRing.load(town.locations.server_key).versions == {2}
    newcomer = town.person("dominique")
    town.sign_in(newcomer)
    assert town.rows("SELECT DISTINCT hex(substr(verifier, 1, 1)) FROM account") == [("02",)]


def test_one_step_of_a_rotation_is_typed_at_a_time(town: Town) -> None:
    said = complaint(macle(town, "admin", "rotate-keys", "--add", "--use"), status=2)
    assert said.startswith("Of --add, --use and --retire, type one at a time.")


def test_a_host_without_the_new_key_is_told(town: Town, tmp_path: Path) -> None:
    key = town.locations.server_key
    shutil.copy2(key, tmp_path / "old.key")
    for step in ("--add", "--use"):
        told(macle(town, "admin", "rotate-keys", step))
    key.unlink()
    shutil.copy2(tmp_path / "old.key", key)
    assert "The key file does not belong" in complaint(macle(town, "admin", "rotate-keys"))


@pytest.mark.more  # its quick twin is in tests/database/test_backup.py
@pytest.mark.terminal
def test_a_backup_that_is_cancelled_at_a_terminal_leaves_nothing(town: Town, backup: Path) -> None:
    """Enough is in the store that it is not over before it shows how far it is."""
    with closing(sqlite3.connect(town.database_file)) as file, file:
        town.person()
        file.execute("CREATE TABLE ballast (content)")
        file.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
            " INSERT INTO ballast SELECT zeroblob(1000000) FROM n"
        )
    child = in_terminal("admin", "backup", str(backup), home=town.home)
    child.expect("Backup: [0-9]+ % copied")
    child.kill(signal.SIGINT)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert [*backup.parent.glob("*one.db*")] == []
