"""The `macle` command as a shell sees it: what it prints, where, and how it ends."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from i18n import ENGLISH
from tests.command import MACLE, ROOT, macle
from tests.trials.settings_file import write_light_settings
from tui.incidents import crash_sentence


def test_locate_prints_every_path_and_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "not-yet"
    run = macle("locate", home=home)
    paths = dict(line.split(maxsplit=1) for line in run.stdout.splitlines())
    assert run.returncode == 0
    assert paths["home"] == str(home)
    assert [*paths] == [
        *["home", "database", "key", "mail", "sms", "logs", "settings", "state", "sqlite", "journal"]
    ]
    assert not Path(paths["key"]).is_relative_to(Path(paths["database"]).parent)
    assert not home.exists()


def test_the_data_folder_follows_xdg(tmp_path: Path) -> None:
    run = macle("locate", home=tmp_path, MACLE_HOME="", XDG_DATA_HOME=str(tmp_path / "data"))
    assert f"{tmp_path}/data/macle\n" in run.stdout


def test_a_relative_data_folder_is_said_in_full(tmp_path: Path) -> None:
    assert f"{ROOT}/here\n" in macle("locate", home=tmp_path, MACLE_HOME="here").stdout


def test_a_path_cannot_steer_the_terminal(tmp_path: Path) -> None:
    run = macle("locate", home=tmp_path / "\x1b]0;x\x07")
    assert "\x1b" not in run.stdout
    assert "␛]0;x␇" in run.stdout


def test_a_reader_who_stops_reading_gets_no_complaint(tmp_path: Path) -> None:
    source, sink = os.pipe()
    os.close(source)
    run = subprocess.run(
        [*MACLE, "locate"], cwd=ROOT, stdout=sink, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(sink)
    assert run.stderr == ""


@pytest.mark.parametrize(
    "arguments", [["nope"], ["--lang"], ["--lang", "es"], ["locate", "--what"], ["plain", "more"]]
)
def test_a_wrong_usage_is_told_apart_and_on_standard_error(tmp_path: Path, arguments: list[str]) -> None:
    run = macle(*arguments, home=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert "macle --help" in run.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["plain", "--help"], ["--lang", "fr", "--help"]])
def test_help_names_every_command(tmp_path: Path, arguments: list[str]) -> None:
    run = macle(*arguments, home=tmp_path)
    assert run.returncode == 0
    assert all(command in run.stdout for command in ("plain", "demo", "locate", "admin"))


def test_without_a_terminal_the_pages_are_lines(tmp_path: Path) -> None:
    write_light_settings(tmp_path)
    run = macle(home=tmp_path, typed="/quit\n", TERM="xterm-256color")
    assert (run.returncode, run.stderr) == (0, "")
    assert "1. Sign in" in run.stdout
    assert "\x1b" not in run.stdout


def test_a_terminal_without_accents_is_no_obstacle(tmp_path: Path) -> None:
    write_light_settings(tmp_path)
    run = macle("plain", "--lang", "fr", home=tmp_path, LANG="en_US.ISO-8859-1", LC_ALL="POSIX")
    assert run.returncode == 0


def test_bad_settings_end_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("colour = 1")
    run = macle("plain", home=tmp_path)
    assert run.returncode == 1
    assert "colour" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_store_that_is_no_database_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    (tmp_path / "database" / "macle.db").write_text("this is no database, but long enough to be read" * 100)
    run = macle("plain", home=tmp_path)
    assert run.returncode == 1
    assert run.stderr.strip()
    assert "Traceback" not in run.stderr


def test_a_data_folder_that_is_a_file_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = macle("plain", home=tmp_path / "file")
    assert run.returncode == 1
    assert run.stderr.strip()
    assert "Traceback" not in run.stderr


def test_a_crash_has_a_number_and_no_trace_on_the_terminal(tmp_path: Path) -> None:
    crashing = "import tui.commands.command_line as c; c._call = lambda *_: {}['the secret']; import sys; "
    command = f"{crashing} sys.exit(c.run(['plain'], {{'MACLE_HOME': {str(tmp_path)!r}}}))"
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    number = run.stderr.split()[-1]
    assert run.stderr == ENGLISH.say(crash_sentence(number)) + "\n"
    log = (tmp_path / "logs" / "macle.log").read_text()
    assert number in log
    assert "secret" not in run.stderr + log


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    macle("plain", home=home, typed="/quit\n")
    made = [home, *home.rglob("*")]
    assert len(made) > 3
    assert not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made)
