"""What is written to operators, whose account a supervisor or the administrator decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from i18n import Message, _
from store.messages.letters.letter import ALWAYS, Letter
from store.values.desk import Role

_ROLE_TAKEN: Mapping[Role, Callable[[datetime], Message]] = {
    Role.OPERATOR: lambda moment: _(
        "The administrator took your role as an operator from you on {moment}.", moment=moment
    ),
    Role.SUPERVISOR: lambda moment: _(
        "The administrator took your role as a supervisor from you on {moment}.", moment=moment
    ),
}
_ROLE_SINCE: Mapping[Role, Callable[[datetime], Message]] = {
    Role.OPERATOR: lambda moment: _(
        "The administrator made you an operator on {moment}. For these rights you need a second step.",
        moment=moment,
    ),
    Role.SUPERVISOR: lambda moment: _(
        "The administrator made you a supervisor on {moment}. For these rights you need a second step.",
        moment=moment,
    ),
}


def unblocked(moment: datetime, reason: str) -> Letter:
    return Letter(
        _("Your account was unblocked"),
        (
            _("A supervisor unblocked your account on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("You can sign in again. If you did not ask for this, tell another supervisor."),
        ),
        ALWAYS,
    )


def role_suspended() -> Letter:
    return Letter(
        _("The rights of your role are suspended"),
        (
            _(
                "Your password was reset with an emailed token, and a mailbox alone gives nobody"
                " these rights."
            ),
            _("If it was you, ask the administrator to give them back. If it was not, say so at once."),
        ),
        ALWAYS,
    )


def role_changed(moment: datetime, before: Role, role: Role, reason: str) -> Letter:
    return Letter(
        _("Your role was changed"),
        (
            _ROLE_TAKEN[before](moment) if role is Role.PERSON else _ROLE_SINCE[role](moment),
            _("The reason: {reason}", reason=reason),
            _("Your sessions have ended. If you did not expect this, tell the administrator."),
        ),
        ALWAYS,
    )


def role_given_back(moment: datetime, reason: str) -> Letter:
    return Letter(
        _("Your rights were given back to you"),
        (
            _("The administrator gave you back the rights of your role on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("Sign in again to use them. If you did not ask for this, tell the administrator."),
        ),
        ALWAYS,
    )
