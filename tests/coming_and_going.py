"""Files that others make and remove again and again, as SQLite does with what lies beside a database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COME_AND_GO = """
import os, sys
print("It begins.", flush=True)
while True:
    for file in sys.argv[1:]:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    for file in sys.argv[1:]:
        os.unlink(file)
"""


@contextmanager
def coming_and_going(*files: Path) -> Iterator[None]:
    """Let another process make and remove files meanwhile; at the end they are gone."""
    with subprocess.Popen([sys.executable, "-c", _COME_AND_GO, *files], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield
        finally:
            process.kill()
            process.wait()
            for file in files:
                file.unlink(missing_ok=True)
