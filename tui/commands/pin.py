"""`macle pin`: shows a person's one-time PINs on a terminal of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.explained import NOTHING_TO_DO
from tui.commands.usage import AnswerLost, Parser, answer, complain

if TYPE_CHECKING:
    from tui.store_door import StoreDoor
    from tui.visit import Visit


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    group = parser.add_argument_group(
        say(_("One-time PINs")),
        say(
            _(
                "They are shown to no system user that the setting “shared_users” names, since several people"
                " share it: at first, root."
            )
        ),
    )
    group.add_argument("--plain", action="store_true", help=say(_("as line prompts")))
    group.add_argument("--forget", action="store_true", help=say(_("show no PINs here any more, and end")))


def _pin(call: Call) -> int:
    from store import OwnTerminal
    from store.files import user_name
    from tui.commands.door import store_door
    from tui.journeys.signing_in.pin_app import show_pins
    from tui.terminal_secret import secret_of

    if call.options.forget:
        return _forget(call)
    here = OwnTerminal(call.terminal, call.place, user_name(os.getuid()), secret_of(call.state))
    with store_door(call) as door:
        store = door.open()
        # Said at once, and not once everything is typed.
        store.pin_app.refuse_shared(here)
        journey = partial(show_pins, here=here)
        return _in_plain(call, door, journey) if _is_plain(call) else _full_screen(call, door, journey)


def _forget(call: Call) -> int:
    from store import Problem, Refusal
    from tui.commands.door import store_door
    from tui.terminal_secret import find_secret, forget_secret
    from tui.wording import sentence

    try:
        secret = find_secret(call.state)
        if secret is None:
            raise Problem(Refusal.PIN_APP_GONE)
        with store_door(call) as door:
            # First, since only the secret can end it from here.
            door.open().pin_app.forget(secret, call.terminal)
    except Problem as problem:
        if problem.refusal is not Refusal.PIN_APP_GONE:
            raise
        complain(call.language, sentence(problem))
        return NOTHING_TO_DO
    forget_secret(call.state)
    answer(call.language.say(_("This terminal no longer shows your PINs.")))
    return 0


def _is_plain(call: Call) -> bool:
    return bool(call.options.plain) or not call.on_screen


def _in_plain(call: Call, door: StoreDoor, journey: Callable[[Visit], Awaitable[None]]) -> int:
    from tui.hosts import prompts
    from tui.lines import Lines
    from tui.plain.front import PlainFront
    from tui.visit import Visit

    lines = Lines.of_standard_input(sys.stdout)
    front = PlainFront(lines)
    visit = Visit(front, door, call.language, call.terminal, call.language_fixed, place=call.place)
    status = prompts.run(visit, lines, journey)
    if lines.unwritten:
        raise AnswerLost
    return status


def _full_screen(call: Call, door: StoreDoor, journey: Callable[[Visit], Awaitable[None]]) -> int:
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


PIN = Command(
    "pin",
    _("show your one-time PINs here, on a terminal of your own (--forget: no longer)"),
    run=_pin,
    add_arguments=_add_arguments,
    example=("macle pin", "macle pin --forget"),
    statuses=(NOTHING_TO_DO,),
)
