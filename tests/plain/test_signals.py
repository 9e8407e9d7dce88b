"""A signal that comes when the visit is as good as over."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
VISIT = """
import asyncio, os, signal, sys
from types import SimpleNamespace
from i18n import ENGLISH
from store import Settings
from tui.lines import Lines
from tui.plain import PlainFront
from tui.hosts.prompts import hold
from tui.visit import StoreDoor, Visit

def terminate(session):
    os.kill(os.getpid(), signal.SIGTERM)

async def journey(visit):
    visit.session = SESSION

store = SimpleNamespace(sessions=SimpleNamespace(end=terminate))
lines = Lines(0, sys.stdout)
class Door(StoreDoor):
    def open(self):
        return store

visit = Visit(PlainFront(lines), Door(Settings(None)), ENGLISH)
status = asyncio.run(hold(visit, lines, journey))
"""


def outcome(script: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_a_signal_while_the_session_is_being_ended_is_the_end_and_no_fault() -> None:
    script = VISIT.replace("SESSION", "object()") + "sys.exit(status)"
    assert outcome(script) == (128 + signal.SIGTERM, "")


def test_a_signal_while_the_store_is_being_closed_is_the_end_and_no_fault() -> None:
    script = VISIT.replace("SESSION", "None") + "terminate(None)"
    assert outcome(script) == (-signal.SIGTERM, "")
