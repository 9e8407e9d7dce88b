"""`macle pin`: shows a person's one-time PINs on a terminal of their own."""

from __future__ import annotations

import os
from functools import partial

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.explained import NOTHING_TO_DO
from tui.commands.full_screen import go_full_screen
from tui.commands.plain import go_in_plain
from tui.commands.usage import Parser, answer, complain


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
        plain = call.options.plain or not call.on_screen
        return go_in_plain(call, door, journey) if plain else go_full_screen(call, door, journey)


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


PIN = Command(
    "pin",
    _("show your one-time PINs here, on a terminal of your own (--forget: no longer)"),
    run=_pin,
    add_arguments=_add_arguments,
    example=("macle pin", "macle pin --forget"),
    statuses=(NOTHING_TO_DO,),
)
