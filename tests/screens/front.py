"""Runs the front in a terminal, with a journey that says in a file how it ended: `front.py HOME [stuck…]`.

A `stuck` one never gets an answer to what it asks off the event loop; one `stuck-after` leaves that behind.
One that is `locked` can start no thread any more. A `patient` one takes its time to end after a signal.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import Any

from i18n import ENGLISH
from store import Settings
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import SIGN_IN, Attempted
from tui.encoding import use_encoding_of_terminal
from tui.hosts import terminal
from tui.pages import Answers
from tui.screens.app import MacleApp
from tui.screens.look import Look
from tui.terminal_type import TerminalType
from tui.visit import Visit

use_encoding_of_terminal(os.environ)
home = Path(sys.argv[1])
door = FakeDoor(Settings(home).home)
attempted = Attempted(SIGN_IN)
attempted.session = object()
left: list[asyncio.Future[Any]] = []


async def never_answered(answers: Answers) -> None:
    await door.run(threading.Event().wait)


if "patient" in sys.argv:
    terminal.GONE_WITHIN = 60  # type: ignore[attr-defined]
    terminal._GONE_AT_LAST = 61


if "stuck" in sys.argv:
    attempted.attempt = never_answered  # type: ignore[method-assign]


async def start_no_thread_any_more() -> None:
    await app.opened.wait()
    threading._active_limbo_lock.acquire()  # type: ignore[attr-defined]  # as while a thread is started
    (home / "locked").touch()


async def journey(visit: Visit) -> None:
    try:
        if "locked" in sys.argv:
            left.append(asyncio.ensure_future(start_no_thread_any_more()))
        await attempted(visit)
        if "stuck-after" in sys.argv:
            left.append(asyncio.ensure_future(door.run(threading.Event().wait)))
    finally:
        if attempted.answers:
            (home / "sent").write_text("\n".join(attempted.answers[-1].values.values()))
        (home / "ended").write_text(f"{type(attempted.ended).__name__} {attempted.answers}")


app = MacleApp(
    door=door,
    journey=journey,
    language=ENGLISH,
    look=Look.of(os.environ),
    terminal=TerminalType.of(os.environ),
)
status = terminal.run(app)
(home / "told").write_text(" ".join(door.store.told))
sys.exit(status)
