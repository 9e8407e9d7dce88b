"""`macle admin audit`: whether the events are those that were written, and all of them for an auditor."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import assert_never

from i18n import Language, Message, _, harmless, plural
from store import ChainFault, ExportedLines, FaultKind, Problem, Refusal
from store.files import open_regular
from store.new_file import new_file
from tui.commands.admin.progress import telling_progress
from tui.commands.admin.task import FaultsFound, task
from tui.commands.command import Call, Command
from tui.commands.explained import FAULTS_FOUND
from tui.commands.usage import Parser, WrongUsage, answer
from tui.store_door import StoreDoor

_AT_ONCE = 1_000
_LONGEST_LINE = 16_384
"""Characters: many times what an event takes. A file need not have lines."""


def _add_file(parser: Parser, language: Language) -> None:
    parser.add_argument_group(language.say(_("Export"))).add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=language.say(_("what “audit export” wrote; without it, the events of the accounts")),
    )


def _add_output(parser: Parser, language: Language) -> None:
    parser.add_argument_group(language.say(_("Export"))).add_argument(
        "--output",
        metavar="FILE",
        help=language.say(_("the file to make, never over another; without it, standard output")),
    )


def _verify(call: Call, door: StoreDoor) -> str:
    file = call.options.file
    return _verify_events(call, door) if file is None else _verify_export(call, door, Path(file).absolute())


def _verify_events(call: Call, door: StoreDoor) -> str:
    audit = door.open().audit
    with telling_progress(call.language):
        audit.link()
        found, accepted = audit.verify(), audit.acceptances() or ()
    told = [
        _("Faults in the events: {number}.", number=found.faults_in_all)
        if found.faults
        else plural(
            "{count} event is linked, and none was altered, removed or put in another order.",
            "{count} events are linked, and none was altered, removed or put in another order.",
            found.linked,
        ),
        *map(_of_chain, found.faults),
        *_left(found.faults_in_all - len(found.faults)),
    ]
    if found.unlinked:
        told.append(
            plural(
                "{count} event at the end is not linked yet, so nothing vouches for it.",
                "{count} events at the end are not linked yet, so nothing vouches for them.",
                found.unlinked,
            )
        )
    told += [
        _(
            "An older copy or a backup took the place of the accounts: {moment}. The events go on from"
            " position {position}. Reason: {reason}",
            moment=one.at,
            position=one.link.position,
            reason=harmless(one.reason),
        )
        for one in accepted
    ]
    return _reported(call.language, told, is_sound=not found.faults)


def _of_chain(fault: ChainFault) -> Message:
    position, event = fault.position or 0, fault.event_id or 0
    match fault.kind:
        case FaultKind.ALTERED:
            return _(
                "Position {position}, event {event}: the event or its link was altered or moved.",
                position=position,
                event=event,
            )
        case FaultKind.EVENT_GONE:
            return _("Position {position}: event {event} is gone.", position=position, event=event)
        case FaultKind.LINKS_GONE:
            return _("Position {position}: one link or several are gone.", position=position)
        case FaultKind.NEVER_LINKED:
            return _("Event {event}: it has no link, and events after it have theirs.", event=event)
        case FaultKind.CUT_OFF:
            return _(
                "Position {position}: this host noted that the events came as far, and its link is gone. The"
                " end of the events was cut off, or made anew.",
                position=position,
            )
        case _:
            assert_never(fault.kind)


def _verify_export(call: Call, door: StoreDoor, path: Path) -> str:
    trail = door.open().audit_trail
    with telling_progress(call.language) as tell:
        found = trail.judge(_counted(_lines_of(path), tell))
    if not found.up_to and not found.unlinked:
        raise Problem(Refusal.NO_EXPORT, path=str(path))
    told = [
        _of_export(found, path),
        *(
            _("Line {line}: it was altered.", line=str(fault.line))
            if fault.kind is FaultKind.ALTERED
            else _("Line {line}: it does not follow the line before.", line=str(fault.line))
            for fault in found.faults
        ),
        *_left(found.faults_in_all - len(found.faults)),
    ]
    if found.linked:
        told.append(
            _(
                "The lines end at position {position}. Whether there were more, only the accounts tell.",
                position=found.up_to,
            )
        )
    if found.unlinked:
        told.append(
            plural(
                "{count} line is of an event that was not linked yet, so nothing vouches for it.",
                "{count} lines are of events that were not linked yet, so nothing vouches for them.",
                found.unlinked,
            )
        )
    return _reported(call.language, told, is_sound=bool(found.linked) and not found.faults)


def _of_export(found: ExportedLines, path: Path) -> Message:
    if found.faults:
        return _("Faults in {path}: {number}.", path=str(path), number=found.faults_in_all)
    if not found.linked:
        return _("No line has a link, so anyone could have written them. Export the events again.")
    return plural(
        "{count} line is linked, and none was altered, removed or put in another order.",
        "{count} lines are linked, and none was altered, removed or put in another order.",
        found.linked,
    )


def _left(number: int) -> Sequence[Message]:
    return [plural("… and {count} more.", "… and {count} more.", number)] if number else []


def _reported(language: Language, told: Iterable[Message], *, is_sound: bool) -> str:
    """Return the report. Raises `FaultsFound` with it unless what was looked through `is_sound`."""
    report = "\n".join(map(language.say, told))
    if not is_sound:
        raise FaultsFound(report)
    return report


def _lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file; one too long to be of an export is cut, and so told as altered."""
    try:
        with os.fdopen(open_regular(path), encoding="ascii", errors="surrogateescape") as file:
            while line := file.readline(_LONGEST_LINE):
                yield line
                while line and not line.endswith("\n"):
                    line = file.readline(_LONGEST_LINE)
    except OSError:
        raise Problem(Refusal.INPUT_UNREADABLE, path=str(path)) from None


