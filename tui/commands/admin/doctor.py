"""`macle admin doctor`: whether all is well with the store, for a person and for a program that watches."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from i18n import Language, Message, _, harmless, plural
from store.checkup.examination import examine
from store.checkup.finding import Examined, Finding, Grade, Part
from store.settings import utc_now
from tui.commands.command import Call, Command
from tui.commands.explained import DONE, REFUSED, WARNED
from tui.commands.usage import Parser, answer
from tui.wording.checkup import GRADES, PARTS, of_finding

_STATUSES = {Grade.OK: DONE, Grade.SKIPPED: DONE, Grade.WARNING: WARNED, Grade.FAULT: REFUSED}


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Form"))).add_argument(
        "--json", action="store_true", help=say(_("one JSON object, for a program that watches"))
    )


def _examine(call: Call) -> int:
    examined = examine(call.locations.home, call.state)
    if call.options.json:
        answer(json.dumps(_as_json(examined, call.language), indent=2, default=_plain))
    else:
        answer("\n".join(_as_lines(examined, call.language)))
    return _STATUSES[examined.grade]


def _as_lines(examined: Examined, language: Language) -> Iterator[str]:
    say, found = language.say, examined.findings
    grade_width = max(len(say(GRADES[one.grade])) for one in found)
    part_width = max(len(say(PARTS[one.part])) for one in found)
    for one in found:
        start = f"{say(GRADES[one.grade]):<{grade_width}}  {say(PARTS[one.part]):<{part_width}}  "
        lines = _wrapped(say(of_finding(one)), len(start))
        yield start + f"\n{' ' * len(start)}".join(lines)
    yield ""
    yield say(_summary(found))


def _wrapped(text: str, indent: int) -> Sequence[str]:
    """Return the lines of a text beside what stands before it; what no terminal shows is one line."""
    if not sys.stdout.isatty():
        return [text]
    width = max(shutil.get_terminal_size().columns - indent - 1, 20)
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _summary(found: Sequence[Finding]) -> Message:
    faults = sum(one.grade is Grade.FAULT for one in found)
    warnings = sum(one.grade is Grade.WARNING for one in found)
    if not faults and not warnings:
        return _("All is well.")
    return _(
        "{faults}, {warnings}.",
        faults=plural("{count} fault", "{count} faults", faults),
        warnings=plural("{count} warning", "{count} warnings", warnings),
    )


def _as_json(examined: Examined, language: Language) -> dict[str, Any]:
    from importlib import metadata  # slow to load, as in `macle --version`

    return {
        "status": examined.grade.value,
        "macle": metadata.version("macle"),
        "checked_at": utc_now(),
        "checks": {part.value: _part_as_json(part, examined, language) for part in Part},
        "database": dict(examined.database),
    }


def _part_as_json(part: Part, examined: Examined, language: Language) -> dict[str, Any]:
    found = [one for one in examined.findings if one.part is part]
    return {
        "status": Examined(tuple(found), {}).grade.value,
        "findings": [
            {
                "status": one.grade.value,
                "found": one.sign.value,
                "facts": dict(one.facts),
                "text": language.say(of_finding(one)),
            }
            for one in found
        ],
    }


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds")
        case timedelta():
            return value.total_seconds()
        case _:
            return harmless(str(value))


DOCTOR = Command(
    "doctor",
    _("look whether all is well; nothing is changed"),
    run=_examine,
    add_arguments=_add_arguments,
    usage="%(prog)s [--json]",
    example=("macle admin doctor", "macle admin doctor --json"),
    statuses=(WARNED,),
)
