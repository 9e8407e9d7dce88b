"""`macle kiosk`: the full screen for one visitor after the other, with no way out of it."""

from __future__ import annotations

import argparse
import os
import sys
import termios
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.explained import WRONG_USAGE
from tui.commands.usage import Parser, complain

if TYPE_CHECKING:
    from store import Problem
    from tui.store_door import StoreDoor
    from tui.visit import Visit

_LEFT_WITHIN = timedelta(seconds=1)
"""For how long the next visitor waits for a message that is being sent for the one before."""


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    group = parser.add_argument_group(
        say(_("Kiosk")),
        say(
            _(
                "It ends by a signal alone (SIGTERM, or SIGHUP when the terminal is closed). With --lang,"
                " that is the language of the welcome page; whoever signs in gets their own."
            )
        ),
    )
    # For the process of one visitor, which the kiosk starts itself.
    group.add_argument("--visitor-of", type=int, metavar="PID", help=argparse.SUPPRESS)
    group.add_argument("--replaces", action="store_true", help=argparse.SUPPRESS)


def _kiosk(call: Call) -> int:
    if not call.on_screen:
        needs = _("A kiosk needs a terminal on which pages can be drawn: no pipe, and not TERM=dumb.")
        complain(call.language, needs)
        return WRONG_USAGE
    if call.options.visitor_of is not None:
        return _receive(call)
    from tui.hosts.kiosk import Kiosk

    macle = str(Path(sys.executable).with_name("macle"))
    visitor = (macle, "kiosk", "--lang", call.language.code, "--visitor-of", str(os.getpid()))
    return Kiosk(visitor, call.language).run()


def _receive(call: Call) -> int:
    """Show the pages to one visitor, and return the exit status."""
    from store import Problem
    from tui.commands.door import open_now, store_door
    from tui.hosts.kiosk import CANNOT_OPEN, tell_keeper
    from tui.process import end_with
    from tui.wording import sentence

    end_with(call.options.visitor_of)
    try:
        with store_door(call, patience=_LEFT_WITHIN) as door:
            open_now(door, call.language)
            return _show_pages(call, door)
    except Problem as problem:
        tell_keeper(call.language.say(sentence(problem)))
        return CANNOT_OPEN


def _show_pages(call: Call, door: StoreDoor) -> int:
    """Show them and return the exit status. Raises `Problem` once the store needs an administrator."""
    from tui.hosts import terminal
    from tui.hosts.kiosk import say_well
    from tui.journeys.welcome import welcome
    from tui.screens.app import MacleApp
    from tui.screens.look import Look
    from tui.surroundings import KIOSK as AT_A_KIOSK
    from tui.terminal_type import TerminalType
    from tui.unwinding import OutOfOrder

    ended_by: list[Problem] = []

    async def visited(visit: Visit) -> None:
        try:
            await welcome(visit)
        except OutOfOrder as over:
            ended_by.append(over.problem)

    app = MacleApp(
        door=door,
        journey=visited,
        language=call.language,
        terminal_name=", ".join(filter(None, ("kiosk", call.terminal))),
        surroundings=AT_A_KIOSK,
        # A terminal could open what is a link.
        look=replace(Look.of(os.environ), links=False),
        terminal=TerminalType.of(os.environ),
        replaces=call.options.replaces,
    )
    # Textual draws on standard error, which was for the administrator until now.
    administrators = os.dup(2)
    os.dup2(1, 2)
    # What was typed while no page was there is for none.
    termios.tcflush(0, termios.TCIFLUSH)
    status = terminal.run(app, partial(say_well, call.options.visitor_of))
    os.dup2(administrators, 2)
    if ended_by:
        raise ended_by[0]
    return status


KIOSK = Command(
    "kiosk",
    _("the full screen for one person after the other, with no way out of it"),
    run=_kiosk,
    add_arguments=_add_arguments,
    example=("macle kiosk --lang fr",),
)
