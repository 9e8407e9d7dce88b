"""`macle admin`: what an administrator does from the command line (PRODUCT §10)."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, assert_never

from i18n import Language, Message, _
from store import Problem, Refusal, Secret, Step
from tui.process import END_SIGNALS, GONE_WITHIN
from tui.usage import Parser, WrongUsage, add_commands, new_parser, required

if TYPE_CHECKING:
    from pathlib import Path

    from store import Operator, PendingVerification, Session
    from store.accounts.store import Store
    from tui.lines import Lines
    from tui.pages import Text
    from tui.visit import StoreDoor

_TASKS = {
    "add-operator": _("open an account for an operator; the password is asked for, twice"),
    "operators": _("list the operators and supervisors, unblock one, or give one their rights back"),
    "accept-older": _("go on from an older copy of the accounts that was put in their place"),
    "verifications": _("list the verifications of identity that wait, or decide on one"),
}
_DECISIONS = {
    "accept": _("an operator has seen the document, and all of it is so"),
    "refuse": _("it is not so; the person is told the reason"),
}
_FOR_OPERATORS = {
    "unblock": _("forget their wrong passwords and codes, as a supervisor; their rights stay"),
    "give-back": _("give back the rights that a reset of the password has suspended"),
}
_ROLES = {"operator": _("operator"), "supervisor": _("supervisor")}
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
    tasks["add-operator"].usage = "%(prog)s USERNAME --email EMAIL [--supervisor]"
    tasks["accept-older"].add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what is noted in the accounts"))
    )
    tasks["accept-older"].usage = "%(prog)s --reason TEXT"
    helping = _add_help_for_operators(tasks["operators"], language, shared)
    decisions = _add_decisions(tasks["verifications"], language, shared)
    for parser in (admin, *tasks.values(), *helping, *decisions):
        parser.set_defaults(explained=parser)


def _add_help_for_operators(operators: Parser, language: Language, shared: Parser) -> Iterable[Parser]:
    say = language.say
    helping = add_commands(operators, language, shared, "help_given", _FOR_OPERATORS)
    for parser in helping.values():
        parser.add_argument_group(say(_("Operator"))).add_argument(
            "username", metavar="USERNAME", nargs="?", help=say(_("what they sign in with"))
        )
        parser.add_argument_group(say(_("Reason"))).add_argument(
            "--reason", metavar="TEXT", help=say(_("what they and an auditor are told"))
        )
    helping["unblock"].add_argument_group(say(_("Supervisor"))).add_argument(
        "--as",
        dest="supervisor",
        metavar="USERNAME",
        help=say(_("the supervisor who asks; their password is asked for")),
    )
    operators.usage = "%(prog)s [unblock USERNAME … | give-back USERNAME …]"
    helping["unblock"].usage = "%(prog)s USERNAME --as SUPERVISOR --reason TEXT"
    helping["give-back"].usage = "%(prog)s USERNAME --reason TEXT"
    return helping.values()


def _add_decisions(verifications: Parser, language: Language, shared: Parser) -> Iterable[Parser]:
    say = language.say
    deciding = new_parser(language, parents=[shared])
    for parser, default in ((verifications, None), (deciding, argparse.SUPPRESS)):
        parser.add_argument_group(say(_("Operator"))).add_argument(
            "--as",
            dest="operator",
            metavar="USERNAME",
            default=default,
            help=say(_("the operator who asks; their password is asked for")),
        )
    decisions = add_commands(verifications, language, deciding, "decision", _DECISIONS)
    for parser in decisions.values():
        parser.add_argument_group(say(_("Request"))).add_argument(
            "request", metavar="ID", nargs="?", help=say(_("its number in the list, or how it begins"))
        )
    decisions["refuse"].add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what the person is told"))
    )
    verifications.usage = "%(prog)s --as USERNAME [accept ID | refuse ID --reason TEXT]"
    decisions["accept"].usage = "%(prog)s ID --as USERNAME"
    decisions["refuse"].usage = "%(prog)s ID --reason TEXT --as USERNAME"
    return decisions.values()


def administer(
    options: argparse.Namespace, door: StoreDoor, language: Language, terminal: str, place: str
) -> int:
    """Carry out a task, say what was done, and return the exit status.

    Raises `WrongUsage`, and the `Problem` with which the store refuses; then nothing has been printed.
    """
    match options.task:
        case "add-operator":
            said = _add_operator(options, door, language)
        case "operators":
            said = _operators(options, door, language, terminal, place)
        case "accept-older":
            said = _accept_older(options, door, language)
        case "verifications":
            said = _verifications(options, door, language, terminal, place)
        case _:
            raise WrongUsage(_("After “macle admin” comes one of: {tasks}.", tasks=", ".join(_TASKS)))
    print(said)
    state = door.settings.state
    if state is not None and not door.open().sees_older_copies:
        print(language.say(older_copies_unseen(state)), file=sys.stderr)
    return 0


def older_copies_unseen(state: Path) -> Message:
    """Say what goes unseen where the host can note nothing."""
    return _(
        "Nothing can be noted in {path}: an older copy of the accounts in their place would not be noticed.",
        path=str(state),
    )


def _accept_older(options: argparse.Namespace, door: StoreDoor, language: Language) -> str:
    from store.opening import accept_older

    reason = required(options, "reason", "--reason")
    if accept_older(door.settings, reason):
        return language.say(
            _(
                "The older copy is accepted. Sessions, reset tokens, recovery codes and codes that were sent"
                " no longer work; passwords and the codes of “This wasn’t me” are those of then."
            )
        )
    return language.say(_("These accounts are no older copy. Nothing was changed."))


def _add_operator(options: argparse.Namespace, door: StoreDoor, language: Language) -> str:
    from store import Role  # the first page does without

    username = required(options, "username", "USERNAME")
    email = required(options, "email", "--email")
    operators = door.open().operators
    password, again = _typed(_input(), language, _("Password"), _("Confirm the password"))
    role = Role.SUPERVISOR if options.supervisor else Role.OPERATOR
    operators.add(username, email, password, again, language.code, role)
    can_sign_in = _("{username} can sign in, and is an operator.", username=username)
    if role is Role.SUPERVISOR:
        can_sign_in = _("{username} can sign in, and is a supervisor.", username=username)
    needs_second_step = _(
        "First they have to set up a second step: sign in with “macle”, open “Sign-in settings”."
    )
    return f"{language.say(can_sign_in)}\n{language.say(needs_second_step)}"


def _operators(
    options: argparse.Namespace, door: StoreDoor, language: Language, terminal: str, place: str
) -> str:
    if options.help_given is None:
        return "\n\n".join(_listed(door.open().operators.everyone(), language))
    username, reason = required(options, "username", "USERNAME"), required(options, "reason", "--reason")
    if options.help_given == "give-back":
        door.open().operators.give_back(username, reason)
        return language.say(
            _("{username} has their rights again, from the next sign-in on.", username=username)
        )
    supervisor = required(options, "supervisor", "--as")
    store = door.open()
    with _signed_in(store, supervisor, language, terminal, place) as session:
        store.supervisors.unblock(session, username, reason)
    return language.say(_("{username} is unblocked; their rights are as they were.", username=username))


def _listed(operators: Sequence[Operator], language: Language) -> Iterator[str]:
    from tui.reading import labelled

    if not operators:
        yield language.say(_("There is no operator yet."))
    for one in operators:
        rows: list[tuple[Text, Text]] = [
            (_("Username"), one.username),
            (_("Role"), _ROLES[one.role.value]),
            (
                _("Second step"),
                _("set up") if one.has_second_step else _("not set up yet, so no rights"),
            ),
        ]
        if one.suspended:
            rows.append((_("Rights"), _("suspended since the password was reset")))
        yield "\n".join(language.say(labelled(name, value)) for name, value in rows)


def _verifications(
    options: argparse.Namespace, door: StoreDoor, language: Language, terminal: str, place: str
) -> str:
    operator = required(options, "operator", "--as")
    request = required(options, "request", "ID") if options.decision else ""
    reason = required(options, "reason", "--reason") if options.decision == "refuse" else ""
    store = door.open()
    with _signed_in(store, operator, language, terminal, place) as session:
        waiting = store.decisions.pending(session)
        if options.decision is None:
            return "\n\n".join(_described(waiting, language))
        one = _named(waiting, request)
        if options.decision == "accept":
            store.decisions.accept(session, one.id)
            return language.say(_("The identity of {username} is verified.", username=one.username))
        store.decisions.refuse(session, one.id, reason)
        return language.say(_("The request of {username} is refused.", username=one.username))


@contextlib.contextmanager
def _signed_in(
    store: Store, operator: str, language: Language, terminal: str, place: str
) -> Iterator[Session]:
    """Sign an operator in, with the second step where they have one, and out again."""
    lines = _input()
    (password,) = _typed(lines, language, _("Password"))
    session = store.sign_in.with_password(operator, password, terminal, place)
    try:
        _pass_second_step(store, session, lines, language)
        yield session
    finally:
        # A session that cannot be ended now ends by itself.
        with contextlib.suppress(Problem):
            store.sessions.end(session)


def _pass_second_step(store: Store, session: Session, lines: Lines, language: Language) -> None:
    """Ask for a code of the default method where there is one; a recovery code will do as well."""
    from store import Challenge
    from store.rules.codes import CODE_DIGITS, read_digits
    from tui.journeys.methods.words import words_of

    if store.sessions.due(session) is not Step.SECOND_STEP:
        return
    method, *_others = store.second_step.ways(session).methods
    prompt = words_of(method).prompt(method.name)
    match method.challenge:
        case Challenge.SENT:
            try:
                store.second_step.send(session, method.id)
            except Problem as problem:
                if problem.refusal is not Refusal.CODES_TOO_MANY:
                    raise
                prompt = _("Recovery code")
        case Challenge.SHOWN:
            pass
        case _:
            assert_never(method.challenge)
    (code,) = _typed(lines, language, prompt)
    typed = "".join(code.reveal().split())
    if len(typed) == len(read_digits(typed)) == CODE_DIGITS:
        store.second_step.enter(session, method.id, code)
    else:
        store.second_step.enter_recovery_code(session, code)


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
    from tui.journeys.profile.verification import identity_rows
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
    """Bring the echo back also where a signal comes while a password is typed, and end what was begun."""
    import signal

    def end(number: int, _frame: object) -> None:
        lines.restore()
        # Nothing handles this alarm: it ends the process even where the store does not answer.
        signal.setitimer(signal.ITIMER_REAL, GONE_WITHIN)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in END_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
