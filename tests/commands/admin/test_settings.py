"""`macle admin settings`: what counts, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from i18n import ENGLISH, FRENCH, Language
from store.settings import Settings
from store.settings.listing import declared
from store.settings.reading import read_settings
from store.settings.writing import file_of_settings
from tests.command import in_terminal, macle

SHOW = ("admin", "settings")


def rows(said: str) -> dict[str, tuple[str, str]]:
    """Return by setting what it is set to, and where it comes from."""
    columns = [line.split("  ") for line in said.splitlines()[2:]]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in columns]
    return {key: (value, origin) for key, origin, value in cells}


def test_without_a_file_every_setting_has_its_default_and_nothing_is_made(tmp_path: Path) -> None:
    home = tmp_path / "data"
    run = macle(*SHOW, home=home)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith(f"There is no settings file {home / 'settings.toml'}")
    assert [*rows(run.stdout)] == [one.key for one in declared()]
    assert {origin for _value, origin in rows(run.stdout).values()} == {"default"}
    assert not home.exists()


@pytest.mark.parametrize(
    ("language", "line", "default"), [("en", "line 4", "default"), ("fr", "ligne 4", "défaut")]
)
def test_a_setting_is_told_with_the_line_that_it_stands_on(
    tmp_path: Path, language: str, line: str, default: str
) -> None:
    (tmp_path / "settings.toml").write_text("password_life_days = 365\n\n[hashing]\nlanes = 2\n")
    found = rows(macle(*SHOW, "--lang", language, home=tmp_path).stdout)
    assert found["hashing.lanes"] == ("2", line)
    assert found["hashing.passes"] == ("3", default)
    assert found["password_life_days"] == ("365", line.replace("4", "1"))


def test_a_faulty_file_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('password_policy = "mine"\n')
    run = macle(*SHOW, home=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("On line 1 of ")


@pytest.mark.terminal
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_is_wider_than_a_terminal(tmp_path: Path, language: str) -> None:
    child = in_terminal(*SHOW, "--lang", language, home=tmp_path)
    child.expect(pexpect.EOF)
    child.close()
    assert max(map(len, child.before.splitlines()[1:])) <= 80


@pytest.mark.parametrize("language", [ENGLISH, FRENCH], ids=lambda language: language.code)
def test_a_first_file_sets_what_was_chosen_and_leaves_the_rest_as_it_is(
    tmp_path: Path, language: Language
) -> None:
    chosen = {("password_policy",): "nist", ("hashing", "lanes"): 8}
    text = file_of_settings(chosen, language)
    (tmp_path / "settings.toml").write_text(text)
    settings = read_settings(tmp_path)
    assert (settings.password_policy, settings.hashing.lanes) == ("nist", 8)
    assert settings.password_life_days == Settings(tmp_path).password_life_days
    assert max(map(len, text.splitlines())) <= 80
    for one in declared():
        assert f"{one.path[-1]} = " in text


def test_a_first_file_with_nothing_chosen_says_every_default_and_examples_that_could_stand_there(
    tmp_path: Path,
) -> None:
    remarks, file, usual = file_of_settings({}, ENGLISH), tmp_path / "settings.toml", Settings(tmp_path)
    file.touch(mode=0o600)
    file.write_text(remarks)
    assert read_settings(tmp_path) == usual
    values = re.findall(r"^# (\w+ = .*|\[[\w.]+\])$", remarks, re.MULTILINE)
    file.write_text("\n".join(values))
    found = read_settings(tmp_path)
    with_examples = ("opened_by", "shared_users", "issuer", "mail", "sms", "printer", "help_desk")
    assert replace(found, **{name: getattr(usual, name) for name in with_examples}) == usual
    assert found.mail.server
    assert found.sms.url
    assert found.help_desk.is_known


def test_what_is_secret_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.touch(mode=0o600)
    file.write_text('[sms]\nurl = "smseagles://hunter2@sms.example.org/{to}"\n')
    run = macle(*SHOW, home=tmp_path)
    assert rows(run.stdout)["sms.url"] == ("(set, and not shown)", "line 2")
    assert "hunter2" not in run.stdout
