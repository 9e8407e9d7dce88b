"""A process with one full-screen front at a terminal: its signals, its memory, its end."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Any

from tui.hosts.driver import HUNG_UP, TerminalDriver, end_process
from tui.hosts.signals import end_process_soon, end_signals
from tui.incidents import record_crash
from tui.process import GONE_WITHIN
from tui.screens.app import Ending, MacleApp

_LOOK_EVERY = 0.5
"""Seconds between two looks at whether the terminal is still there."""
_TURN = 0.0005
"""Seconds that a thread computes before another one may."""
_LEFT_WITHIN = 5.0
"""Seconds from when the person has left to the end of the process: what is under way comes to its end."""
_GONE_AT_LAST = GONE_WITHIN + 0.3
"""Seconds from a signal to the end of the process, where not even the terminal could be put right before."""
_OBJECTS_BETWEEN_COLLECTIONS = 2_000
_BY_SIGNAL = 128
"""What is added to the number of a signal for the exit status (POSIX shells)."""


def run(app: MacleApp, say_well: Callable[[], None] | None = None) -> int:
    """Run `app` to its end, say what it then has to say, and return the exit status.

    As long as it answers, it calls `say_well` now and then.
    """
    app.driver_class = TerminalDriver
    # What is drawn leaves by a thread of Textual's, which would wait ten times as long for its turn.
    sys.setswitchinterval(_TURN)
    asyncio.run(_Host(app, say_well).run())
    if app.ending.sentence:
        print(app.ending.sentence, file=sys.stderr)
    return app.ending.status


class _Host:
    """Runs one application, and ends the process with it."""

    def __init__(self, app: MacleApp, say_well: Callable[[], None] | None) -> None:
        self._app, self._say_well = app, say_well

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._write_down)
        watching = [
            asyncio.create_task(task) for task in (self._spare_memory(), self._end_late(), self._look())
        ]

        def end(number: int) -> None:
            # First, as a signal may come while a lock is held that starting a thread takes too.
            end_process_soon(_GONE_AT_LAST)
            self._be_gone(_BY_SIGNAL + number, GONE_WITHIN)
            loop.call_soon_threadsafe(self._app.end, Ending(_BY_SIGNAL + number))

        # Handled also where whoever started the process had one ignored, as SIGHUP.
        with end_signals(end):
            try:
                await self._app.run_async()
            finally:
                for task in watching:
                    task.cancel()

    async def _spare_memory(self) -> None:
        """Once the store is open, what is loaded stays: looking through it would only hold up the page.

        From then on the garbage is what pages leave behind, and the next page can have its memory.
        """
        await self._app.opened.wait()
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)

    async def _end_late(self) -> None:
        """Once the visit is over, be gone in time, even where a thread never comes back."""
        await self._app.leaving.wait()
        status = self._app.ending.status
        self._be_gone(status, GONE_WITHIN if status > _BY_SIGNAL else _LEFT_WITHIN)

    async def _look(self) -> None:
        """End when the other side of the terminal has been closed; until then say that all is well."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._say_well is not None:
                # In its turn among the keys: it says that they are answered.
                self._app.call_later(self._say_well)
            if isinstance(driver := self._app._driver, TerminalDriver) and driver.is_gone:
                self._be_gone(HUNG_UP, GONE_WITHIN)
                self._app.end(Ending(HUNG_UP))
                return

    def _be_gone(self, status: int, within: float) -> None:
        # Textual makes the driver and tells nobody else which.
        end_process(self._app._driver, status, within)

    def _write_down(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Write down an error that nobody awaited."""
        if isinstance(error := context.get("exception"), BaseException):
            record_crash(error, self._app.visit.door.settings.home)
