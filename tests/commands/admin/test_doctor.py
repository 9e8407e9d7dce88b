"""`macle admin doctor`: what an administrator reads, and what a program that watches gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pexpect
import pytest

from store.checkup.finding import Part
from tests.command import in_terminal, macle
from tests.commands.admin.administrator import Operator
from tests.town import Town

LOOK = ("admin", "doctor")
HASHING_IS_LIGHT = "hashing"
"""As in every store of the tests."""


def watched(home: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Return the exit status and the object that a program that watches gets."""
    run = macle(*LOOK, "--json", *more, home=home)
    assert run.stderr == ""
    told: dict[str, Any] = json.loads(run.stdout)
    return run.returncode, told


def faults(told: dict[str, Any]) -> set[str]:
    return {part for part, check in told["checks"].items() if check["status"] == "fault"}


def test_a_program_that_watches_finds_every_part_under_the_same_name(
    town: Town, supervisor: Operator
) -> None:
    status, told = watched(town.home)
    assert [*told] == ["status", "macle", "checked_at", "checks", "database"]
    assert [*told["checks"]] == [part.value for part in Part]
    assert all(check["findings"] for check in told["checks"].values())
    assert faults(told) == {HASHING_IS_LIGHT}
    assert (status, told["status"]) == (1, "fault")


def test_where_there_are_warnings_alone_the_status_says_so(tmp_path: Path) -> None:
    home = tmp_path / "data"
    macle("plain", home=home)  # makes the store
    status, told = watched(home)
    assert (status, told["status"], faults(told)) == (5, "warning", set())


def test_without_a_store_that_is_the_fault_and_none_is_made(tmp_path: Path) -> None:
    home = tmp_path / "data"
    status, told = watched(home)
    assert (status, faults(told)) == (1, {"folder"})
    assert not home.exists()


def test_a_store_that_does_not_open_is_looked_at_all_the_same(town: Town) -> None:
    town.locations.settings_file.write_text("colour = 1\n")
    town.locations.server_key.chmod(0o644)
    status, told = watched(town.home)
    assert status == 1
    assert faults(told) == {"settings", "permissions"}
    assert told["checks"]["database"]["status"] == "ok"
    assert {told["checks"][part]["status"] for part in ("delivery", "hashing")} == {"skipped"}


def test_nobody_is_named(town: Town, supervisor: Operator) -> None:
    town.person("alexandre")
    run = macle(*LOOK, "--json", home=town.home)
    for name in ("alexandre", supervisor.username, "example.org", supervisor.codes[0]):
        assert name not in run.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("en", ("FAULT", "Data folder", "1 fault, "), marks=pytest.mark.more),
        ("fr", ("DÉFAUT", "Données", "1 défaut, ")),
    ],
)
def test_an_administrator_reads_it_in_their_language(
    town: Town, language: str, words: tuple[str, ...]
) -> None:
    run = macle(*LOOK, "--lang", language, home=town.home)
    assert (run.returncode, run.stderr) == (1, "")
    for word in words:
        assert word in run.stdout


@pytest.mark.terminal
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.more), "fr"])
def test_no_line_is_wider_than_a_terminal(town: Town, language: str) -> None:
    child = in_terminal(*LOOK, "--lang", language, home=town.home)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    lines = child.before.replace(str(town.home), "/srv/macle").splitlines()
    assert len(lines) > len(Part)
    assert max(map(len, lines)) <= 80  # but for a path that has no room in one
