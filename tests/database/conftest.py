"""Programs run beside the test, some of them with file systems of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PRELUDE = """
import sys
from pathlib import Path
from store import Problem
from store.database.sqlite_driver import sqlite3
from tests.town import *

home = Path(sys.argv[1])
"""

Run = Callable[..., list[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a script on the data folder in a process of its own, and return the lines it prints.

    `before` is run ahead of all imports. `mounts` are shell commands that are run before that, in a mount
    namespace that dies with it;
    `without_privilege` makes the modes of files hold for root too.
    """

    def run_script(
        script: str,
        *,
        mounts: str = "",
        without_privilege: bool = False,
        home: Path | None = None,
        status: int = 0,
        before: str = "",
    ) -> list[str]:
        command = [
            sys.executable,
            "-W",
            "error",
            "-c",
            before + PRELUDE + script,
            str(home or tmp_path / "data"),
        ]
        if without_privilege and not os.geteuid():
            command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
        if mounts:
            command = [*_own_mounts(), "sh", "-ec", f'{mounts}; exec "$@"', "sh", *command]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            text=True,
            timeout=50,
        )
        assert done.returncode == status, done.stderr
        return done.stdout.splitlines()

    return run_script


def _own_mounts() -> list[str]:
    command = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], check=False).returncode:
        refuse = pytest.fail if os.environ.get("MACLE_NO_SKIP") else pytest.skip
        refuse("this machine lets nobody mount a file system of their own")
    return command
