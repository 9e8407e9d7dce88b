"""`macle admin backup`: a copy of the accounts, while people go on working."""

from __future__ import annotations

from pathlib import Path

from i18n import Language, _
from tui.commands.admin.progress import telling_progress
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.usage import Parser, required
from tui.store_door import StoreDoor


def _add_arguments(parser: Parser, language: Language) -> None:
    parser.add_argument_group(language.say(_("Backup"))).add_argument(
        "file", metavar="FILE", nargs="?", help=language.say(_("the file to make; none is overwritten"))
    )


def _back_up(call: Call, door: StoreDoor) -> str:
    path = Path(required(call.options, "file", "FILE")).absolute()
    store = door.open()
    with telling_progress(call.language) as tell:
        key = store.backup.make(
            path,
            lambda done, of_all: tell(_("Backup: {percent} % copied", percent=100 * done // max(of_all, 1))),
        )
    made = _("The accounts are in {path}, whole and checked.", path=str(path))
    apart = _(
        "The key file {key} is not in it, and without that nobody can sign in. Keep a copy of it too, but in"
        " another place than the backups.",
        key=str(key),
    )
    return f"{call.language.say(made)}\n{call.language.say(apart)}"


BACKUP = task(
    "backup",
    _("copy the accounts to a new file, while people go on working"),
    _back_up,
    _add_arguments,
    usage="%(prog)s FILE",
    example=("macle admin backup /backups/2026-05-03.db",),
)
