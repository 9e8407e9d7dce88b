"""`macle admin operators`: who is one, who becomes one, and giving back what a block or a reset took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from i18n import Language, Message, _
from store import Operator, Role
from store.rules.identifiers import lookup
from tui.commands.admin.task import task
from tui.commands.command import Call
from tui.commands.signing_in import signed_in
from tui.commands.usage import Parser, required
from tui.pages import Text
from tui.reading import labelled
from tui.store_door import StoreDoor
from tui.wording.desk import NEEDS_SECOND_STEP, NO_SUPERVISOR

_ROLES = {"person": _("person"), "operator": _("operator"), "supervisor": _("supervisor")}


def _list(call: Call, door: StoreDoor) -> str:
    return "\n\n".join(_listed(door.open().operators.everyone(), call.language))


def _listed(operators: Sequence[Operator], language: Language) -> Iterator[str]:
    if not operators:
        yield language.say(_("There is no operator yet."))
    for one in operators:
        rows: list[tuple[Text, Text]] = [
            (_("Account"), one.username),
            (_("Role"), _ROLES[one.role.value]),
            (
                _("Second step"),
                _("set up") if one.has_second_step else _("not set up yet, so no rights"),
            ),
        ]
        if one.suspended:
            rows.append((_("Rights"), _("suspended since a reset of the password, or a restore")))
        yield "\n".join(language.say(labelled(name, value)) for name, value in rows)


def _add_operator_and_reason(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Operator"))).add_argument(
        "username", metavar="USERNAME", nargs="?", help=say(_("what they sign in with"))
    )
    parser.add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what they and an auditor are told"))
    )


def _add_supervisor_too(parser: Parser, language: Language) -> None:
    _add_operator_and_reason(parser, language)
    parser.add_argument_group(language.say(_("Supervisor"))).add_argument(
        "--as",
        dest="supervisor",
        metavar="SUPERVISOR",
        help=language.say(_("the supervisor who asks; their password is asked for")),
    )


def _unblock(call: Call, door: StoreDoor) -> str:
    username, reason = _operator_and_reason(call)
    supervisor = required(call.options, "supervisor", "--as")
    store = door.open()
    with signed_in(store, supervisor, call) as session:
        store.supervisors.unblock(session, username, reason)
    return call.language.say(_("{username} is unblocked; their rights are as they were.", username=username))


def _give_back(call: Call, door: StoreDoor) -> str:
    username, reason = _operator_and_reason(call)
    door.open().operators.give_back(username, reason)
    return call.language.say(
        _("{username} has their rights again, from the next sign-in on.", username=username)
    )


def _operator_and_reason(call: Call) -> tuple[str, str]:
    return required(call.options, "username", "USERNAME"), required(call.options, "reason", "--reason")


def _add_account_role_and_reason(parser: Parser, language: Language) -> None:
    say = language.say
    account = parser.add_argument_group(say(_("Account")))
    account.add_argument("username", metavar="USERNAME", nargs="?", help=say(_("what they sign in with")))
    account.add_argument(
        "role",
        metavar="ROLE",
        nargs="?",
        choices=[role.value for role in Role],
        help=say(_("operator, supervisor or person")),
    )
    parser.add_argument_group(say(_("Reason"))).add_argument(
        "--reason", metavar="TEXT", help=say(_("what they and an auditor are told"))
    )


def _set_role(call: Call, door: StoreDoor) -> str:
    username, named = required(call.options, "username", "USERNAME"), required(call.options, "role", "ROLE")
    reason, role = required(call.options, "reason", "--reason"), Role(named)
    operators = door.open().operators
    operators.set_role(username, role, reason)
    told, everyone = [_given(role, username)], operators.everyone()
    is_meant = lookup(username)
    if any(lookup(one.username) == is_meant and not one.has_second_step for one in everyone):
        told.append(NEEDS_SECOND_STEP)
    if not any(one.role is Role.SUPERVISOR for one in everyone):
        told.append(NO_SUPERVISOR)
    return "\n".join(map(call.language.say, told))


def _given(role: Role, username: str) -> Message:
    match role:
        case Role.PERSON:
            return _("{username} is neither an operator nor a supervisor any more.", username=username)
        case Role.OPERATOR:
            return _("{username} is an operator now.", username=username)
        case Role.SUPERVISOR:
            return _("{username} is a supervisor now.", username=username)
        case _:
            assert_never(role)


_UNBLOCK = task(
    "unblock",
    _("forget their wrong passwords and codes, as a supervisor; their rights stay"),
    _unblock,
    _add_supervisor_too,
    usage="%(prog)s USERNAME --as SUPERVISOR --reason TEXT",
    example=("macle admin operators unblock odile-desk --as omar-desk --reason Typos",),
)
_ROLE = task(
    "role",
    _("make someone who has an account an operator, a supervisor, or neither any more (person)"),
    _set_role,
    _add_account_role_and_reason,
    usage="%(prog)s USERNAME ROLE --reason TEXT",
    example=('macle admin operators role odile-desk person --reason "She left."',),
)
_GIVE_BACK = task(
    "give-back",
    _("give back the rights that a reset of the password, or a restore, has suspended"),
    _give_back,
    _add_operator_and_reason,
    usage="%(prog)s USERNAME --reason TEXT",
    example=('macle admin operators give-back odile-desk --reason "It was her."',),
)
OPERATORS = task(
    "operators",
    _("list the operators and supervisors, change a role, unblock one, or give one their rights back"),
    _list,
    commands=(_ROLE, _UNBLOCK, _GIVE_BACK),
    usage="%(prog)s [role … | unblock … | give-back …]",
    example=("macle admin operators",),
)
