"""`macle admin settings`: what counts, and where it comes from."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

from i18n import Language, Message, _, harmless
from store.settings.in_force import InForce, settings_in_force
from store.settings.listing import declared, written
from tui.commands.command import Call, Command
from tui.commands.usage import answer


def _show(call: Call) -> int:
    file, say = call.locations.settings_file, call.language.say
    found = settings_in_force(file)
    heading = _("Settings of {path}:", path=str(file))
    if found is None:
        heading = _("There is no settings file {path}, so every setting has its default:", path=str(file))
        found = tuple(InForce(one, one.default, None) for one in declared())
    answer("\n".join([say(heading), "", *_table(found, call.language)]))
    return 0


def _table(found: Sequence[InForce], language: Language) -> Iterator[str]:
    """Give a line for each setting; at a terminal, what is too long goes on below itself."""
    keys = [one.setting.key for one in found]
    origins = [language.say(_origin(one)) for one in found]
    before = f"{{:<{max(map(len, keys))}}}  {{:<{max(map(len, origins))}}}  "
    for one, key, origin in zip(found, keys, origins, strict=True):
        start, value = before.format(key, origin), _value(one, language)
        room = shutil.get_terminal_size().columns - len(start) - 1
        lines = textwrap.wrap(value, max(room, 20)) if sys.stdout.isatty() else [value]
        yield start + f"\n{' ' * len(start)}".join(lines)


def _value(one: InForce, language: Language) -> str:
    if one.setting.setting.secret and one.line is not None:
        return language.say(_("(set, and not shown)"))
    return harmless(written(one.value))


def _origin(one: InForce) -> Message:
    return _("default") if one.line is None else _("line {line}", line=str(one.line))


SETTINGS = Command(
    "settings",
    _("show which settings count, and on which line of the settings file they stand"),
    run=_show,
    usage="%(prog)s",
    example=("macle admin settings",),
)
