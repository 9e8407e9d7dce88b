"""`macle admin`: what an administrator does from the command line (PRODUCT §10), one file a task."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import _
from tui.commands.command import Call, Command
from tui.commands.usage import WrongUsage


def _tasks() -> Sequence[Command]:
    # No session needs them.
    from tui.commands.admin.accept_older import ACCEPT_OLDER
    from tui.commands.admin.activation_code import ACTIVATION_CODE
    from tui.commands.admin.add_operator import ADD_OPERATOR
    from tui.commands.admin.audit import AUDIT
    from tui.commands.admin.authority import AUTHORITY
    from tui.commands.admin.backup import BACKUP
    from tui.commands.admin.deliver import DELIVER
    from tui.commands.admin.doctor import DOCTOR
    from tui.commands.admin.importing import IMPORT
    from tui.commands.admin.init import INIT
    from tui.commands.admin.operators import OPERATORS
    from tui.commands.admin.register import REGISTER
    from tui.commands.admin.restore import RESTORE
    from tui.commands.admin.rotate_keys import ROTATE_KEYS
    from tui.commands.admin.services import SERVICES
    from tui.commands.admin.settings import SETTINGS
    from tui.commands.admin.verifications import VERIFICATIONS

    return (
        *(INIT, DOCTOR, SETTINGS, SERVICES),
        *(ADD_OPERATOR, OPERATORS, VERIFICATIONS, REGISTER, ACTIVATION_CODE, IMPORT, DELIVER),
        *(BACKUP, RESTORE, ACCEPT_OLDER, ROTATE_KEYS, AUDIT, AUTHORITY),
    )


def _without_task(_call: Call) -> int:
    names = ", ".join(task.name for task in _tasks())
    raise WrongUsage(_("After “macle admin” comes one of: {tasks}.", tasks=names))


ADMIN = Command(
    "admin",
    _("look after operators, back up and restore the accounts"),
    run=_without_task,
    commands=_tasks,
)
