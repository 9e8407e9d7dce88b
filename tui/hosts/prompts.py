"""A process with one visit at line prompts, ended by Ctrl+C, a termination or a hang-up wherever it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from store import Problem
from tui.hosts.signals import end_process_soon, end_signals, stops
from tui.lines import Lines
from tui.unwinding import SessionOver, Unwinding, VisitOver
from tui.visit import Visit


def run(visit: Visit, lines: Lines, journey: Callable[[Visit], Awaitable[object]]) -> int:
    """Take a person through `journey` to the end of their visit, and return the exit status."""
    return asyncio.run(hold(visit, lines, journey))


async def hold(visit: Visit, lines: Lines, journey: Callable[[Visit], Awaitable[object]]) -> int:
    """Do what `run` does, in a loop that runs already.

    A signal ends the visit wherever it is; but the first Ctrl+C while something takes long stops that alone.
    The session is ended in the store; what still keeps the process from ending is not waited for.
    """
    ended_by: int | None = None
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end(number: int) -> None:
        nonlocal ended_by
        ended_by = number
        lines.let_go()
        end_process_soon()
        loop.call_soon_threadsafe(task.cancel)

    # Once they are no longer handled there is no loop to end, and nothing that needs it.
    interrupts = visit.progress.stop
    with end_signals(end, interrupts), stops(lines.let_go, lines.take_again), lines.in_hand():
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
        with contextlib.suppress(VisitOver):
            lines.end_line()
    ended_by = ended_by or lines.lost_by
    if ended_by:
        return 128 + ended_by
    # Whoever types saw it; a script goes by the status.
    return int(lines.failed and not lines.terminal)
