"""`macle plain`: the same pages as line prompts."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from i18n import _
from tui.commands.command import Call, Command
from tui.commands.usage import AnswerLost

if TYPE_CHECKING:
    from tui.store_door import StoreDoor
    from tui.visit import Journey

_LEFT_WITHIN = timedelta(seconds=5)
"""For how long whoever has left waits for a message that is being sent, as at the full screen."""


def _in_plain(call: Call) -> int:
    from tui.commands.door import open_now, store_door
    from tui.journeys.welcome import welcome

    with store_door(call, makes_store=True, patience=_LEFT_WITHIN) as door:
        open_now(door, call.language)
        return go_in_plain(call, door, welcome)


def go_in_plain(call: Call, door: StoreDoor, journey: Journey) -> int:
    """Go through a journey at line prompts, and return the exit status. Raises `AnswerLost`."""
    from tui.hosts import prompts
    from tui.lines import Lines
    from tui.plain.front import PlainFront
    from tui.visit import Visit

    lines = Lines.of_standard_input(sys.stdout)
    visit = Visit(
        PlainFront(lines), door, call.language, call.terminal, call.language_fixed, place=call.place
    )
    status = prompts.run(visit, lines, journey)
    if lines.unwritten:
        raise AnswerLost
    return status


PLAIN = Command(
    "plain",
    _("the same as line prompts, for screen readers and simple terminals"),
    run=_in_plain,
    example=("macle plain --lang fr",),
)
