"""A visit at line prompts, ended by Ctrl+C, a termination or a hang-up wherever it is."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

from store import Problem
from tui.lines import Lines
from tui.process import END_SIGNALS, GONE_WITHIN
from tui.visit import SessionOver, Unwinding, Visit


async def hold(visit: Visit, lines: Lines, journey: Callable[[Visit], Awaitable[object]]) -> int:
    """Take a person through `journey` to the end of their visit, and return the exit status.

    Ctrl+C, a termination or a hang-up ends the visit wherever it is. The session is ended in the store; what
    still keeps the process from ending is not waited for.
    """
    ended_by = 0
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end(number: int, _frame: object) -> None:
        nonlocal ended_by
        if ended_by:
            return
        ended_by = number
        lines.restore()
        # Nothing handles this alarm: it ends the process even where a thread or a full terminal holds it.
        signal.setitimer(signal.ITIMER_REAL, GONE_WITHIN)
        loop.call_soon_threadsafe(task.cancel)

    before = {number: signal.signal(number, end) for number in END_SIGNALS}
    try:
        try:
            await journey(visit)
        finally:
            with contextlib.suppress(Problem, SessionOver):
                await visit.leave()
    except Unwinding:
        pass
    except asyncio.CancelledError:
        task.uncancel()
    finally:
        # There will be no loop to end any more, and nothing that needs it.
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 + ended_by if ended_by else 0