def _export(call: Call, door: StoreDoor) -> str | None:
    store, output = door.open(), call.options.output
    store.audit.link()
    with contextlib.ExitStack() as whole:
        tell = whole.enter_context(telling_progress(call.language))
        lines = _counted(store.audit_trail.lines(), tell)
        if output is None:
            _write(lines)
            return None
        path, count = Path(output).absolute(), 0
        partial = whole.enter_context(new_file(path))
        with partial.open("w", encoding="ascii") as file:
            for line in lines:
                file.write(f"{line}\n")
                count += 1
    return call.language.say(
        plural("{count} event is in {path}.", "{count} events are in {path}.", count, path=str(path))
    )


def _write(lines: Iterator[str]) -> None:
    while portion := "\n".join(islice(lines, _AT_ONCE)):
        answer(portion)


def _counted(lines: Iterable[str], tell: Callable[[Message], None]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield line
        if number % _AT_ONCE == 0:
            tell(plural("{count} line so far", "{count} lines so far", number))


def _without_task(_call: Call) -> int:
    raise WrongUsage(_("After “macle admin audit” comes one of: {tasks}.", tasks="verify, export"))


_VERIFY = task(
    "verify",
    _("find events that were altered, removed or put in another order, in the accounts or in an export"),
    _verify,
    _add_file,
    usage="%(prog)s [FILE]",
    example=("macle admin audit verify",),
    statuses=(FAULTS_FOUND,),
)
_EXPORT = task(
    "export",
    _("write all events as lines of JSON, each with the link that ties it to the one before"),
    _export,
    _add_output,
    usage="%(prog)s [--output FILE]",
    example=("macle admin audit export --output events-2026-05-03.jsonl",),
)
AUDIT = Command(
    "audit",
    _("tell whether the events are those that were written, or export them"),
    _without_task,
    commands=lambda: (_VERIFY, _EXPORT),
    usage="%(prog)s [verify … | export …]",
    example=("macle admin audit verify", "macle admin audit export --output events-2026-05-03.jsonl"),
)
