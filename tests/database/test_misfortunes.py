"""Full, failing, read-only and busy disks: a sentence, nothing damaged, and it works again afterwards."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import traceback
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from i18n import ENGLISH, harmless
from store import ChainFault, FaultKind, Problem, Refusal
from store.database import alone
from store.database.sqlite_driver import sqlite3
from store.database.sqlite_faults import refusals
from store.database.tables.identity import Account
from store.locks import take_one
from tests.coming_and_going import coming_and_going
from tests.town import NEW_PASSWORD, PASSWORD, TERMINAL, Town, refused

if TYPE_CHECKING:
    from tests.database.conftest import Run

ATTEMPTS = """
def attempts(town, someone, session, token):
    store = town.store
    town.clock.advance(seconds=1)
    for name, *call in (
        ("sign-in", store.sign_in.with_password, someone.username, PASSWORD, TERMINAL),
        ("wrong", store.sign_in.with_password, someone.username, WRONG, TERMINAL),
        ("sign-up", store.sign_up.begin, "dominique", "d@example.org", PASSWORD, PASSWORD, "en"),
        ("request", store.reset.request, someone.email, ENGLISH, TERMINAL),
        ("reset", store.reset.set_password, token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL),
        ("change", store.password.change, session, PASSWORD, NEW_PASSWORD, NEW_PASSWORD),
        ("touch", store.sessions.touch, session),
        ("deliver", store.outbox.deliver),
    ):
        print(name, refused(*call).refusal.name)

def prepare():
    town = Town(home)
    someone = town.person()
    token, session = town.reset_token(someone), town.sign_in(someone)
    store = town.store
    store.reset.request("nobody@example.org", ENGLISH, TERMINAL)
    return town, someone, session, token

def works_again(town, someone, session, token):
    town.reopen()
    print(*town.rows("PRAGMA integrity_check"), *town.rows("SELECT count(*) FROM event"))
    print([str(letter["To"]) for letter in town.new_mail()])
    town.store.account.overview(session)
    town.sign_in(someone)
    town.store.reset.set_password(token, NEW_PASSWORD, NEW_PASSWORD, TERMINAL)
    town.sign_in(someone, NEW_PASSWORD)
"""
NAMES = ["sign-in", "wrong", "sign-up", "request", "reset", "change", "touch", "deliver"]
UNHARMED = ["('ok',) (3,)", "['nobody@example.org']"]


@pytest.mark.needs("unshare", "mount")
def test_a_full_disk_is_told_damages_nothing_and_may_be_emptied(run: Run, tmp_path: Path) -> None:
    script = """
town, *people = prepare()
with (home / "filler").open("wb", buffering=0) as filler:
    try:
        while filler.write(bytes(4096)):
            pass
    except OSError:
        pass
attempts(town, *people)
print("open", refused(Town, home / "new").refusal.name)
(home / "filler").unlink()
works_again(town, *people)
Town(home / "new")
"""
    home = tmp_path / "disk"
    home.mkdir()
    lines = run(ATTEMPTS + script, home=home, mounts=f"mount -t tmpfs -o size=1m none {home}")
    assert lines == [*(f"{name} DISK_FULL" for name in (*NAMES, "open")), *UNHARMED]


@pytest.mark.more
@pytest.mark.needs("unshare", "mount")
def test_a_disk_with_room_for_no_more_files_is_full(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "disk"
    home.mkdir()
    mounts = f"mount -t tmpfs -o nr_inodes=5 none {home}"
    assert run("print(refused(Town, home).refusal.name)", home=home, mounts=mounts) == ["DISK_FULL"]


def test_a_limit_on_the_size_of_files_is_told_apart_from_a_full_disk(run: Run) -> None:
    script = """
