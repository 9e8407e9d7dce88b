"""The data folder is its owner's alone: nothing of somebody else's is used, no link is followed."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from i18n import ENGLISH, LANGUAGES
from store import Problem, Refusal, Settings, open_store
from store.files import make_file
from store.settings.reading import read_settings
from tests.town import PASSWORD, Town, refused
from tui.incidents import record_crash
from tui.wording import sentence

SOMEBODY_ELSE = 65_534
of_another_user = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
FILES = [
    "database/macle.db",
    "database/macle.db-wal",
    "database/macle.db-shm",
    "database/macle.db-journal",
    "keys/server.key",
    "locks/store.lock",
    "locks/journal.lock",
    "locks/hash-0.lock",
]
FOLDERS = ["database", "keys", "locks", "logs", "mail", "sms"]


@pytest.fixture
def at_rest(town: Town) -> Town:
    """A store with one person in it, which is closed."""
    town.person()
    town.store.close()
    return town


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A file that is none of Macle's business."""
    file = tmp_path / "elsewhere"
    file.write_text("kept")
    return file


def told(town: Town, path: Path, refusal: Refusal) -> None:
    """See that the store is refused for what `path` is, in every language by its name."""
    problem = refused(use, town.settings)
    assert (problem.refusal, problem.facts) == (refusal, {"path": str(path)})
    assert all(str(path) in language.say(sentence(problem)) for language in LANGUAGES.values())


def use(settings: Settings) -> None:
    """Open the store, and hash: that takes a lock of its own."""
    with closing(open_store(settings)) as store:
        store.context.hasher.make(PASSWORD)


@of_another_user
@pytest.mark.parametrize("mode", [0o777, 0o700, 0o755])
@pytest.mark.parametrize("name", [".", *FOLDERS])
def test_a_folder_of_somebody_else_is_not_used(at_rest: Town, name: str, mode: int) -> None:
    folder = at_rest.home / name
    os.chown(folder, SOMEBODY_ELSE, SOMEBODY_ELSE)
    folder.chmod(mode)
    told(at_rest, folder, Refusal.FILE_FOREIGN)


@of_another_user
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_somebody_else_is_not_used(at_rest: Town, name: str) -> None:
    file = at_rest.home / name
    file.touch(0o600)
    os.chown(file, SOMEBODY_ELSE, SOMEBODY_ELSE)
    told(at_rest, file, Refusal.FILE_FOREIGN)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_in_place_of_a_folder_is_not_followed(at_rest: Town, name: str, tmp_path: Path) -> None:
    folder, other = at_rest.home / name, tmp_path / "other"
    folder.rename(other)
    folder.symlink_to(other)
    told(at_rest, folder, Refusal.FILE_LINK)


@pytest.mark.parametrize("dangling", [False, True], ids=["", "dangling"])
@pytest.mark.parametrize("name", FILES)
def test_a_link_in_place_of_a_file_is_not_followed(
    at_rest: Town, name: str, elsewhere: Path, dangling: bool
) -> None:
    file = at_rest.home / name
    if dangling:
        elsewhere.unlink()
    file.unlink(missing_ok=True)
    file.symlink_to(elsewhere)
    told(at_rest, file, Refusal.FILE_LINK)
    assert elsewhere.exists() == (not dangling)
    assert dangling or elsewhere.read_text() == "kept"


@pytest.mark.parametrize("name", ["database/.macle.db.part", "keys/.server.key.part"])
@pytest.mark.parametrize("kind", [os.symlink, os.link])
def test_a_planted_link_is_not_written_through_when_a_store_is_made(
    tmp_path: Path, elsewhere: Path, name: str, kind: Callable[[Path, Path], None]
) -> None:
    planted = tmp_path / "data" / name
    planted.parent.mkdir(parents=True)
    kind(elsewhere, planted)
    town = Town(tmp_path / "data")
    town.sign_in(town.person())
    town.store.close()
    assert elsewhere.read_text() == "kept"


