"""Runs the page that sets an authenticator app up, alone: `enrolling.py HOME ADDRESS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from i18n import ENGLISH
from store import Enrolment, Secret
from tests.screens.conftest import FakeDoor
from tui.hosts import terminal
from tui.journeys.methods.app import app_page
from tui.screens.app import MacleApp
from tui.screens.look import Look
from tui.terminal_type import TerminalType
from tui.visit import Visit

ADDRESS = sys.argv[2]


async def journey(visit: Visit) -> None:
    await visit.ask(app_page(Enrolment("My phone", Secret("A" * 32), Secret(ADDRESS)), copies=True))


terminal.run(
    MacleApp(
        door=FakeDoor(Path(sys.argv[1])),
        journey=journey,
        language=ENGLISH,
        look=Look.of(os.environ),
        terminal=TerminalType.of(os.environ),
    )
)
