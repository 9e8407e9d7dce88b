"""What an administrator may write into `settings.toml`, and what is refused with words."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import ENGLISH
from store import HashingCost, Problem, Refusal, Settings
from store.settings import Routes, read_settings
from tui.wording import sentence


def write(home: Path, text: str) -> Path:
    (home / "settings.toml").write_text(text)
    return home


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "nothing-here") == Settings(tmp_path / "nothing-here")


def test_what_the_file_says_is_done(tmp_path: Path) -> None:
    text = 'password_policy = "nist"\npassword_life_days = 0\n[hashing]\nmemory_kib = 131072\nlanes = 8\n'
    settings = read_settings(write(tmp_path, text))
    assert (settings.password_policy, settings.password_life_days) == ("nist", 0)
    assert settings.hashing == HashingCost(memory_kib=131_072, passes=3, lanes=8)


def test_a_route_is_declared_for_each_kind_of_message(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, '[routes]\nemail = "files"\nsms = "files"\n'))
    assert settings.routes == Routes(email="files", sms="files")


def test_a_route_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        read_settings(write(tmp_path, '[routes]\nsms = "pigeon"\n'))
    assert refused.value.facts["allowed"] == "files"


def test_hashing_below_the_floor_is_for_trials_alone(tmp_path: Path) -> None:
    light = "[hashing]\nmemory_kib = 8\npasses = 1\nlanes = 1\n"
    with pytest.raises(Problem):
        read_settings(write(tmp_path, light))
    with pytest.raises(Problem):
        read_settings(write(tmp_path, f"{light}for_trials = false\n"))
    assert read_settings(write(tmp_path, f"{light}for_trials = true\n")).hashing == HashingCost(8, 1, 1)


@pytest.mark.parametrize(
    ("text", "fault", "key"),
    [
        ("password_policy = ", "not-toml", ""),
        ("\0", "not-toml", ""),
        ('colour = "red"', "unknown-key", "colour"),
        ("[hashing]\nsalt = 1", "unknown-key", "hashing.salt"),
        ('password_policy = "mine"', "wrong-value", "password_policy"),
        ("password_policy = [1]", "wrong-value", "password_policy"),
        ('password_life_days = "365"', "wrong-value", "password_life_days"),
        ("password_life_days = true", "wrong-value", "password_life_days"),
        ("password_life_days = -1", "wrong-value", "password_life_days"),
        ("password_life_days = 99999999999999999999", "wrong-value", "password_life_days"),
        ("hashing = 3", "wrong-value", "hashing"),
        ('[routes]\nemail = "pigeon"', "wrong-value", "routes.email"),
        ("[routes]\nsms = 1", "wrong-value", "routes.sms"),
        ('[routes]\npigeon = "files"', "unknown-key", "routes.pigeon"),
        ("[hashing]\nmemory_kib = 19455", "wrong-value", "hashing.memory_kib"),
        ("[hashing]\npasses = 1", "wrong-value", "hashing.passes"),
        ("[hashing]\nlanes = 0", "wrong-value", "hashing.lanes"),
        ("[hashing]\nfor_trials = 1", "wrong-value", "hashing.for_trials"),
        ("[hashing]\nfor_trials = true\nmemory_kib = 8\nlanes = 4", "wrong-value", "hashing.memory_kib"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, fault: str, key: str) -> None:
    with pytest.raises(Problem) as refused:
        read_settings(write(tmp_path, text))
    problem = refused.value
    assert problem.refusal is Refusal.SETTINGS_FORM
    assert (problem.facts["fault"], problem.facts["key"]) == (fault, key)
    assert str(tmp_path / "settings.toml") in ENGLISH.say(sentence(problem))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"password_life_days = 0\n\npassword_policy = nist\n", 3),
        (b'password_life_days = 0\npassword_policy = """nist', 2),
        (b"# a remark\npassword_policy = '\xff'\n", 2),
    ],
)
def test_a_line_that_is_not_toml_is_told_by_its_number(tmp_path: Path, text: bytes, line: int) -> None:
    (tmp_path / "settings.toml").write_bytes(text)
    with pytest.raises(Problem) as refused:
        read_settings(tmp_path)
    assert refused.value.facts["fault"] == "not-toml"
    assert f"Line {line} of the settings file" in ENGLISH.say(sentence(refused.value))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(Problem) as refused:
        read_settings(tmp_path)
    assert refused.value.facts["fault"] == "unreadable"
