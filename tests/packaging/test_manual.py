"""The manual page macle(1): up to date, complete, and rendered without a warning."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tui.commands.command import Command
from tui.commands.command_line import COMMANDS
from tui.commands.explained import STATUSES, VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "man" / "macle.1", ROOT / "docs" / "man" / "fr" / "macle.1"]

by_language = pytest.mark.parametrize("page", PAGES, ids=["en", "fr"])


def rendered(page: Path) -> str:
    run = subprocess.run(
        ["man", "--warnings", "--encoding=UTF-8", "--local-file", str(page)],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "200", "MAN_KEEP_FORMATTING": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout


def names(commands: Sequence[Command], before: str = "macle") -> Iterator[str]:
    for command in commands:
        yield f"{before} {command.name}"
        yield from names(command.commands(), f"{before} {command.name}")


def test_the_pages_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "docs.manual", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.needs("man", "groff")
@by_language
def test_the_page_has_every_command_option_status_and_variable(page: Path) -> None:
    shown = rendered(page)
    assert all(f"   {name}\n" in shown for name in names(COMMANDS))
    assert all(f"       {name}" in shown for name in (*STATUSES, *VARIABLES, "--Email ", "--lang en|fr"))
    assert "       macle icu SendResetPasswordEmail --Email dominique@example.org\n" in shown


@by_language
def test_the_examples_fit_a_terminal_of_80_columns(page: Path) -> None:
    for example in re.findall(r"^\.EX\n(.*?)^\.EE", page.read_text(), re.DOTALL | re.MULTILINE):
        for line in example.replace("\\-", "-").splitlines():
            assert len(line.removeprefix("\\&")) <= 80 - 7 - 1, line  # man(1) indents them by 7


@pytest.mark.needs("mandoc")
@by_language
def test_the_page_has_no_fault(page: Path) -> None:
    run = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", str(page)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
