"""What only one database knows stands in its own files: another one is a file beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_SQLITE = {
    f"store/database/{name}.py" for name in ("sqlite", "sqlite_copies", "sqlite_driver", "sqlite_faults")
}
NAMES_IT = {"store/database/choice.py"}
"""It chooses."""
MIGRATIONS = "store/database/migrations/"
"""They say of what was written long ago why it is as it is."""
OF_ONE_DATABASE = re.compile(
    r"sqlite|pragma|\bmacle\.db\b|\bwal\b|begin immediate|total_changes|psycopg|postgres|advisory",
    re.IGNORECASE,
)


def tells(source: str) -> bool:
    """Return whether a source speaks of one database."""
    return OF_ONE_DATABASE.search(source) is not None


def test_no_source_but_its_own_files_speaks_of_one_database() -> None:
    sources = [file for room in ("i18n", "store", "tui") for file in (ROOT / room).rglob("*.py")]
    speaking = {str(file.relative_to(ROOT)) for file in sources if tells(file.read_text())}
    assert {file for file in speaking if not file.startswith(MIGRATIONS)} == OF_SQLITE | NAMES_IT


@pytest.mark.parametrize("words", ["from sqlite3 import Error", 'text("PRAGMA foreign_keys")', "macle.db"])
def test_speaking_of_it_would_be_seen(words: str) -> None:
    assert tells(words)
