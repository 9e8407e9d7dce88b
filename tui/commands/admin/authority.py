"""`macle admin authority`: what others need to check what the store has signed."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.usage import Parser
from tui.store_door import StoreDoor


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    instead = parser.add_argument_group(say(_("Instead of the certificate"))).add_mutually_exclusive_group()
    instead.add_argument(
        "--crl",
        action="store_true",
        help=say(_("the list of the certificates that were revoked")),
    )
    instead.add_argument(
        "--jwks",
        action="store_true",
        help=say(_("the public keys with which services check statements, as a JWK set")),
    )


def _print(call: Call, door: StoreDoor) -> str:
    store = door.open()
    if call.options.jwks:
        return store.services.keys()
    told = store.certificates.revocation_list() if call.options.crl else store.certificates.certificate()
    return told.rstrip()


AUTHORITY = task(
    "authority",
    _("print the certificate by which signatures are checked, or what else others check by"),
    _print,
    _add_arguments,
    usage="%(prog)s [--crl | --jwks]",
    example=(
        "macle admin authority > authority.pem",
        "macle admin authority --crl > revoked.pem",
        "macle admin authority --jwks > macle-keys.json",
    ),
)
