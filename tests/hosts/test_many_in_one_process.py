"""Many fronts live in one process, and none of them touches what belongs to all."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from i18n import ENGLISH
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import SIGN_IN
from tui.process import END_SIGNALS
from tui.screens.app import MacleApp
from tui.visit import Visit

FRONTS = 5


@pytest.fixture
def nothing_frozen() -> Iterator[None]:
    """Free what the tests froze, some of which may end meanwhile, from the count."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("nothing_frozen")
async def test_fronts_leave_the_process_as_it_was(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()

    def of_the_process() -> list[object]:
        handlers = [signal.getsignal(number) for number in END_SIGNALS]
        return [handlers, gc.get_threshold(), gc.get_freeze_count(), loop.get_exception_handler()]

    before = of_the_process()
    shown: list[Visit] = []
    all_there = asyncio.Event()

    async def journey(visit: Visit) -> None:
        shown.append(visit)
        if len(shown) == FRONTS:
            all_there.set()
        await visit.ask(SIGN_IN)

    doors = [FakeDoor(tmp_path) for _ in range(FRONTS)]
    apps = [MacleApp(door=door, journey=journey, language=ENGLISH) for door in doors]
    running = [asyncio.create_task(app.run_async(headless=True)) for app in apps]
    await all_there.wait()
    await asyncio.gather(*(app.opened.wait() for app in apps))
    assert of_the_process() == before
    for app in apps:
        app.action_leave()
    await asyncio.gather(*running)
    for door in doors:
        door.close()
    assert of_the_process() == before
    assert [app.ending.status for app in apps] == [0] * FRONTS


async def test_use_cases_that_wait_keep_nothing_else_waiting(tmp_path: Path) -> None:
    door, go, waiting = FakeDoor(tmp_path), threading.Event(), 40
    loop, begun = asyncio.get_running_loop(), asyncio.Semaphore(0)

    def wait_for_all() -> None:
        loop.call_soon_threadsafe(begun.release)
        go.wait()

    under_way = [asyncio.create_task(door.run(wait_for_all)) for _ in range(waiting)]
    for _ in range(waiting):
        await begun.acquire()
    assert await asyncio.to_thread(int, "7") == 7
    assert not any(task.done() for task in under_way)
    go.set()
    await asyncio.gather(*under_way)
    door.close()
