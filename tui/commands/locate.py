"""`macle locate`: where everything is kept."""

from __future__ import annotations

from i18n import Message, _, harmless
from tui.commands.command import Call, Command
from tui.commands.usage import answer, complain


def _locate(call: Call) -> int:
    from store.database.choice import description_of
    from store.database.record import can_be_kept
    from tui.wording.upkeep import older_copies_unseen

    locations, database = call.locations, description_of(call.locations)
    told: list[tuple[Message | str, str]] = [
        (_("home"), str(locations.home)),
        (_("database"), database.place),
        (_("key"), str(locations.server_key)),
        (_("mail"), str(locations.mail)),
        (_("sms"), str(locations.sms)),
        (_("logs"), str(locations.logs)),
        (_("settings"), str(locations.settings_file)),
        (_("state"), str(call.state)),
        *database.lines.items(),
    ]
    lines = {call.language.say(name): harmless(line) for name, line in told}
    width = max(map(len, lines))
    answer("\n".join(f"{name:<{width}}  {line}" for name, line in lines.items()))
    if not can_be_kept(call.state):
        complain(call.language, older_copies_unseen(call.state))
    return 0


LOCATE = Command("locate", _("print where everything is kept"), run=_locate, example=("macle locate",))
