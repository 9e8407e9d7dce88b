"""`macle` by itself: the full screen."""

from __future__ import annotations

import os

from tui.commands.command import Call


def full_screen(call: Call) -> int:
    """Show the pages full screen, and return the exit status."""
    from tui.commands.door import store_door
    from tui.hosts import terminal
    from tui.journeys.welcome import welcome
    from tui.screens.app import MacleApp
    from tui.screens.look import Look
    from tui.terminal_type import TerminalType

    with store_door(call, makes_store=True) as door:
        app = MacleApp(
            door=door,
            journey=welcome,
            language=call.language,
            language_fixed=call.language_fixed,
            terminal_name=call.terminal,
            place=call.place,
            look=Look.of(os.environ),
            terminal=TerminalType.of(os.environ),
        )
        return terminal.run(app)
