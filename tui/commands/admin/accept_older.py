"""`macle admin accept-older`: going on from an older copy of the database."""

from __future__ import annotations

from i18n import Language, _
from tui.commands.admin.task import NothingToDo, task
from tui.commands.command import Call
from tui.commands.explained import NOTHING_TO_DO
from tui.commands.usage import Parser, required
from tui.store_door import StoreDoor
from tui.wording.upkeep import older_accounts


def _add_arguments(parser: Parser, language: Language) -> None:
    parser.add_argument_group(language.say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=language.say(_("what is noted in the accounts"))
    )


def _accept_older(call: Call, door: StoreDoor) -> str:
    from store.opening import (
        accept_older,  # the database, which is slow to load and not needed for the help of a task
    )

    reason = required(call.options, "reason", "--reason")
    if not accept_older(door.settings, reason):
        raise NothingToDo(
            _("By what this host has noted, these accounts are not an older copy. Nothing was changed.")
        )
    told = (
        _(
            "The older copy is accepted. Sessions, reset tokens, recovery codes and codes that were sent"
            " no longer work; passwords and the codes of “This wasn’t me” are those of then."
        ),
        *older_accounts(door.open().key_rotation.state()),
    )
    return "\n".join(map(call.language.say, told))


ACCEPT_OLDER = task(
    "accept-older",
    _("go on from an older copy of the accounts that was put in their place"),
    _accept_older,
    _add_arguments,
    usage="%(prog)s --reason TEXT",
    example=('macle admin accept-older --reason "the disk failed"',),
    statuses=(NOTHING_TO_DO,),
)
