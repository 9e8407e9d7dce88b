"""A signal that comes when the visit is as good as over, or that does not wake what waits for a line."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VISIT = """
import asyncio, os, signal, sys
from types import SimpleNamespace
from i18n import ENGLISH
from store import Settings
from tui.lines import Lines
from tui.plain.front import PlainFront
from tui.hosts.prompts import hold
from tui.store_door import StoreDoor
from tui.visit import Visit

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


TAKEN_BY_A_THREAD = """
import asyncio, os, signal, sys, threading
from pathlib import Path
from tui.hosts.signals import end_signals
from tui.lines import Lines

lines = Lines(os.pipe()[0], sys.stdout)
main = Path(f"/proc/self/task/{threading.get_native_id()}/stat")
handled = threading.Event()

def end(number):
    handled.set()
    raise SystemExit(128 + number)

def take():
    asleep = 0
    while asleep < 100:  # so often in a row: it waits for a line, and not for its turn
        asleep = asleep + 1 if main.read_text().rpartition(") ")[2].startswith("S") else 0
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    if not handled.wait(60):
        os._exit(1)

async def read():
    asyncio.get_running_loop().call_soon(threading.Thread(target=take).start)
    return await lines.read()

with end_signals(end):
    asyncio.run(read())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the state of a thread is read where Linux keeps it")
def test_a_signal_that_another_thread_takes_ends_the_wait_for_a_line() -> None:
    assert outcome(TAKEN_BY_A_THREAD) == (128 + signal.SIGTERM, "")
