"""Runs the front in a terminal, with a journey that says in a file how it ended: `front.py HOME`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from i18n import ENGLISH
from store import Settings
from tests.screens.conftest import FakeDoor
from tests.screens.journeys import SIGN_IN, Attempted
from tui.screens.app import MacleApp
from tui.screens.look import Look
from tui.visit import Visit

home = Path(sys.argv[1])
door = FakeDoor(Settings(home).home)
attempted = Attempted(SIGN_IN)
attempted.session = object()


async def journey(visit: Visit) -> None:
    try:
        await attempted(visit)
    finally:
        (home / "ended").write_text(f"{type(attempted.ended).__name__} {attempted.answers}")


app = MacleApp(door=door, journey=journey, language=ENGLISH, look=Look.of(os.environ))
app.run()
(home / "told").write_text(" ".join(door.store.told))
sys.exit(app.ending.status)