@pytest.mark.parametrize("kind", [os.symlink, os.link])
def test_a_planted_link_is_not_written_through_by_a_message(
    town: Town, elsewhere: Path, kind: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted_just_before(path: Path, mode: int) -> int:
        kind(elsewhere, path)
        return make_file(path, mode)

    monkeypatch.setattr("store.files.make_file", planted_just_before)
    town.person()
    assert elsewhere.read_text() == "kept"


@pytest.mark.parametrize("name", sorted({*FILES} - {"database/macle.db-journal"}))
@pytest.mark.parametrize("mode", [0o666, 0o644])
def test_a_file_that_is_found_open_to_others_is_closed_to_them(at_rest: Town, name: str, mode: int) -> None:
    file = at_rest.home / name
    if not name.startswith("locks"):  # there is nothing in those that one could change
        mode &= ~0o022
    if name.startswith("database/macle.db-"):
        at_rest.store = open_store(at_rest.settings)  # SQLite keeps them while it is open
    file.chmod(mode)
    at_rest.reopen()
    at_rest.fails_to_sign_in("alexandre")
    assert not file.exists() or not stat.S_IMODE(file.stat().st_mode) & 0o077


@pytest.mark.parametrize("mode", [0o777, 0o707])
def test_a_data_folder_below_one_in_which_others_can_replace_it_is_not_used(
    at_rest: Town, tmp_path: Path, mode: int
) -> None:
    tmp_path.chmod(mode)
    told(at_rest, tmp_path, Refusal.FOLDER_OPEN)
    tmp_path.chmod(mode | stat.S_ISVTX)  # as /tmp: each renames only what is theirs
    at_rest.reopen()


def test_a_data_folder_that_is_not_macles_alone_and_open_to_others_is_not_used(at_rest: Town) -> None:
    (at_rest.home / "letters").mkdir()
    at_rest.home.chmod(0o777)
    told(at_rest, at_rest.home, Refusal.FOLDER_OPEN)


@of_another_user
def test_a_data_folder_below_one_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    os.chown(above, SOMEBODY_ELSE, SOMEBODY_ELSE)
    problem = refused(Town, above / "data")
    assert (problem.refusal, problem.facts) == (Refusal.FILE_FOREIGN, {"path": str(above)})
    assert not list(above.iterdir())


@of_another_user
def test_settings_of_another_user_are_not_read(at_rest: Town) -> None:
    file = at_rest.locations.settings_file
    file.write_text('password_policy = "nist"')
    os.chown(file, SOMEBODY_ELSE, SOMEBODY_ELSE)
    problem = refused(read_settings, at_rest.home)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_FOREIGN, {"path": str(file)})


def test_settings_behind_a_link_are_not_read(at_rest: Town, elsewhere: Path) -> None:
    at_rest.locations.settings_file.symlink_to(elsewhere)
    assert refused(read_settings, at_rest.home).refusal is Refusal.FILE_LINK


@pytest.mark.parametrize(("mode", "group"), [(0o602, None), (0o622, None), (0o620, SOMEBODY_ELSE)])
@pytest.mark.parametrize("name", ["settings.toml", "keys/server.key", "database/macle.db"])
def test_a_file_that_others_could_write_is_refused_and_left_as_it_is(
    at_rest: Town, name: str, mode: int, group: int | None
) -> None:
    file = at_rest.home / name
    if name == "settings.toml":
        file.write_text('password_policy = "nist"')
    if group is not None:
        if os.geteuid():
            pytest.skip("only root can give files to any group")
        os.chown(file, -1, group)
    file.chmod(mode)

    def opened() -> None:
        read_settings(at_rest.home)
        use(at_rest.settings)

    problem = refused(opened)
    assert (problem.refusal, problem.facts) == (Refusal.FILE_WRITABLE, {"path": str(file)})
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_settings_that_ones_own_group_alone_can_write_are_read(at_rest: Town) -> None:
    file = at_rest.locations.settings_file
    file.write_text('password_policy = "nist"')
    file.chmod(0o664)  # as with umask 002, where each user has a group of their own
    own_group = pwd.getpwuid(os.geteuid()).pw_name == grp.getgrgid(file.stat().st_gid).gr_name
    if not own_group:
        pytest.skip("this user has no group of their own")
    assert read_settings(at_rest.home).password_policy == "nist"


def test_a_pipe_in_place_of_a_file_is_not_waited_for(at_rest: Town) -> None:
    key = at_rest.locations.server_key
    key.unlink()
    os.mkfifo(key, 0o400)
    assert refused(open_store, at_rest.settings).refusal is Refusal.FOLDER_UNUSABLE


@pytest.mark.parametrize("linked", ["logs", "logs/macle.log"])
def test_a_crash_is_not_written_through_a_link(at_rest: Town, tmp_path: Path, linked: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    link = at_rest.home / linked
    if link.is_dir():
        link.rmdir()
    link.symlink_to(other if linked == "logs" else other / "file")
    assert len(record_crash(ValueError(), at_rest.home)) == 8
    assert not list(other.iterdir())


@pytest.mark.parametrize("refusal", [Refusal.FILE_FOREIGN, Refusal.FILE_LINK, Refusal.FOLDER_OPEN])
def test_what_is_refused_is_named_with_what_to_do(refusal: Refusal) -> None:
    assert "/srv/macle" in ENGLISH.say(sentence(Problem(refusal, path="/srv/macle")))
