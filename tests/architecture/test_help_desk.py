"""Nobody is sent to a help desk that has no place: one module does it, and says where that is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SENDS_THERE = "store/messages/letters/help_desk.py"
SPEAK_OF_IT = (
    "store/messages/letters/desk.py",
    "store/settings/__init__.py",
    "tui/commands/admin/",
    "tui/commands/desk.py",
    "tui/demo/",
    "tui/journeys/desk/",
    "tui/journeys/notices/disowning.py",
    "tui/journeys/signing_in/account.py",
    "tui/wording/desk.py",
    "tui/wording/events.py",
)
"""What operators and the administrator read, and what tells of something that was done there."""
SENDING = re.compile(r"(tell|ask|go to) the help desk|where you registered,", re.IGNORECASE)
DECLARES = {"_", "plural", "Setting"}


def declared(file: Path) -> Iterator[str]:
    """Give the texts of the messages that a file declares."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARES:
            for one in ast.walk(node):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value


def files_that_declare(pattern: re.Pattern[str]) -> set[str]:
    """Return which files have a message in which the pattern is found."""
    return {
        str(file.relative_to(ROOT))
        for room in ("store", "tui")
        for file in (ROOT / room).rglob("*.py")
        if any(map(pattern.search, declared(file)))
    }


def test_one_module_sends_people_to_the_help_desk() -> None:
    naming = files_that_declare(re.compile("help desk", re.IGNORECASE))
    assert {name for name in naming if not name.startswith(SPEAK_OF_IT)} == {SENDS_THERE}
    assert files_that_declare(SENDING) == {SENDS_THERE}
