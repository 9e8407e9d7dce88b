"""`macle admin import`: accounts in bulk, whose owners are invited to set a password (PRODUCT §10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from i18n import Language, Message, _, plural
from store import ImportState, LineFault, Problem, Refusal
from store.rules.limits import INVITATION_LIFE
from tui import wording
from tui.commands.admin.people_file import COLUMNS, NEEDED, read_people
from tui.commands.admin.progress import telling_progress
from tui.commands.admin.task import NothingToDo, task
from tui.commands.command import Call
from tui.commands.explained import NOTHING_TO_DO
from tui.commands.usage import Parser, complain, required
from tui.store_door import StoreDoor

_TOLD_OF_A_KIND = 20
_OPENED_BY_NOTHING = _(
    "No invitation says how Macle is opened, as “opened_by” is not set in the settings. Set it; then"
    " “--invite-again” sends another to those who have one already."
)


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    group = parser.add_argument_group(say(_("People")))
    group.add_argument(
        "file",
        metavar="FILE.csv",
        nargs="?",
        help=say(
            _(
                "values with commas or semicolons between them, in UTF-8, or - for standard input; the first"
                " line names the columns: {columns}; only {one} and {other} are needed",
                columns=", ".join(COLUMNS),
                one=NEEDED[0],
                other=NEEDED[1],
            )
        ),
    )
    group.add_argument(
        "--dry-run",
        action="store_true",
        help=say(_("check the file, say what would be done, and do nothing")),
    )
    group.add_argument(
        "--invite-again",
        action="store_true",
        help=say(
            _(
                "send another invitation, good for {time}, to those who have not set a password yet",
                time=INVITATION_LIFE,
            )
        ),
    )


def _import(call: Call, door: StoreDoor) -> str:
    path, again = required(call.options, "file", "FILE"), call.options.invite_again
    people, faults = read_people(path)
    importing = door.open().importing
    if not people and not faults:
        raise NothingToDo(_("The file names nobody. Write one person on each line below the first."))
    checked = importing.check(people, call.language, invite_again=again)
    _refuse(call.language, [*faults, *checked.faults])
    invites = bool(checked.expected.opened or checked.expected.invited_again)
    if invites and not door.settings.opened_by:
        complain(call.language, _OPENED_BY_NOTHING)
    if call.options.dry_run:
        return _said(call.language, _would_be_done(checked.expected))
    if again and checked.expected == ImportState(0, len(people), 0):
        raise NothingToDo(_("All people of the file have set a password already. Nobody was invited again."))
    if not invites:
        raise NothingToDo(_("All people of the file have their accounts already. Nothing was changed."))
    done = ImportState(0, 0, 0)
    try:
        with telling_progress(call.language) as tell:
            for done in importing.carry_out(checked, invite_again=again):
                tell(_("{count} of {all}", count=done.opened + done.known, all=len(people)))
    except Problem as problem:
        if "line" not in problem.facts:
            raise
        complain(call.language, _fault(LineFault(problem.facts["line"], problem)))
        raise Problem(Refusal.IMPORT_STOPPED, opened=done.opened) from None
    return _said(call.language, _done(done))


def _refuse(language: Language, faults: Sequence[LineFault]) -> None:
    """Tell of the lines that have a fault; of many of one kind, of the first, and how many more there are.

    Raises `Problem` IMPORT_REFUSED where there is a fault.
    """
    of_kind, told = Counter(map(_kind, faults)), Counter[object]()
    for fault in sorted(faults, key=lambda fault: fault.line):
        kind = _kind(fault)
        told[kind] += 1
        if told[kind] <= _TOLD_OF_A_KIND:
            complain(language, _fault(fault))
        if told[kind] == _TOLD_OF_A_KIND < of_kind[kind]:
            more = of_kind[kind] - _TOLD_OF_A_KIND
            complain(
                language,
                plural(
                    "{count} more line has a fault like that one.",
                    "{count} more lines have a fault like that one.",
                    more,
                ),
            )
    if faults:
        raise Problem(Refusal.IMPORT_REFUSED, lines=len({fault.line for fault in faults}))


def _kind(fault: LineFault) -> object:
    return fault.problem.field, fault.problem.refusal


def _fault(fault: LineFault) -> Message:
    what = wording.sentence(fault.problem)
    if fault.problem.field is None:
        return _("Line {line}: {what}", line=str(fault.line), what=what)
    return _("Line {line}, {column}: {what}", line=str(fault.line), column=fault.problem.field, what=what)


def _said(language: Language, sentences: Iterator[Message]) -> str:
    return "\n".join(map(language.say, sentences))


def _would_be_done(expected: ImportState) -> Iterator[Message]:
    if expected.opened:
        yield plural(
            "{count} account would be opened, and its owner invited.",
            "{count} accounts would be opened, and their owners invited.",
            expected.opened,
        )
    if expected.invited_again:
        yield plural(
            "{count} person would be invited again.",
            "{count} people would be invited again.",
            expected.invited_again,
        )
    yield from _known(expected)


def _done(done: ImportState) -> Iterator[Message]:
    if done.opened:
        yield plural(
            "{count} account is opened, and its owner invited.",
            "{count} accounts are opened, and their owners invited.",
            done.opened,
        )
    if done.invited_again:
        yield plural(
            "{count} person is invited again.", "{count} people are invited again.", done.invited_again
        )
    yield from _known(done)


def _known(state: ImportState) -> Iterator[Message]:
    if state.known:
        yield plural(
            "{count} person of the file had an account already, which has not changed.",
            "{count} people of the file had an account already, which has not changed.",
            state.known,
        )


IMPORT = task(
    "import",
    _("open accounts for the people of a file, who are invited to set a password"),
    _import,
    _add_arguments,
    usage="%(prog)s FILE.csv [--dry-run] [--invite-again]",
    statuses=(NOTHING_TO_DO,),
    example=(
        "macle admin import people.csv --dry-run",
        "macle admin import people.csv",
        "",
        "username,email,language,first_name,last_name,phone",
        'elodie,elodie@example.org,fr,Élodie,"Roy, dite Lou",+33 1 42 68 53 00',
        "sam-keys,sam@example.org,en,,,",
    ),
)
