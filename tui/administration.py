"""`macle admin`: what an administrator does from the command line (PRODUCT §10)."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from i18n import Language, Message, _
from store import Problem, Refusal, Secret
from tui.process import place
from tui.usage import Parser, WrongUsage, add_commands, new_parser, required

if TYPE_CHECKING:
    from store import PendingVerification, Session
    from store.accounts.store import Store
    from tui.lines import Lines
    from tui.pages import Text
    from tui.visit import StoreDoor

_TASKS = {
    "add-operator": _("open an account for an operator; the password is asked for, twice"),
    "verifications": _("list the verifications of identity that wait, or decide on one"),
}
_DECISIONS = {
    "accept": _("an operator has seen the document, and all of it is so"),
    "refuse": _("it is not so; the person is told the reason"),
}
_DAMAGED = (_("Damaged"), _("it cannot be read, and can only be refused"))
_SHORTEST_ID = 6


def add_tasks(admin: Parser, language: Language, shared: Parser) -> None:
    """Give the parser of `macle admin` what can be asked of it."""
    say = language.say
    tasks = add_commands(admin, language, shared, "task", _TASKS)
    operator = tasks["add-operator"].add_argument_group(say(_("Operator")))
    operator.add_argument("username", metavar="USERNAME", nargs="?", help=say(_("what they sign in with")))
    operator.add_argument("--email", metavar="EMAIL", help=say(_("where their messages go")))
    operator.add_argument("--supervisor", action="store_true", help=say(_("make them a supervisor")))
    deciding = new_parser(language, parents=[shared])
    for parser, default in ((tasks["verifications"], None), (deciding, argparse.SUPPRESS)):
        parser.add_argument_group(say(_("Operator"))).add_argument(
            "--as",
            dest="operator",
            metavar="USERNAME",
            default=default,
            help=say(_("the operator who asks; their password is asked for")),
        )
    decisions = add_commands(tasks["verifications"], language, deciding, "decision", _DECISIONS)
    for parser in decisions.values():
        parser.add_argument_group(say(_("Request"))).add_argument(
            "request", metavar="ID", nargs="?", help=say(_("its number in the list, or how it begins"))
        )
    decisions["refuse"].add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what the person is told"))
    )
    tasks["add-operator"].usage = "%(prog)s USERNAME --email EMAIL [--supervisor]"
    tasks["verifications"].usage = "%(prog)s --as USERNAME [accept ID | refuse ID --reason TEXT]"
    decisions["accept"].usage = "%(prog)s ID --as USERNAME"
    decisions["refuse"].usage = "%(prog)s ID --reason TEXT --as USERNAME"
    for parser in (admin, *tasks.values(), *decisions.values()):
        parser.set_defaults(explained=parser)


def administer(options: argparse.Namespace, door: StoreDoor, language: Language, terminal: str) -> int:
    """Carry out a task, say what was done, and return the exit status.

    Raises `WrongUsage`, and the `Problem` with which the store refuses; then nothing has been printed.
    """
    match options.task:
        case "add-operator":
            said = _add_operator(options, door, language)
        case "verifications":
            said = _verifications(options, door, language, terminal)
        case _:
            raise WrongUsage(_("After “macle admin” comes one of: {tasks}.", tasks=", ".join(_TASKS)))
    print(said)
    return 0


def _add_operator(options: argparse.Namespace, door: StoreDoor, language: Language) -> str:
    from store import Role  # the first page does without

    username = required(options, "username", "USERNAME")
    email = required(options, "email", "--email")
    operators = door.open().operators
    password, again = _typed(_input(), language, _("Password"), _("Confirm the password"))
    role = Role.SUPERVISOR if options.supervisor else Role.OPERATOR
    operators.add(username, email, password, again, language.code, role)
    if role is Role.SUPERVISOR:
        return language.say(_("{username} can sign in, and is a supervisor.", username=username))
    return language.say(_("{username} can sign in, and is an operator.", username=username))


def _verifications(options: argparse.Namespace, door: StoreDoor, language: Language, terminal: str) -> str:
    operator = required(options, "operator", "--as")
    request = required(options, "request", "ID") if options.decision else ""
    reason = required(options, "reason", "--reason") if options.decision == "refuse" else ""
    store = door.open()
    with _signed_in(store, operator, language, terminal) as session:
        waiting = store.verifications.pending(session)
        if options.decision is None:
            return "\n\n".join(_described(waiting, language))
        one = _named(waiting, request)
        if options.decision == "accept":
            store.verifications.accept(session, one.id)
            return language.say(_("The identity of {username} is verified.", username=one.username))
        store.verifications.refuse(session, one.id, reason)
        return language.say(_("The request of {username} is refused.", username=one.username))


@contextlib.contextmanager
def _signed_in(store: Store, operator: str, language: Language, terminal: str) -> Iterator[Session]:
    """Sign an operator in, with the second step where they have one, and out again."""
    lines = _input()
    (password,) = _typed(lines, language, _("Password"))
    session = store.sign_in.with_password(operator, password, terminal, place(os.environ))
    try:
        yield _past_second_step(store, session, lines, language)
    finally:
        # A session that cannot be ended now ends by itself.
        with contextlib.suppress(Problem):
            store.sessions.end(session)


def _past_second_step(store: Store, session: Session, lines: Lines, language: Language) -> Session:
    """Ask for a code of the default method where there is one; a recovery code will do as well."""
    from store import MethodKind, Stage
    from store.rules.codes import CODE_DIGITS, read_digits

    if session.stage is not Stage.SECOND_STEP:
        return session
    method, *_others = store.second_step.ways(session).methods
    prompt = _("Code of the app “{name}”, or a recovery code", name=method.name)
    if method.kind is MethodKind.PHONE:
        try:
            sent = store.second_step.send(session, method.id)
            prompt = _("Code sent by SMS to {number}, or a recovery code", number=sent.address)
        except Problem as problem:
            if problem.refusal is not Refusal.CODES_TOO_MANY:
                raise
            prompt = _("Recovery code")
    (code,) = _typed(lines, language, prompt)
    typed = "".join(code.reveal().split())
    if len(typed) == len(read_digits(typed)) == CODE_DIGITS:
        return store.second_step.enter(session, method.id, code)
    return store.second_step.enter_recovery_code(session, code)


def _named(waiting: Sequence[PendingVerification], typed: str) -> PendingVerification:
    """Return the request whose id begins as `typed`. Raises `Problem` REQUEST_UNKNOWN, REQUEST_AMBIGUOUS."""
    start = typed.strip().lower()
    found = [one for one in waiting if start and one.id.startswith(start)]
    if not found:
        raise Problem(Refusal.REQUEST_UNKNOWN, id=typed)
    if len(found) > 1:
        raise Problem(Refusal.REQUEST_AMBIGUOUS, id=typed)
    return found[0]


def _described(waiting: Sequence[PendingVerification], language: Language) -> Iterator[str]:
    from tui.journeys.verification import identity_rows
    from tui.reading import labelled

    if not waiting:
        yield language.say(_("No verification of identity waits."))
    digits = _digits_needed(waiting)
    for one in waiting:
        rows: tuple[tuple[Text, Text], ...] = (
            ("ID", one.id[:digits]),
            (_("Username"), one.username),
            (_("Asked for"), language.tell(one.requested_at)),
            *((_DAMAGED,) if one.identity is None else identity_rows(one.identity)),
        )
        yield "\n".join(language.say(labelled(name, value)) for name, value in rows)


def _digits_needed(waiting: Sequence[PendingVerification]) -> int:
    """Return how many digits of an id tell every request from every other."""
    digits = _SHORTEST_ID
    while len({one.id[:digits] for one in waiting}) < len(waiting):
        digits += 1
    return digits


def _input() -> Lines:
    import locale
    import sys

    from tui.lines import Lines

    return Lines(sys.stdin.fileno(), sys.stderr, locale.getencoding())


def _typed(lines: Lines, language: Language, *prompts: Message) -> list[Secret]:
    """Return the answers: typed without echo at a terminal, else a line each of standard input."""
    import asyncio

    from tui.lines import Unfit
    from tui.visit import VisitOver

    said = [language.say(_("{label}:", label=label)) for label in prompts]
    try:
        with _terminal_left_as_found(lines):
            return asyncio.run(_read(lines, said))
    except Unfit as unfit:
        raise WrongUsage(unfit.sentence) from None
    except (EOFError, VisitOver):
        raise WrongUsage(_("Nothing was typed.")) from None


async def _read(lines: Lines, prompts: Sequence[str]) -> list[Secret]:
    answers = []
    for prompt in prompts:
        if not lines.terminal:
            answers.append(Secret(await lines.read(secret=True)))
            continue
        lines.write(f"{prompt} ")
        try:
            answers.append(Secret(await lines.read(secret=True)))
        finally:
            lines.write("\n")
    return answers


@contextlib.contextmanager
def _terminal_left_as_found(lines: Lines) -> Iterator[None]:
    """Bring the echo back also where a signal ends the process while a password is typed."""
    import os
    import signal

    def end(number: int, _frame: object) -> None:
        lines.restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    before = {number: signal.signal(number, end) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
