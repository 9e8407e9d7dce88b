"""What is written of a password, its reset and the recovery questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from i18n import Message, _
from store.events import Happening
from store.messages.letters.letter import ALWAYS, Letter, Notice, Slip
from store.rules.paper_codes import ACTIVATION_CODE, RESET_TOKEN
from store.rules.secret import Secret
from store.values import ProfileState

_TOKEN_LINK = "macle:reset/"
_RESET_IT = _("If it was not you, set another password at once: choose “Forgot password” in Macle.")
"""The owner no longer knows the password, and so cannot sign in to change it."""


def reset_token(token: Secret, username: str, expires_at: datetime) -> Letter:
    """The token ends its line, as it would end a link (PRODUCT §3.2)."""
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of your account {username}.", username=username),
            _("In Macle, choose “I have a token” and enter what follows the last slash:"),
            Secret(_TOKEN_LINK + RESET_TOKEN.grouped(token.reveal())),
            _("It works once, until {moment}.", moment=expires_at),
            _("If it was not you, do nothing: your password has not changed."),
        ),
        expires_at,
    )


def invitation(token: Secret, username: str, expires_at: datetime, opened_by: str = "") -> Letter:
    """To whoever sets the first password of an account that was opened for them, by what they open Macle."""
    return Letter(
        _("Set your password"),
        (
            _(
                "An account was opened for you. Its username is {username}; set its password.",
                username=username,
            ),
            *((_("To open Macle, type in a terminal: {command}", command=opened_by),) if opened_by else ()),
            _("In Macle, choose “I have a token” and enter what follows the last slash:"),
            Secret(_TOKEN_LINK + RESET_TOKEN.grouped(token.reveal())),
            _("It works once, until {moment}.", moment=expires_at),
            _("Later, choose “Forgot password” in Macle to get another."),
            _("If you expect no account, do nothing: without the token, nobody can use it."),
        ),
        expires_at,
    )


def activation_slip(number: str, code: Secret, username: str, expires_at: datetime) -> Slip:
    """The slip with which a person who was registered sets their password; its `number` names it."""
    return Slip(
        _("Your activation code"),
        (
            _("Slip {number}, for the account {username}.", number=number, username=username),
            _("Your activation code:"),
            Secret(ACTIVATION_CODE.grouped(code.reveal())),
            _(
                "In Macle, choose “Activate my password” and enter your document number, your email address"
                " and this code. A code by SMS follows, to the phone that you were registered with."
            ),
            _(
                "The code works until {moment}. Keep it to yourself: nobody will ask you for it.",
                moment=expires_at,
            ),
        ),
        expires_at,
    )


def first_password_set(moment: datetime) -> Notice:
    return Notice(
        Happening.FIRST_PASSWORD_SET,
        _("Your password was set"),
        (
            _("The first password of your account was set with an emailed token on {moment}.", moment=moment),
            _("Sign in with it. An authenticator app or a phone makes your account safer."),
        ),
        _("Macle: your first password was set with an emailed token."),
        _RESET_IT,
    )


def no_account_to_reset() -> Letter:
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of an account with this email address."),
            _("No account has this address. If it was you, try the address you signed up with."),
            _("If it was not you, do nothing."),
        ),
        ALWAYS,
    )


def password_changed(moment: datetime) -> Notice:
    return Notice(
        Happening.PASSWORD_CHANGED,
        _("Your password was changed"),
        (_("The password of your account was changed on {moment}.", moment=moment),),
        _("Macle: your password was changed."),
        _RESET_IT,
    )


def password_reset(moment: datetime, closed: ProfileState | None) -> Notice:
    """`closed` says what became of the account's profile or request, None where it had neither."""
    return Notice(
        Happening.PASSWORD_RESET,
        _("Your password was reset"),
        (
            _("The password of your account was reset with an emailed token on {moment}.", moment=moment),
            _("All its sessions have ended. To go on, sign in with the new password."),
            *_COST_OF_RESET.get(closed, ()),
        ),
        _("Macle: your password was reset by email."),
        _RESET_IT,
    )


_COST_OF_RESET: Mapping[ProfileState | None, tuple[Message, ...]] = {
    ProfileState.DEACTIVATED: (
        _("Your profile is deactivated. Once signed in, choose “Reactivate your profile now”."),
    ),
    ProfileState.CANCELLED: (
        _("Your request to verify your identity was cancelled. Once signed in, you can make it again."),
    ),
}


def questions_set(moment: datetime) -> Notice:
    return Notice(
        Happening.QUESTIONS_SET,
        _("Your recovery questions were set"),
        (_("Recovery questions were chosen for your account on {moment}.", moment=moment),),
        _("Macle: your recovery questions were set."),
    )
