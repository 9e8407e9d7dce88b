"""`macle admin restore`: going on from a backup."""

from __future__ import annotations

from pathlib import Path

from i18n import Language, _
from tui.commands.admin.progress import telling_progress
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.usage import Parser, required
from tui.store_door import StoreDoor
from tui.wording.upkeep import older_accounts


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    backup = parser.add_argument_group(say(_("Backup")))
    backup.add_argument(
        "file", metavar="FILE", nargs="?", help=say(_("what “macle admin backup” made; it stays as it is"))
    )
    backup.add_argument(
        "--replace",
        action="store_true",
        help=say(_("where there are accounts already: keep them under another name")),
    )
    parser.add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what is noted in the accounts"))
    )


def _restore(call: Call, door: StoreDoor) -> str:
    from store.restoring import restore  # the database, which is slow to load and not needed for the help

    options, say = call.options, call.language.say
    file, reason = required(options, "file", "FILE"), required(options, "reason", "--reason")
    with telling_progress(call.language) as tell:
        restored = restore(
            door.settings,
            Path(file).absolute(),
            reason,
            lambda done, of_all: tell(_("Restore: {percent} % copied", percent=100 * done // max(of_all, 1))),
            replace=options.replace,
        )
    told = [
        _(
            "The accounts are those of the backup. Sessions, reset tokens, recovery codes and codes that were"
            " sent no longer work; passwords and the codes of “This wasn’t me” are those of then."
        ),
        *older_accounts(door.open().key_rotation.state()),
    ]
    if restored.last_event is not None:
        told.insert(1, _("The last event in the backup: {moment}.", moment=restored.last_event))
    if restored.kept is not None:
        told.append(
            _(
                "The accounts of before are in {path}. Remove that file once nobody needs them any more.",
                path=restored.kept,
            )
        )
    return "\n".join(map(say, told))


RESTORE = task(
    "restore",
    _("go on from a backup; nobody may be using the accounts meanwhile"),
    _restore,
    _add_arguments,
    usage="%(prog)s FILE --reason TEXT [--replace]",
    example=('macle admin restore /backups/2026-05-03.db --reason "the disk failed"',),
)
