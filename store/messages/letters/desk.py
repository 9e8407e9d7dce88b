"""What is written of what the help desk did, and to operators whose account somebody decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from i18n import Message, _
from store.events import Happening
from store.messages.letters.letter import ALWAYS, Letter, Notice
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


def account_unblocked(moment: datetime, reason: str) -> Notice:
    return Notice(
        Happening.UNBLOCKED,
        _("Your account was unblocked"),
        (
            _("An operator of the help desk unblocked your account on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("What too many wrong tries had closed is open again."),
        ),
        _("Macle: the help desk unblocked your account."),
        _(
            "If you did not ask for this, someone may be trying to get in as you: change your password, and"
            " look through the history of your account."
        ),
    )


def sessions_ended(moment: datetime, reason: str) -> Notice:
    return Notice(
        Happening.SESSIONS_ENDED,
        _("Your sessions were ended"),
        (
            _("An operator of the help desk ended all sessions of your account on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("To go on, sign in again."),
        ),
        _("Macle: the help desk ended all your sessions."),
        _("If you did not ask for this, look through the history of your account. Nothing else has changed."),
    )


def reset_started(moment: datetime, reason: str) -> Notice:
    """The token is in a letter of its own, to the email address alone."""
    return Notice(
        Happening.RESET_STARTED,
        _("A password reset was started for you"),
        (
            _(
                "An operator of the help desk started a reset of your password on {moment}. Another message,"
                " to your email address, has the token for it.",
                moment=moment,
            ),
            _("The reason: {reason}", reason=reason),
            _("Your password stays as it is until someone uses that token."),
        ),
        _("Macle: the help desk started a reset of your password."),
        _(
            "If you did not ask for this, do not use the token. If someone else may read your mailbox, change"
            " its password."
        ),
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
