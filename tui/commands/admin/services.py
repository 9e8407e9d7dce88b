"""`macle admin services`: what is listed in the file of services, or what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from i18n import Language, _, harmless
from store.settings.services import Service, read_services
from tui.commands.command import Call, Command
from tui.commands.usage import answer

_STATED = _("with a statement of who came")


def _show(call: Call) -> int:
    file, say = call.locations.services_file, call.language.say
    listed = read_services(call.locations.home)
    if listed:
        heading = _("Services of {path}:", path=str(file))
        answer("\n".join([say(heading), "", *_lines(listed, call.language)]))
    else:
        answer(say(_("No service is listed: {path} is missing, or empty.", path=str(file))))
    return 0


def _lines(listed: Sequence[Service], language: Language) -> Iterator[str]:
    """Give for each service a line that says what it is, and one for each further thing that is set."""
    for one in listed:
        words = dict(one.names)[language.code]
        level = language.say(_("level {level}", level=one.level))
        yield harmless(f"{one.id}  {words}  ({level})")
        yield f"    {one.address}"
        if one.statement:
            yield f"    {language.say(_STATED)}"


SERVICES = Command(
    "services",
    _("show which services are listed, or what is wrong in the list"),
    run=_show,
    usage="%(prog)s",
    example=("macle admin services",),
)
