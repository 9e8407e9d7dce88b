"""The machine that figures come from."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from store.database.sqlite_driver import sqlite3

_LIBRARIES = ("textual", "rich", "sqlalchemy", "sqlmodel", "argon2-cffi", "cryptography", "babel")


def facts() -> Iterator[str]:
    """Yield what a reader needs to compare figures with those of another machine."""
    processor = _found("/proc/cpuinfo", r"^model name\s*: (.+)$")
    yield f"{processor}, {os.cpu_count()} cores"
    kib = _found("/proc/meminfo", r"^MemTotal:\s*(\d+) kB$")
    yield f"{int(kib) / 1_048_576:.1f} GiB of memory"
    yield f"{platform.system()} {platform.release()}"
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield ", ".join(f"{library} {version(library)}" for library in _LIBRARIES)


def _found(file: str, pattern: str) -> str:
    found = re.search(pattern, Path(file).read_text(), re.MULTILINE)
    return found[1] if found else "0"
