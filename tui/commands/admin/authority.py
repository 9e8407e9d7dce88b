"""`macle admin authority`: what others need to check what the store has signed."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.usage import Parser, WrongUsage
from tui.store_door import StoreDoor


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("What to print"))).add_argument(
        "--jwks",
        action="store_true",
        help=say(_("the public keys with which services check statements, as a JWK set")),
    )


def _print(call: Call, door: StoreDoor) -> str:
    if not call.options.jwks:
        raise WrongUsage(_("After “macle admin authority” comes --jwks."))
    return door.open().services.keys()


AUTHORITY = task(
    "authority",
    _("print what others need to check what is signed here"),
    _print,
    _add_arguments,
    usage="%(prog)s --jwks",
    example=("macle admin authority --jwks > macle-keys.json",),
)
