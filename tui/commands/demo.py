"""`macle demo`: everything with invented people, in a store that is thrown away."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.usage import Parser

if TYPE_CHECKING:
    from tui.demo.throwaway import DemoDoor

# The demo is large, and Textual is for the full screen alone: each is imported by whoever shows it.


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Demo"))).add_argument(
        "--plain", action="store_true", help=say(_("as line prompts"))
    )


def _demonstrate(call: Call) -> int:
    from tui.demo.throwaway import throw_away_store

    plain = call.options.plain or not call.on_screen
    with throw_away_store(call.language, works_in_background=not plain) as door:
        return _in_plain(call, door) if plain else _full_screen(call, door)


def _in_plain(call: Call, door: DemoDoor) -> int:
    from tui.demo.plain import demonstrate_in_plain, plain_visit
    from tui.hosts import prompts
    from tui.lines import Lines

    door.open()
    lines = Lines.of_standard_input(sys.stdout)
    visit = plain_visit(door, lines, call.language, call.language_fixed, call.terminal)
    return prompts.run(visit, lines, partial(demonstrate_in_plain, door))


def _full_screen(call: Call, door: DemoDoor) -> int:
    from tui.demo.app import DemoApp
    from tui.hosts import terminal
    from tui.screens.look import Look
    from tui.terminal_type import TerminalType

    demo = DemoApp(
        door,
        language=call.language,
        language_fixed=call.language_fixed,
        terminal_name=call.terminal,
        look=Look.of(os.environ),
        terminal=TerminalType.of(os.environ),
    )
    return terminal.run(demo)


DEMO = Command(
    "demo",
    _("try everything with invented people, in a store that is thrown away (--plain: as line prompts)"),
    run=_demonstrate,
    add_arguments=_add_arguments,
    example=("macle demo", "macle demo --plain"),
)
