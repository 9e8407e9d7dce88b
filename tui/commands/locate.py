"""`macle locate`: where everything is kept."""

from __future__ import annotations

from i18n import _, harmless
from tui.commands.command import Call, Command
from tui.commands.usage import complain


def _locate(call: Call) -> int:
    from store.database.choice import description_of
    from store.database.record import can_be_kept
    from tui.wording.upkeep import older_copies_unseen

    locations, database = call.locations, description_of(call.locations)
    for name, path in {
        "home": locations.home,
        "database": database.place,
        "key": locations.server_key,
        "mail": locations.mail,
        "sms": locations.sms,
        "logs": locations.logs,
        "settings": locations.settings_file,
        "state": call.state,
    }.items():
        print(f"{name:<8}  {harmless(str(path))}")
    for name, line in database.lines.items():
        print(f"{name:<8}  {line}")
    if not can_be_kept(call.state):
        complain(call.language, older_copies_unseen(call.state))
    return 0


LOCATE = Command("locate", _("print where everything is kept"), run=_locate)
