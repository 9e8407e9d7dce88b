"""`macle admin authority`: what those who check signatures need of the store's own authority."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.usage import Parser
from tui.store_door import StoreDoor


def _add_arguments(parser: Parser, language: Language) -> None:
    parser.add_argument_group(language.say(_("Authority"))).add_argument(
        "--crl",
        action="store_true",
        help=language.say(_("the list of certificates that were revoked, in place of the authority’s own")),
    )


def _tell(call: Call, door: StoreDoor) -> str:
    certificates = door.open().certificates
    told = certificates.revocation_list() if call.options.crl else certificates.certificate()
    return told.rstrip()


AUTHORITY = task(
    "authority",
    _("print the certificate by which signatures are checked, or the list of those that were revoked"),
    _tell,
    _add_arguments,
    usage="%(prog)s [--crl]",
    example=("macle admin authority > authority.pem", "macle admin authority --crl > revoked.pem"),
)
