"""The `macle` command, run as a shell runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pexpect

ROOT = Path(__file__).parents[1]
MACLE = [sys.executable, "-c", "from tui.cli import main; main()"]


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


def in_terminal(*arguments: str, home: Path, **more: str) -> Any:
    """Start it in a terminal, and return what `pexpect` knows of it."""
    child = pexpect.spawn(
        MACLE[0],
        [*MACLE[1:], *arguments],
        cwd=ROOT,
        env=environment(home, **{"TERM": "dumb", **more}),
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
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
