"""Printers to print on: programs in the place of the system's, and a print server of one's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "0123-4567-89AB-CDEF"
SHEET = f"clé personnelle\n\n{KEY}\n"
TITLE = "Macle personal key"
PRINT = (
    "import sys; from tui import process; process.confine(); from store import Problem\n"
    "from tui.paper import SystemPaper\n"
    "try: SystemPaper().print(sys.argv[1], sys.stdin.buffer.read().decode())\n"
    "except Problem as problem: print(problem.refusal.name)"
)
CUPSD_CONF = """
Listen {home}/cups.sock
Browsing No
DefaultAuthType None
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
CUPS_FILES_CONF = """
ServerRoot {home}/etc
RequestRoot {home}/spool
TempDir {home}/tmp
CacheDir {home}/cache
StateDir {home}/run
AccessLog {home}/access
ErrorLog {home}/error
PageLog {home}/page
FileDevice Yes
"""


@dataclass(frozen=True)
class Office:
    """A print server of its own, known to whoever has this home folder."""

    home: Path

    def run(self, *command: str, text: str = "", **environment: str) -> str:
        usual = {"HOME": str(self.home), "PATH": f"{os.environ['PATH']}:/usr/sbin"}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**usual, **environment},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prints(self, **environment: str) -> str:
        """Print the sheet as Macle does, and return the name of the refusal, if any."""
        return self.run(sys.executable, "-c", PRINT, TITLE, text=SHEET, **environment).strip()


@pytest.fixture
def office() -> Iterator[Office]:
    # The path of a socket may be 108 bytes long, and those of pytest are longer.
    home = Path(tempfile.mkdtemp())
    for name in ("etc", "spool", "tmp", "cache", "run", ".cups"):
        (home / name).mkdir()
    (home / "etc" / "cupsd.conf").write_text(CUPSD_CONF.format(home=home))
    (home / "etc" / "cups-files.conf").write_text(CUPS_FILES_CONF.format(home=home))
    (home / ".cups" / "client.conf").write_text(f"ServerName {home}/cups.sock\n")
    office = Office(home)
    files = ("-c", f"{home}/etc/cupsd.conf", "-s", f"{home}/etc/cups-files.conf")
    cupsd = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin")
    with subprocess.Popen([str(cupsd), "-f", *files]) as server:
        while office.run("lpstat", "-r").strip() != "scheduler is running":
            assert server.poll() is None
        yield office
        server.kill()
    shutil.rmtree(home)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where programs are looked for first, and alone but for the shell's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cat", "sleep", "sh", "env"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
