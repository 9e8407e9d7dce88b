"""The `macle` command, run as a shell runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, FileIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pexpect
import pytest

from tui.commands.command_line import run

ROOT = Path(__file__).parents[1]
MACLE = [sys.executable, "-c", "from tui.cli import main; main()"]
_PATIENT = "from tui import process; process.GONE_WITHIN = 60; from tui.cli import main; main()"
"""One whose alarm does not come, on a machine however slow, before a signal has done what it is to do."""


def macle(*arguments: str, home: Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end, with its input from a pipe."""
    return subprocess.run(
        [*MACLE, *arguments],
        cwd=ROOT,
        env=environment(home, **more),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def macle_here(*arguments: str, home: Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end in this very process: a process of its own takes a second to start."""
    said, complained = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    with _input(typed), redirect_stdout(said), redirect_stderr(complained):
        status = run(arguments, environment(home, **more))
    told = [stream.buffer.getvalue().decode() for stream in (said, complained)]
    return subprocess.CompletedProcess(arguments, status, *told)


@contextmanager
def _input(typed: str) -> Iterator[None]:
    """Let standard input be a file with what was typed."""
    usual = os.dup(0)
    try:
        with TemporaryFile() as file, pytest.MonkeyPatch.context() as patch:
            file.write(typed.encode())
            file.seek(0)
            os.dup2(file.fileno(), 0)
            patch.setattr("sys.stdin", TextIOWrapper(FileIO(0, closefd=False), "utf-8"))
            yield
    finally:
        os.dup2(usual, 0)
        os.close(usual)


def in_terminal(*arguments: str, home: Path, **more: str) -> Any:
    """Start it in a terminal, and return what `pexpect` knows of it."""
    child = pexpect.spawn(
        sys.executable,
        ["-c", _PATIENT, *arguments],
        cwd=ROOT,
        env=environment(home, **{"TERM": "dumb", **more}),
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=120,
        # A shell that runs the tests in the background lets them, and what they start, ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    child.delaybeforesend = None
    return child


def complaint(run: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """Return what was said of a refusal."""
    assert (run.returncode, run.stdout) == (status, "")
    assert "Traceback" not in run.stderr
    return run.stderr


def echoes(child: Any) -> bool:
    """Tell whether a terminal shows what is typed."""
    return bool(termios.tcgetattr(child.child_fd)[3] & termios.ECHO)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the variables that it is run with."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "MACLE_HOME": str(home),
        "MACLE_STATE": f"{home}-state",
        **more,
    }
