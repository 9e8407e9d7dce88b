"""`macle` by itself: the full screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.commands.command import Call

if TYPE_CHECKING:
    from tui.store_door import StoreDoor
    from tui.visit import Journey


def full_screen(call: Call) -> int:
    """Show the pages full screen, and return the exit status."""
    from tui.commands.door import store_door
    from tui.journeys.welcome import welcome

    with store_door(call, makes_store=True) as door:
        return go_full_screen(call, door, welcome)


def go_full_screen(call: Call, door: StoreDoor, journey: Journey) -> int:
    """Go through a journey full screen, and return the exit status."""
    from tui.hosts import terminal
    from tui.screens.app import MacleApp
    from tui.screens.look import Look
    from tui.terminal_type import TerminalType

    app = MacleApp(
        door=door,
        journey=journey,
        language=call.language,
        language_fixed=call.language_fixed,
        terminal_name=call.terminal,
        place=call.place,
        look=Look.of(os.environ),
        terminal=TerminalType.of(os.environ),
    )
    return terminal.run(app)
