"""One list of subjects divides the house; others use of a subject what its `__init__` hands out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from tests.subjects import SUBJECTS

ROOT = Path(__file__).parents[2]
ACCOUNTS = ROOT / "store" / "accounts"
ALL_OF_THEM = ACCOUNTS / "store.py"
"""Opens every use case, so it knows them all."""
SOURCES = sorted(
    chain.from_iterable(
        (ROOT / room).rglob("*.py") for room in ("store", "tui", "i18n", "tests", "benchmarks")
    )
)
SAY_NOTHING = {"utils", "helpers", "common", "core", "manager", "base"}
BESIDE = {
    "store/messages/letters": {"help_desk", "letter"},
    "store/database/tables": {"events", "outbox", "row", "sent_codes", "tries"},
    "tui/wording": {"checkup", "codes", "delivery", "events", "fields", "form", "paper"},
}
"""By room whose modules are divided by subject: those of no subject, or of many."""
FOLDERS = ("store/accounts", "tui/journeys", "tests/journeys", "tests/use_cases")
"""Rooms whose folders are."""


def imports_of(file: Path) -> Iterator[str]:
    """Return what a file imports by full names, in functions and for types too."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by a relative name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used_by_others(subject: str) -> set[str]:
    """Return which modules of a subject are imported from outside of it; "" stands for the whole."""
    inside = ACCOUNTS / subject
    return {
        "".join(name.split(".")[3:4])
        for file in (ROOT / "store").rglob("*.py")
        if inside not in file.parents and file != ALL_OF_THEM
        for name in imports_of(file)
        if f"{name}.".startswith(f"store.accounts.{subject}.")
    }


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_used_through_what_it_hands_out_and_hands_out_no_more(subject: str) -> None:
    handed_out = import_module(f"store.accounts.{subject}").__all__
    assert handed_out == sorted(used_by_others(subject))
    assert all((ACCOUNTS / subject / f"{module}.py").exists() for module in handed_out)


@pytest.mark.parametrize("room", FOLDERS)
def test_folders_are_named_after_subjects(room: str) -> None:
    assert {file.parent.name for file in (ROOT / room).glob("*/*.py")} <= set(SUBJECTS)


@pytest.mark.parametrize("room", BESIDE)
def test_modules_are_named_after_subjects_and_few_stand_beside(room: str) -> None:
    modules = {file.stem for file in (ROOT / room).glob("*.py")} - {"__init__"}
    assert modules - set(SUBJECTS) == BESIDE[room]


def test_every_subject_has_its_use_cases() -> None:
    assert {file.parent.name for file in ACCOUNTS.glob("*/__init__.py")} == set(SUBJECTS)


def test_no_name_says_nothing() -> None:
    parts = {part for file in SOURCES for part in file.relative_to(ROOT).with_suffix("").parts}
    assert not parts & SAY_NOTHING


def test_no_file_is_too_long_for_one_thing() -> None:
    assert not [str(file) for file in SOURCES if len(file.read_text().splitlines()) > 400]


def test_every_module_says_what_it_is() -> None:
    sources = [file for file in SOURCES if ROOT / "tests" not in file.parents]
    assert not [str(file) for file in sources if not ast.get_docstring(ast.parse(file.read_text()))]
