"""Runs the page of a service, alone: `going_on.py HOME ADDRESS`."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from i18n import ENGLISH
from store import ListedService, OpenedService, Secret
from tests.screens.conftest import FakeDoor
from tui.hosts import terminal
from tui.journeys.signing_in.services import service_page
from tui.screens.app import MacleApp
from tui.screens.look import Look
from tui.terminal_type import TerminalType
from tui.visit import Visit

SERVICE = ListedService("taxes", (("en", "Tax office"), ("fr", "Centre des impôts")), 2)


async def journey(visit: Visit) -> None:
    now = visit.now()
    opened = OpenedService(Secret(sys.argv[2]), now + timedelta(seconds=60))
    await visit.ask(service_page(SERVICE, opened, copies=True))


terminal.run(
    MacleApp(
        door=FakeDoor(Path(sys.argv[1])),
        journey=journey,
        language=ENGLISH,
        look=Look.of(os.environ),
        terminal=TerminalType.of(os.environ),
    )
)