import resource
town, *people = prepare()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
wal = town.database_file.with_name("macle.db-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))
attempts(town, *people)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
works_again(town, *people)
"""
    assert run(ATTEMPTS + script) == [*(f"{name} FILE_LIMIT" for name in NAMES), *UNHARMED]


def test_a_process_that_may_open_no_more_files_is_busy(run: Run) -> None:
    script = """
import resource
town, *people = prepare()
limits = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
print(refused(town.sign_in, people[0]).refusal.name)
resource.setrlimit(resource.RLIMIT_NOFILE, limits)
works_again(town, *people)
"""
    assert run(ATTEMPTS + script) == ["BUSY", *UNHARMED]


@pytest.mark.needs("unshare", "mount")
@pytest.mark.parametrize(
    "unreadable", ["keys/server.key", pytest.param("settings.toml", marks=pytest.mark.more)]
)
def test_a_disk_that_cannot_read_a_file_is_told(run: Run, town: Town, unreadable: str) -> None:
    """The memory of a process is a file whose beginning no system can read: an error of input (EIO)."""
    town.store.close()
    (town.home / "settings.toml").write_text("")
    script = """
from store.settings.reading import read_settings
print(refused(lambda: (read_settings(home), Town(home))).refusal.name)
"""
    mounts = f"mount --bind /proc/$$/mem {town.home / unreadable}"
    assert run(script, mounts=mounts, home=town.home) == ["DISK_FAULT"]


@pytest.mark.needs("unshare", "mount")
def test_an_examination_finds_a_file_system_that_is_read_only(run: Run, town: Town) -> None:
    town.store.close()
    script = "from store.checkup import host\nprint([*host.file_system(home)][0].sign.name)"
    mounts = f"mount --bind {town.home} {town.home}; mount -o remount,bind,ro {town.home}"
    assert run(script, mounts=mounts, home=town.home) == ["READ_ONLY"]


@pytest.mark.needs("unshare", "mount")
def test_a_file_system_that_cannot_close_a_folder_to_others_is_told(run: Run, town: Town) -> None:
    """That of processes, on which nobody can change a mode, stands for the FAT of a memory stick."""
    town.store.close()
    mounts = f"mount --bind /proc/$$/task {town.locations.mail}"
    assert run("print(refused(Town, home).refusal.name)", mounts=mounts, home=town.home) == ["FILE_SYSTEM"]


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (errno.EDQUOT, Refusal.QUOTA_SPENT),
        (errno.ESTALE, Refusal.DISK_GONE),
        (errno.ENOTCONN, Refusal.DISK_GONE),
        (errno.EUCLEAN, Refusal.DISK_FAULT),
        (errno.ENOLCK, Refusal.FILE_SYSTEM),
        (errno.EOPNOTSUPP, Refusal.FILE_SYSTEM),
        (errno.ENODEV, Refusal.FILE_SYSTEM),
    ],
    ids=lambda given: errno.errorcode.get(given) if isinstance(given, int) else given.value,
)
def test_what_no_disk_of_this_machine_does_is_told_by_its_number(
    town: Town, number: int, refusal: Refusal
) -> None:
    with pytest.raises(Problem) as caught, refusals(town.database_file):
        raise OSError(number, os.strerror(number))
    assert caught.value.refusal is refusal


@pytest.mark.needs("unshare", "mount")
def test_a_disk_that_fails_while_something_is_saved_is_told(run: Run, town: Town) -> None:
    """Nor can any system write to the beginning of a process's memory."""
    someone = town.person()
    town.store.close()
    log = town.database_file.with_name("macle.db-wal")
    log.touch(mode=0o600)
    script = f"""
town = Town(home)
print(refused(town.sign_in, Person({someone.username!r}, {someone.email!r})).refusal.name)
"""
    mounts = f"mount --bind /proc/$$/mem {log}"
    assert run(script, mounts=mounts, home=town.home) == ["DISK_FAULT"]
    town.reopen()
    town.sign_in(someone)


@pytest.mark.parametrize("rollback_journal", [True, False])
def test_a_database_that_was_moved_while_it_was_in_use_is_told_and_no_message_promised(
    tmp_path: Path, rollback_journal: bool
) -> None:
    town = Town(tmp_path / "data", rollback_journal=rollback_journal)
    someone = town.person()
    town.database_file.rename(town.database_file.with_name("elsewhere.db"))
    assert refused(town.sign_in, someone).refusal is Refusal.DATABASE_MOVED
    for email in (someone.email, "nobody@example.org"):
        told = refused(town.store.reset.request, email, ENGLISH, TERMINAL)
        assert told.refusal is Refusal.DATABASE_MOVED
    town.store.close()


@pytest.mark.parametrize("rollback_journal", [True, False])
@pytest.mark.parametrize("is_in_use", [True, False])
def test_what_was_written_as_the_database_was_moved_is_there_once_that_is_put_back(
    tmp_path: Path, rollback_journal: bool, is_in_use: bool
) -> None:
    """Also what destroyed something, and where the process opens the database once more meanwhile."""
    town = Town(tmp_path / "data", rollback_journal=rollback_journal)
    town.person()
    there, elsewhere = town.database_file, town.database_file.with_name("elsewhere.db")
    database = town.store.context.database
    with database.write(alone_with=alone.account(1), destroys=True) as db, ExitStack() as others:
        db.get_one(Account, 1).language = "fr"
        db.flush()
        if is_in_use:
            for _ in range(4):
                others.enter_context(database.read())
        there.rename(elsewhere)
        with pytest.raises(Problem) as caught:
            others.enter_context(database.read())
        assert caught.value.refusal is Refusal.DATABASE_MOVED
    town.store.close()
    assert not there.exists()
    elsewhere.rename(there)
    assert town.rows("SELECT language FROM account") == [("fr",)]
    assert town.rows("PRAGMA quick_check") == [("ok",)]


def test_what_lies_beside_a_database_may_go_away_while_it_is_looked_at(town: Town) -> None:
    town.store.close()
    database = town.store.database
    with closing(sqlite3.connect(f"file:{town.database_file}?mode=ro", uri=True)) as reader:
        with coming_and_going(town.database_file.with_name("macle.db-journal")):
            for _ in range(200):
                assert database.size()
                assert database.newest_write()
        with coming_and_going(town.database_file.with_name("macle.db.gone")):
            for _ in range(30):
                with pytest.raises(Problem) as caught, refusals(town.database_file):
                    reader.execute("DELETE FROM fact")
                assert caught.value.refusal is Refusal.DATABASE_MOVED


def test_a_file_that_cannot_be_locked_is_told_and_not_waited_for(tmp_path: Path) -> None:
    """One that was opened as a name alone cannot be locked, as no file can on some file systems."""
    lock = os.open(tmp_path, os.O_PATH)
    assert refused(take_one, [lock]).refusal is Refusal.FOLDER_UNUSABLE
    os.close(lock)


@pytest.mark.more
@pytest.mark.needs("unshare", "mount")
def test_a_read_only_folder_is_told_and_changes_nothing(run: Run, town: Town) -> None:
    someone = town.person()
    town.store.close()
    home = town.home
    read_only = f"mount --bind {home} {home}; mount -o remount,bind,ro {home}"
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for script in ("Town(home)", "Town(home / 'new')"):
        lines = run(f"print(refused(lambda: {script}).refusal.name)", mounts=read_only, home=home)
        assert lines == ["READ_ONLY"]
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    town.reopen()
    town.sign_in(someone)


@pytest.mark.needs("unshare", "mount")
def test_a_read_only_database_is_told_and_changes_nothing(run: Run, town: Town) -> None:
    someone = town.person()
    town.store.close()
    for read_only in (town.database_file, town.database_file.parent):
        mounts = f"mount --bind {read_only} {read_only}; mount -o remount,bind,ro {read_only}"
        lines = run("print(refused(Town, home).refusal.name)", mounts=mounts, home=town.home)
        assert lines == ["READ_ONLY"]
    town.reopen()
    town.sign_in(someone)


@pytest.mark.needs("setpriv")
@pytest.mark.parametrize(
    ("place", "mode"),
    [
        ("keys/server.key", 0o000),
        ("database/macle.db", 0o400),
        *(
            pytest.param(place, mode, marks=pytest.mark.more)
            for place, mode in (
                ("", 0o000),
                ("locks", 0o000),
                ("database", 0o000),
                ("database", 0o500),
                ("database/macle.db", 0o000),
            )
        ),
    ],
)
def test_what_one_may_not_open_is_told(run: Run, town: Town, place: str, mode: int) -> None:
    someone = town.person()
    town.store.close()
    closed = town.home / place
    usual = closed.stat().st_mode
    closed.chmod(mode)
    lines = run("print(refused(Town, home).refusal.name)", without_privilege=True)
    assert lines == ["NO_PERMISSION"]
    closed.chmod(usual)
    town.reopen()
    town.sign_in(someone)


@pytest.mark.needs("setpriv")
def test_a_data_folder_that_one_may_not_make_is_told(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert run("print(refused(Town, home).refusal.name)", without_privilege=True) == ["NO_PERMISSION"]


def test_a_lock_file_that_cannot_be_opened_is_told(town: Town) -> None:
    someone = town.person()
    shutil.rmtree(town.locations.locks)
    assert refused(town.sign_in, someone).refusal is Refusal.FOLDER_UNUSABLE
    town.reopen()
    town.sign_in(someone)


def test_a_store_held_by_another_program_is_busy(town: Town) -> None:
    with (
        closing(sqlite3.connect(town.database_file)) as holder,
        closing(sqlite3.connect(town.database_file, timeout=0)) as other,
    ):
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Problem) as caught, refusals(town.database_file):
            other.execute("BEGIN IMMEDIATE")
        assert caught.value.refusal is Refusal.BUSY


def words_of(error: BaseException) -> str:
    """Return what a log could say of an error, and of the errors that it came from, shown or not."""
    words, seen = "".join(traceback.format_exception(error)), []
    at: BaseException | None = error
    while at is not None and at not in seen:
        words += f"{at} {at!r}\n"
        seen.append(at)
        at = at.__context__
    return words


@pytest.mark.parametrize(
    "mischief",
    [
        "DROP TABLE outbox",
        "CREATE TRIGGER no BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER no BEFORE INSERT ON quota BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE sign_up DROP COLUMN language",
    ],
)
def test_an_unforeseen_error_of_the_database_tells_no_values(town: Town, mischief: str) -> None:
    town.rows(mischief)
    address = "@".join(("dominique", "example.org"))  # not in the source lines of a traceback
    with pytest.raises((sqlite3.Error, Problem)) as caught:
        town.store.sign_up.begin("camille-b", address, PASSWORD, PASSWORD, "en")
    assert not re.search(r"dominique@|\$argon2id|Lanterne|\b[0-9a-f]{64}\b", words_of(caught.value))


def test_a_text_that_is_none_hides_nothing_else(town: Town) -> None:
    session = town.sign_in(town.person())
    town.store.audit.link()
    town.rows("UPDATE event SET terminal = CAST(x'ff41' AS TEXT) WHERE id = 2")
    assert harmless(town.store.history.recent(session)[0].terminal) == "\ufffdA"
    assert town.store.audit.verify().faults == (ChainFault(FaultKind.ALTERED, 2, 2),)
    town.rows("UPDATE event SET terminal = CAST(x'fe' AS TEXT)")
    town.sign_in(town.person("dominique"))
    town.store.audit.link()
    assert town.store.audit.verify().unlinked == 0


@pytest.mark.more
def test_a_wait_survives_a_kill(run: Run, town: Town) -> None:
    someone = town.person()
    town.store.close()
    script = """
import os, signal
town = Town(home)
town.fails_to_sign_in("alexandre", 5)
print("told", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(script, status=-signal.SIGKILL) == ["told"]
    town.reopen()
    assert refused(town.sign_in, someone).refusal is Refusal.LOCKED
    town.clock.advance(seconds=30)
    town.store.password.change(town.sign_in(someone), PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
