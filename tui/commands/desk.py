"""`macle desk`: the help desk, for operators and supervisors."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.full_screen import go_full_screen
from tui.commands.plain import go_in_plain
from tui.commands.usage import Parser


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Help desk"))).add_argument(
        "--plain", action="store_true", help=say(_("as line prompts"))
    )


def _desk(call: Call) -> int:
    from tui.commands.door import store_door
    from tui.journeys.desk.desk import desk

    with store_door(call) as door:
        # Said at once, and not once name and password are typed.
        door.open()
        plain = call.options.plain or not call.on_screen
        return go_in_plain(call, door, desk) if plain else go_full_screen(call, door, desk)


DESK = Command(
    "desk",
    _("the help desk, for operators with a second step"),
    run=_desk,
    add_arguments=_add_arguments,
    example=("macle desk", "macle desk --plain"),
)
