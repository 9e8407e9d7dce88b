"""What takes long says how far it is at line prompts, too."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from store import Problem, Refusal
from tests.plain.piped import SIGN_IN, Piped

PAGE = replace(SIGN_IN, fields=SIGN_IN.fields[:1])


async def test_it_is_said_while_it_is_under_way(person: Piped) -> None:
    seen = threading.Event()

    def work(_store: object, _answers: object) -> str:
        with person.visit.progress.under_way() as tell:
            tell(42, 100)
            assert seen.wait(30)
            return "done"

    performed = person.types("alexandre").visit.perform(PAGE, work)
    task = asyncio.ensure_future(performed)
    await person.paper.shows("Reading: 42 %")
    seen.set()
    assert await task == "done"


async def test_once_the_visit_is_left_it_goes_no_further(person: Piped) -> None:
    with person.visit.progress.under_way() as tell:
        await person.visit.leave()
        with pytest.raises(Problem) as caught:
            tell(42, 100)
    assert caught.value.refusal is Refusal.STOPPED


STOPPED = """
import asyncio, os, signal, sys
from i18n import ENGLISH
from store import Problem, Refusal, Settings
from tui.hosts.prompts import hold
from tui.lines import Lines
from tui.plain.front import PlainFront
from tui.store_door import StoreDoor
from tui.visit import Visit

async def journey(visit):
    for turn in range(2):
        with visit.progress.under_way() as tell:
            tell(42, 100)
            os.kill(os.getpid(), signal.SIGINT)
            try:
                tell(43, 100)
            except Problem as problem:
                print(turn, problem.refusal is Refusal.STOPPED)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(60)

lines = Lines(0, sys.stdout)
visit = Visit(PlainFront(lines), StoreDoor(Settings(None)), ENGLISH)
sys.exit(asyncio.run(hold(visit, lines, journey)))
"""


def test_ctrl_c_stops_it_and_ends_macle_where_nothing_takes_long() -> None:
    run = subprocess.run(
        [sys.executable, "-c", STOPPED],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout + run.stderr) == (128 + signal.SIGINT, "0 True\n1 True\n")
