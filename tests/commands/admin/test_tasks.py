"""The tasks of `macle admin`: their help, and wrong usages of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.command import complaint
from tests.commands.admin.administrator import macle
from tests.town import Town
from tui.commands.admin import ADMIN
from tui.commands.command import Command
from tui.commands.command_line import run

TASKS = {"add-operator", "operators", "role", "unblock", "give-back", "verifications", "accept", "refuse"}
Admin = Callable[..., tuple[int, str, str]]


@pytest.fixture
def admin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Admin:
    """Carry out a command line in this process; return its status, what it told and its complaint."""

    def carried_out(*arguments: str) -> tuple[int, str, str]:
        status = run(["admin", *arguments], {"MACLE_HOME": str(tmp_path), "MACLE_STATE": str(tmp_path)})
        return status, *capsys.readouterr()

    return carried_out


def points_to_the_help_of(*arguments: str) -> str:
    """Return how a complaint ends: with the help of the task, and not with that of the whole command."""
    task = " ".join(["macle", "admin", *(one for one in arguments if one in TASKS)])
    return f"\nType “{task} --help” to see what can be asked.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("add-operator",),
        ("add-operator", "odile-desk"),
        ("add-operator", "odile-desk", "--email"),
        ("add-operator", "odile-desk", "omar-desk", "--email", "o@example.org"),
        ("verifications",),
        ("verifications", "--as"),
        ("verifications", "--as", "odile-desk", "forget"),
        ("verifications", "--as", "odile-desk", "accept"),
        ("verifications", "--as", "odile-desk", "refuse", "ab"),
        ("verifications", "--as", "odile-desk", "accept", "ab"),
        ("operators", "forget"),
        ("operators", "odile-desk"),
        ("operators", "role", "odile-desk", "--reason", "She left."),
        ("operators", "role", "odile-desk", "king", "--reason", "She won."),
        ("operators", "role", "odile-desk", "person"),
        ("operators", "give-back"),
        ("operators", "give-back", "odile-desk"),
        ("operators", "give-back", "odile-desk", "--reason"),
        ("operators", "give-back", "odile-desk", "--reason", "Back.", "--as", "omar-desk"),
        ("operators", "unblock", "odile-desk", "--reason", "It was her."),
        ("operators", "unblock", "odile-desk", "--as", "omar-desk"),
        ("operators", "unblock", "--as", "omar-desk", "--reason", "It was her."),
    ],
)
def test_a_wrong_usage_is_told_apart(admin: Admin, arguments: tuple[str, ...]) -> None:
    status, told, complaint = admin(*arguments)
    assert (status, told) == (2, "")
    assert complaint.endswith(points_to_the_help_of(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("verifications", "--as", "odile-desk"),
        ("operators", "unblock", "odile-desk", "--as", "omar-desk", "--reason", "It was her."),
    ],
)
def test_a_usage_without_what_it_reads_is_wrong_from_a_shell(town: Town, arguments: tuple[str, ...]) -> None:
    told = complaint(macle(town, "admin", *arguments), status=2)
    assert told.endswith(points_to_the_help_of(*arguments))


def paths(commands: Sequence[Command], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Return the names that lead to each of these commands, and to those that follow it."""
    for command in commands:
        path = (*before, command.name)
        yield path
        yield from paths(command.commands(), path)


EVERY_TASK = [*paths(ADMIN.commands())]


@pytest.mark.parametrize("task", [(), *EVERY_TASK], ids=" ".join)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_task_explains_itself_in_both_languages(
    admin: Admin, task: tuple[str, ...], language: str
) -> None:
    status, said, complaint = admin(*task, "--help", "--lang", language)
    assert (status, complaint) == (0, "")
    usage = "Usage: " if language == "en" else "Utilisation\u00a0: "
    assert said.startswith(f"{usage}macle admin {' '.join(task)}")
    assert ("Options:" in said) == (language == "en")
    assert ("Exit statuses:" in said) == (language == "en")
    assert language == "en" or not re.search(r"^\w.*[^\u00a0]:$", said, re.MULTILINE)


@pytest.mark.parametrize("task", EVERY_TASK, ids=" ".join)
@pytest.mark.parametrize(("language", "title"), [("en", "Example:"), ("fr", "Exemple\u00a0:")])
def test_the_help_of_each_task_shows_an_example_that_fits_a_line(
    admin: Admin, task: tuple[str, ...], language: str, title: str
) -> None:
    _status, said, _complaint = admin(*task, "--help", "--lang", language)
    assert f"\n{title}\n  macle admin {' '.join(task)}" in said
    assert max(map(len, said.partition(title)[2].splitlines())) <= 80


def test_a_mistyped_task_is_named_with_the_nearest_one(admin: Admin) -> None:
    assert admin("operatrs")[2].startswith(
        "“macle admin” has no command “operatrs”. Did you mean “operators”?\n"
    )
    status, told, complaint = admin("verifications", "--as", "odile-desk", "acept", "3f", "--lang", "fr")
    assert (status, told) == (2, "")
    assert complaint.startswith("«\u00a0macle admin verifications\u00a0» n’a pas de commande")
    assert "Vouliez-vous dire «\u00a0accept\u00a0»\u00a0?" in complaint


@pytest.mark.parametrize(
    "arguments",
    [
        ("admin", "add-operator", "odile-desk", "--email", "odile@example.org"),
        ("admin", "operators"),
        ("admin", "verifications", "--as", "odile-desk"),
        ("admin", "import", "people.csv"),
        ("admin", "deliver"),
        ("admin", "backup", "one.db"),
        ("admin", "accept-older", "--reason", "The disk failed."),
        ("admin", "rotate-keys"),
        ("admin", "audit", "verify"),
        ("icu", "SendResetPasswordEmail", "--Email", "odile@example.org"),
    ],
    ids=" ".join,
)
def test_without_accounts_a_mistyped_folder_is_told_and_none_is_made(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("username,email\n")
    home = tmp_path / "mistyped"
    assert run(arguments, {"MACLE_HOME": str(home), "MACLE_STATE": str(tmp_path / "state")}) == 1
    told, complaint = capsys.readouterr()
    assert (told, complaint.startswith(f"There are no accounts in {home} yet. ")) == ("", True)
    assert not home.exists()
