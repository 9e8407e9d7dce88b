"""`macle admin add-operator`: an account for an operator or a supervisor."""

from __future__ import annotations

from i18n import Language, _
from store import Role
from tui.commands.admin.questions import Questions
from tui.commands.admin.task import task
from tui.commands.asking import standard_input
from tui.commands.command import Call
from tui.commands.usage import Parser, required
from tui.store_door import StoreDoor
from tui.wording.desk import NEEDS_SECOND_STEP


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    operator = parser.add_argument_group(say(_("Operator")))
    operator.add_argument("username", metavar="USERNAME", nargs="?", help=say(_("what they sign in with")))
    operator.add_argument("--email", metavar="EMAIL", help=say(_("where their messages go")))
    operator.add_argument("--supervisor", action="store_true", help=say(_("make them a supervisor")))


def _add_operator(call: Call, door: StoreDoor) -> str:
    options, language = call.options, call.language
    username = required(options, "username", "USERNAME")
    email = required(options, "email", "--email")
    operators = door.open().operators
    operators.check(username, email)
    password = Questions(standard_input(), language).new_password(operators, username, email)
    role = Role.SUPERVISOR if options.supervisor else Role.OPERATOR
    operators.add(username, email, password, password, language.code, role)
    can_sign_in = _("{username} can sign in, and is an operator.", username=username)
    if role is Role.SUPERVISOR:
        can_sign_in = _("{username} can sign in, and is a supervisor.", username=username)
    return f"{language.say(can_sign_in)}\n{language.say(NEEDS_SECOND_STEP)}"


ADD_OPERATOR = task(
    "add-operator",
    _("open an account for an operator; the password is asked for, twice"),
    _add_operator,
    _add_arguments,
    usage="%(prog)s USERNAME --email EMAIL [--supervisor]",
    example=("macle admin add-operator odile-desk --email odile@example.org",),
)
