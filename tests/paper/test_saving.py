"""What a person saves: a file of their own, where they said, and never in place of another."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Problem, Refusal
from tests.town import refused
from tui.paper import SystemPaper

SHEET = "clé personnelle\n\n0123-4567-89AB-CDEF\n"
SAVE = SystemPaper().save


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def is_refused(name: str) -> Refusal:
    problem: Problem = refused(SAVE, name, [SHEET])
    assert problem.field == "file"
    return problem.refusal


@pytest.mark.parametrize("name", ["key.txt", " key.txt ", "~/key.txt", "./key.txt", "../home/key.txt"])
def test_a_file_lies_in_the_home_folder(home: Path, name: str) -> None:
    path = SAVE(name, [SHEET])
    assert path.is_absolute()
    assert (home / "key.txt").read_text(encoding="utf-8") == SHEET
    assert path.samefile(home / "key.txt")


def test_a_name_that_begins_with_a_slash_is_taken_as_it_is(tmp_path: Path) -> None:
    assert SAVE(f"{tmp_path}/key.txt", [SHEET]) == tmp_path / "key.txt"


def test_accents_and_emoji_may_be_part_of_a_name(home: Path) -> None:
    assert SAVE("ma clé 👩‍💻.txt", [SHEET]) == home / "ma clé 👩‍💻.txt"


def test_only_its_owner_can_read_it() -> None:
    before = os.umask(0)
    try:
        path = SAVE("key.txt", [SHEET])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_file_is_overwritten(home: Path) -> None:
    (home / "key.txt").write_text("older")
    assert is_refused("key.txt") is Refusal.FILE_EXISTS
    assert (home / "key.txt").read_text() == "older"


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(home: Path, there: bool) -> None:
    target = home / "target"
    if there:
        target.write_text("older")
    (home / "key.txt").symlink_to(target)
    assert is_refused("key.txt") is Refusal.FILE_EXISTS
    assert target.exists() == there
    assert not there or target.read_text() == "older"


@pytest.mark.parametrize("name", ["", ".", "~", "/", "folder", "folder/", "pipe", "/dev/full"])
def test_what_is_there_and_no_file_is_left_as_it_is(home: Path, name: str) -> None:
    (home / "folder").mkdir()
    os.mkfifo(home / "pipe")
    assert is_refused(name) is Refusal.FILE_EXISTS
    assert sorted(path.name for path in home.rglob("*")) == ["folder", "pipe"]


@pytest.mark.parametrize("name", ["no-such/key.txt", "~nobody-here/key.txt", "x" * 256, "file/key.txt"])
def test_a_place_that_cannot_hold_it_is_refused(home: Path, name: str) -> None:
    (home / "file").write_text("")
    assert is_refused(name) is Refusal.FILE_UNWRITABLE


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    # Not even the superuser makes a file there.
    assert is_refused("/proc/key.txt") is Refusal.FILE_UNWRITABLE


@pytest.mark.parametrize("name", ["a\0b", "\x1b]0;x\x07", "a\nb", "a\u202eb", "a\u2028b", "a\udcffb", "a\tb"])
def test_a_name_that_cannot_be_shown_is_refused(home: Path, name: str) -> None:
    assert is_refused(name) is Refusal.TEXT_CHARACTERS
    assert [*home.iterdir()] == []


def test_a_full_disk_leaves_no_half_of_a_file(home: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(SHEET) // 2, limits[1]))
    try:
        assert is_refused("key.txt") is Refusal.FILE_UNWRITABLE
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [*home.iterdir()] == []


def test_a_part_that_fails_leaves_no_half_of_a_file(home: Path) -> None:
    def parts() -> Iterator[str]:
        yield SHEET
        assert (home / "key.txt").exists()
        raise Problem(Refusal.SESSION_ENDED)

    with pytest.raises(Problem):
        SAVE("key.txt", parts())
    assert [*home.iterdir()] == []


def test_of_a_file_that_cannot_be_no_part_is_asked_for(home: Path) -> None:
    (home / "key.txt").write_text("before")
    parts = iter([SHEET])
    with pytest.raises(Problem):
        SAVE("key.txt", parts)
    assert [*parts] == [SHEET]
