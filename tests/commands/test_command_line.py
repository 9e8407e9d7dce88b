"""The `macle` command as a shell sees it: what it prints, and how it ends."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from i18n import ENGLISH
from tests.command import MACLE, ROOT, environment, in_terminal, macle, macle_here
from tests.trials.settings_file import write_light_settings
from tui.incidents import crash_sentence


def bad_settings(folder: Path) -> Path:
    """Write settings with a fault for the data folder below `folder`, and return their file."""
    home = folder / "data"
    home.mkdir(mode=0o700)
    settings = home / "settings.toml"
    settings.write_text("password_life_days = 30\ncolour = 1\n")
    return settings


def test_a_reader_who_stops_reading_gets_no_complaint(tmp_path: Path) -> None:
    source, sink = os.pipe()
    os.close(source)
    run = subprocess.run(
        [*MACLE, "locate"], cwd=ROOT, stdout=sink, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(sink)
    assert run.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["locate"], "The answer could not be written to standard output"),
        (["--help", "--lang", "fr"], "La réponse n’a pas pu être écrite sur la sortie standard"),
        pytest.param(["plain"], "The answer could not be written to standard output", marks=pytest.mark.more),
    ],
)
def test_an_answer_that_cannot_be_written_is_told(tmp_path: Path, arguments: list[str], words: str) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*MACLE, *arguments], cwd=ROOT, env=environment(tmp_path), stdin=subprocess.DEVNULL,
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith(words)
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "logs" / "macle.log").exists()


def test_a_complaint_that_cannot_be_written_changes_no_status(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*MACLE, "zzz"],
            cwd=ROOT,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
        )
    assert (run.returncode, run.stdout) == (2, b"")


@pytest.mark.parametrize(
    "arguments", [["nope"], ["--lang"], ["--lang", "es"], ["locate", "--what"], ["plain", "more"]]
)
def test_a_wrong_usage_is_told_apart_and_on_standard_error(tmp_path: Path, arguments: list[str]) -> None:
    run = macle_here(*arguments, home=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert "--help” to see what can be asked." in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demp"], "“macle” has no command “demp”. Did you mean “demo”?"),
        (
            ["zzz"],
            "“macle” has no command “zzz”. It has: plain, demo, pin, desk, kiosk, locate, icu, admin,"
            " completion.",
        ),
        (["\x1b]0;x\x07"], "“macle” has no command “␛]0;x␇”. "),
        (["zzz", "--lang", "fr"], "«\u00a0macle\u00a0» n’a pas de commande «\u00a0zzz\u00a0». Ses commandes"),
        (["--help=plain"], "Nothing can follow --help."),
        (["--lang"], "After --lang comes one of: en, fr."),
        (["--langue", "fr"], "“--langue” cannot be used here. Did you mean “--lang”?"),
        (["--langue", "fr", "admin", "doctor"], "“--langue” cannot be used here. Did you mean “--lang”?"),
        (["admin", "--langue", "fr", "doctor"], "“--langue” cannot be used here. Did you mean “--lang”?"),
        (["--lang", "en", "--foo", "demo"], "“--foo” cannot be used here."),
        (["admin", "zzz", "--foo"], "“macle admin” has no command “zzz”."),
    ],
)
def test_what_was_mistyped_is_named_with_what_there_is(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    assert macle_here(*arguments, home=tmp_path).stderr.startswith(words)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--lang", "fr", "--help"]])
def test_help_names_every_command(tmp_path: Path, arguments: list[str]) -> None:
    run = macle(*arguments, home=tmp_path)
    assert run.returncode == 0
    assert all(command in run.stdout for command in ("plain", "demo", "locate", "admin"))


@pytest.mark.parametrize(("language", "title"), [("en", "Exit statuses:"), ("fr", "Codes de retour\u00a0:")])
def test_help_names_the_variables_and_the_exit_statuses(tmp_path: Path, language: str, title: str) -> None:
    said, statuses = macle_here("--help", "--lang", language, home=tmp_path).stdout.split(f"\n{title}\n")
    named = said.split("\n  MACLE_HOME  ")[1]
    assert all(f"  {name}  " in named for name in ("MACLE_STATE", "TERM", "TZ", "SSH_CONNECTION"))
    assert all(f"\n  {names}\n" in named for names in ("LANGUAGE, LC_ALL, LC_MESSAGES, LANG",))
    told = [line.split()[0] for line in statuses.splitlines() if not line.startswith("   ")]
    assert told == ["0", "1", "2", "3", "4", "5", "128+N"]


def test_without_a_terminal_the_pages_are_lines(tmp_path: Path) -> None:
    write_light_settings(tmp_path)
    run = macle(home=tmp_path, typed="/quit\n", TERM="xterm-256color")
    assert (run.returncode, run.stderr) == (0, "")
    assert "1. Sign in" in run.stdout
    assert "\x1b" not in run.stdout


def test_a_terminal_without_accents_is_no_obstacle(tmp_path: Path) -> None:
    write_light_settings(tmp_path)
    run = macle(
        "plain", "--lang", "fr", home=tmp_path, typed="/quit\n", LANG="en_US.ISO-8859-1", LC_ALL="POSIX"
    )
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--plane", "Did you mean “--plain”?"),
        ("--lng=fr", "Did you mean “--lang”?"),
        ("--foo", "“--foo” cannot"),
    ],
)
def test_an_option_that_is_mistyped_is_told_with_the_one_that_is_meant(
    tmp_path: Path, option: str, said: str
) -> None:
    run = macle_here("demo", option, home=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert ("Did you mean" in run.stderr) == said.startswith("Did")


@pytest.mark.terminal
def test_at_a_terminal_no_word_of_a_complaint_is_broken(tmp_path: Path) -> None:
    settings = bad_settings(tmp_path)
    child = in_terminal("admin", "operators", home=settings.parent)
    child.expect(pexpect.EOF)
    lines = child.before.splitlines()
    assert len(lines) > 1
    assert all(len(line) < 80 or " " not in line for line in lines)
    said = macle_here("admin", "operators", home=settings.parent).stderr
    assert [word for line in lines for word in line.split()] == said.split()


@pytest.mark.parametrize(
    ("command", "typed", "status"),
    [("plain", "", 1), pytest.param("demo", "", 1, marks=pytest.mark.more), ("plain", "\n", 0)],
)
def test_an_input_that_ends_before_anything_is_answered_is_told(
    tmp_path: Path, command: str, typed: str, status: int
) -> None:
    write_light_settings(tmp_path)
    run = macle(command, home=tmp_path, typed=typed)
    assert run.returncode == status
    assert ("ended before anything was answered" in run.stderr) == bool(status)


@pytest.mark.parametrize("arguments", [("plain",), ("admin", "operators")])
@pytest.mark.parametrize(("language", "words"), [("en", "On line 2 of "), ("fr", "À la ligne 2 de ")])
def test_a_fault_in_the_settings_ends_the_start_with_a_sentence_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], language: str, words: str
) -> None:
    settings = bad_settings(tmp_path)
    run = macle_here(*arguments, "--lang", language, home=settings.parent)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(f"{words}{settings}")
    assert "colour" in run.stderr
    assert run.stderr.count("\n") == 1
    assert [*tmp_path.rglob("*")] == [settings.parent, settings]


@pytest.mark.terminal
def test_a_fault_in_the_settings_is_told_before_the_screen_is_drawn(tmp_path: Path) -> None:
    settings = bad_settings(tmp_path)
    child = in_terminal(home=settings.parent, TERM="xterm-256color")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert child.before.startswith("On line 2 of")
    assert [*tmp_path.rglob("*")] == [settings.parent, settings]


def test_what_is_wrong_with_the_settings_hides_nothing_of_where_they_are(tmp_path: Path) -> None:
    settings = bad_settings(tmp_path)
    assert str(settings) in macle_here("locate", home=settings.parent).stdout


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
