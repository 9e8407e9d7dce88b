"""What is written of what the help desk did, and to operators whose account somebody decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from i18n import Message, _
from store.events import Happening
from store.messages.letters.help_desk import (
    HANDED_OVER,
    PHONE_NAMED,
    RESET_STARTED,
    SESSIONS_ENDED,
    UNBLOCKED,
    WITHDRAWN,
    Matter,
)
from store.messages.letters.letter import ALWAYS, Letter, Notice
from store.rules.limits import REMOVAL_HOLD
from store.values.desk import Role
from store.values.removals import Removable

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
        UNBLOCKED,
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
        SESSIONS_ENDED,
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
        RESET_STARTED,
    )


def started_at_desk(username: str) -> Message:
    """Return how the message with the token begins."""
    return _("The help desk started a reset of the password of your account {username}.", username=username)


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


def role_suspended_without_second_step() -> Letter:
    return Letter(
        _("The rights of your role are suspended"),
        (
            _("Your account has no second step any more, and a password alone gives nobody these rights."),
            _("Set up a second step, then ask the administrator to give them back."),
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


def removal_announced(what: Removable, due_at: datetime, name: Message | str) -> Notice:
    """Word of a removal once it was approved: of a method with its `name`; of a registered phone, with the
    end of the number that replaces it.
    """
    announced = _ANNOUNCED[what]
    return Notice(
        Happening.REMOVAL_APPROVED,
        announced.subject,
        (announced.what(name, due_at), _("Until then, nothing changes."), announced.not_needed),
        announced.short,
        announced.without_code,
        _("It works once, until {moment}. Once it is entered, everything stays as it is.", moment=due_at),
    )


def removal_cancelled(what: Removable, moment: datetime) -> Notice:
    return Notice(
        Happening.REMOVAL_CANCELLED,
        _STAYS[what],
        (
            _(
                "On {moment}, someone cancelled what was asked for at the help desk, with the code of a"
                " message. Everything stays as it is.",
                moment=moment,
            ),
        ),
        _("Macle: cancelled. Everything stays as it is."),
        _("If it was not you, someone reads your messages: change the password of your mailbox."),
    )


def removal_withdrawn(what: Removable, moment: datetime) -> Notice:
    return Notice(
        Happening.REMOVAL_WITHDRAWN,
        _STAYS[what],
        (
            _(
                "On {moment}, the help desk withdrew what was asked for there. Everything stays as it is.",
                moment=moment,
            ),
        ),
        _("Macle: withdrawn. Everything stays as it is."),
        WITHDRAWN,
    )


def removal_needless(what: Removable, moment: datetime) -> Notice:
    """Word that what was announced will not be done, as somebody could do without."""
    return Notice(
        Happening.REMOVAL_NEEDLESS,
        _STAYS[what],
        (
            _(
                "What was asked for at the help desk will not be done: on {moment}, someone did the second"
                " step of your account, or changed what was to be removed, or set a new password. Everything"
                " stays as it is.",
                moment=moment,
            ),
            _(
                "If it was not you, someone has what you lost, and may know your password: choose “Forgot"
                " password” at once, set another one, and have it removed again."
            ),
        ),
        _("Macle: ended, as someone came back. Everything stays as it is."),
        WITHDRAWN,
    )


def method_removed(name: Message, moment: datetime, *, was_last: bool) -> Notice:
    """Word of what was announced, as are the next three; `was_last` says that no other method is left."""
    alone = (
        _("Recovery codes that were left no longer work either. Now the password alone signs you in."),
        _("Sign in and set up another second step."),
    )
    return Notice(
        Happening.METHOD_REMOVED,
        _("A method of your second step was removed"),
        (
            _(
                "On {moment}, {name} was removed from your second step, as was asked for at the help desk.",
                name=name,
                moment=moment,
            ),
            _("All your sessions have ended."),
            *(alone if was_last else ()),
        ),
        _("Macle: a method was removed by the help desk."),
    )


def recovery_codes_removed(moment: datetime) -> Notice:
    return Notice(
        Happening.RECOVERY_CODES_REMOVED,
        _("Your recovery codes were removed"),
        (
            _(
                "The recovery codes of your account were removed on {moment}, as was asked for at the help"
                " desk. None of them works any more.",
                moment=moment,
            ),
            _("All your sessions have ended."),
        ),
        _("Macle: your recovery codes were removed."),
    )


def questions_removed(moment: datetime) -> Notice:
    return Notice(
        Happening.QUESTIONS_REMOVED,
        _("Your recovery questions were removed"),
        (
            _(
                "The recovery questions of your account were removed on {moment}, as was asked for at the"
                " help desk. A reset of the password asks none from now on.",
                moment=moment,
            ),
            _("All your sessions have ended."),
        ),
        _("Macle: your recovery questions were removed."),
    )


def registered_phone_replaced(name: str, moment: datetime) -> Notice:
    """`name` is the end of the number that replaces the one before."""
    return Notice(
        Happening.REGISTERED_PHONE_REPLACED,
        _("Another phone gets your codes and PINs"),
        (
            _(
                "Since {moment}, the phone {name} gets your codes and one-time PINs by SMS, in place of the"
                " one that you were registered with, as was asked for at the help desk.",
                name=name,
                moment=moment,
            ),
            _("All your sessions have ended."),
        ),
        _("Macle: another phone gets your codes and PINs."),
        HANDED_OVER,
    )


_STAYS: Mapping[Removable, Message] = {
    Removable.METHOD: _("The method of your second step stays"),
    Removable.RECOVERY_CODES: _("Your recovery codes stay"),
    Removable.QUESTIONS: _("Your recovery questions stay"),
    Removable.REGISTERED_PHONE: _("The phone that you were registered with stays"),
}


@dataclass(frozen=True)
class _Announced:
    """What is said of a removal that is to come; `not_needed` says what else keeps it from happening."""

    subject: Message
    what: Callable[[Message | str, datetime], Message]
    not_needed: Message
    short: Message
    without_code: Message | Matter


_BY_SIGNING_IN = _(
    "If it was not you, sign in with your password and your second step: nothing is removed then."
)
_WHOEVER_SIGNS_IN = _(
    "Nothing is removed if you sign in meanwhile with your password and your second step: you can then change"
    " it yourself, in the sign-in settings."
)
_ANNOUNCED: Mapping[Removable, _Announced] = {
    Removable.METHOD: _Announced(
        _("A method of your second step is to be removed"),
        lambda name, moment: _(
            "At the help desk, someone asked for {name} to be removed from your second step, as lost. That"
            " will be done on {moment}.",
            name=name,
            moment=moment,
        ),
        _WHOEVER_SIGNS_IN,
        _("Macle: a method will be removed in {hold}.", hold=REMOVAL_HOLD),
        _BY_SIGNING_IN,
    ),
    Removable.RECOVERY_CODES: _Announced(
        _("Your recovery codes are to be removed"),
        lambda _name, moment: _(
            "At the help desk, someone asked for your recovery codes to be removed, as lost. That will be"
            " done on {moment}.",
            moment=moment,
        ),
        _WHOEVER_SIGNS_IN,
        _("Macle: recovery codes will be removed in {hold}.", hold=REMOVAL_HOLD),
        _BY_SIGNING_IN,
    ),
    Removable.QUESTIONS: _Announced(
        _("Your recovery questions are to be removed"),
        lambda _name, moment: _(
            "At the help desk, someone asked for your recovery questions to be removed, as they had forgotten"
            " the answers. That will be done on {moment}.",
            moment=moment,
        ),
        _(
            "Nothing is removed if you sign in meanwhile, with the second step if you have one: you can then"
            " choose other questions yourself, in the sign-in settings."
        ),
        _("Macle: questions will be removed in {hold}.", hold=REMOVAL_HOLD),
        _("If it was not you, sign in, with the second step if you have one: nothing is removed then."),
    ),
    Removable.REGISTERED_PHONE: _Announced(
        _("Another phone is to get your codes and PINs"),
        lambda name, moment: _(
            "At the help desk, someone asked for the phone {name} to get your codes and one-time PINs, in"
            " place of the one that you were registered with. That will be done on {moment}.",
            name=name,
            moment=moment,
        ),
        _("Nothing is replaced if you set a new password with your activation code meanwhile."),
        _("Macle: another phone will get your codes in {hold}.", hold=REMOVAL_HOLD),
        PHONE_NAMED,
    ),
}
