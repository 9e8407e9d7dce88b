"""What is written of a password, its reset and the recovery questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from i18n import Message, _
from store.events import Happening
from store.messages.letters.desk import started_at_desk
from store.messages.letters.help_desk import HANDED_OVER, LOST_CODE, RENEW_IT, RESET_STARTED
from store.messages.letters.letter import ALWAYS, Letter, Notice, Slip
from store.rules.limits import ACTIVATION_TRIES
from store.rules.paper_codes import ACTIVATION_CODE, RESET_TOKEN
from store.rules.secret import Secret
from store.values.profile import ProfileState

_TOKEN_LINK = "macle:reset/"
_RESET_IT = _("If it was not you, set another password at once: choose “Forgot password” in Macle.")
"""The owner no longer knows the password, and so cannot sign in to change it."""


def reset_token(token: Secret, username: str, expires_at: datetime, *, at_desk: bool = False) -> Letter:
    """The token ends its line, as it would end a link (PRODUCT §3.2).

    Of a reset that was started `at_desk`, another message tells too: both say the same.
    """
    asked = _("Someone asked to reset the password of your account {username}.", username=username)
    return Letter(
        _("Reset the password"),
        (
            started_at_desk(username) if at_desk else asked,
            _("In Macle, choose “I have a token” and enter what follows the last slash:"),
            Secret(_TOKEN_LINK + RESET_TOKEN.grouped(token.reveal())),
            _("It works once, until {moment}.", moment=expires_at),
            RESET_STARTED if at_desk else _("If it was not you, do nothing: your password has not changed."),
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
        _("Macle activation code"),
        (
            _("Slip {number}, for the account {username}.", number=number, username=username),
            Secret(ACTIVATION_CODE.grouped(code.reveal())),
            _(
                "With this code you set the password of your account. In Macle, choose “Activate my"
                " password” and enter your document number, your email address and this code. Another code"
                " then comes by SMS, to the phone that you were registered with."
            ),
            _("This code works until {moment}, and once.", moment=expires_at),
            _(
                "Keep it to yourself: nobody will ask you for it. Once you have used it, you get the next"
                " one."
            ),
        ),
        expires_at,
    )


def renewed_code(code: Secret, username: str) -> Letter:
    """The next activation code, which nothing follows in the letter."""
    return Letter(
        _("Your new activation code"),
        (
            _("Here is the new activation code of your account {username}.", username=username),
            _(
                "Your earlier activation code no longer works. This one works until you use it: keep it"
                " somewhere safe."
            ),
            _(
                "With it you set a new password: choose “Activate my password” in Macle. Do so at once if you"
                " did not ask for this code: someone may have been signed in to your account."
            ),
            Secret(ACTIVATION_CODE.grouped(code.reveal())),
        ),
        ALWAYS,
    )


def set_with_activation_code(username: str) -> Letter:
    """To whoever was registered in person, and asks for a token of a reset."""
    return Letter(
        _("Reset the password"),  # as that page says of what comes
        (
            _("Someone asked to reset the password of your account {username}.", username=username),
            _(
                "You were registered in person, so an email alone sets no password. In Macle, choose"
                " “Activate my password” and enter your document number, this email address and your"
                " activation code: the newest one, from a slip, shown when you last set the password, or sent"
                " to you."
            ),
            _(
                "If you no longer have that code, and can still sign in, “Renew the activation code” sends"
                " you another one."
            ),
            LOST_CODE,
            _("If it was not you, do nothing: your password has not changed."),
        ),
        ALWAYS,
    )


def activation_blocked(username: str, moment: datetime) -> Letter:
    """Tell of the wrong try after which the activation code is taken no more."""
    return Letter(
        _("Your activation code was blocked"),
        (
            _(
                "{count} wrong tries were made at the activation code of your account {username}, the last on"
                " {moment}. Nobody got in by them, and the code no longer works.",
                count=ACTIVATION_TRIES,
                username=username,
                moment=moment,
            ),
            _(
                "If you can still sign in, with your password or a one-time PIN, “Renew the activation code”"
                " sends you another one."
            ),
            LOST_CODE,
        ),
        ALWAYS,
    )


def activation_renewed(moment: datetime) -> Notice:
    return Notice(
        Happening.ACTIVATION_RENEWED,
        _("Your activation code was renewed"),
        (
            _("A new activation code of your account was asked for on {moment}.", moment=moment),
            _("It was sent to your email address alone. Your earlier activation code no longer works."),
        ),
        _("Macle: your activation code was renewed, and sent by email."),
        _("If it was not you, set a new password with the new code: choose “Activate my password” in Macle."),
    )


def activation_handed_over(moment: datetime, *, other_contrast: bool, advanced: bool) -> Notice:
    """Word of a code that an operator handed over, and of what they then registered: the `other_contrast`
    datum, the `advanced` level.
    """
    return Notice(
        Happening.ACTIVATION_HANDED_OVER,
        _("An activation code was handed over"),
        (
            _(
                "On {moment}, an operator handed over a new activation code of your account, to someone who"
                " came with your document.",
                moment=moment,
            ),
            _("Your earlier activation code no longer works."),
            *(
                (_("One-time PINs now ask for another contrast datum of your document."),)
                if other_contrast
                else ()
            ),
            *((_("You are now registered at the advanced level."),) if advanced else ()),
        ),
        _("Macle: an activation code was handed over, another contrast datum set.")
        if other_contrast
        else _("Macle: a new activation code of yours was handed over in person."),
        HANDED_OVER,
    )


def password_activated(moment: datetime, closed: ProfileState | None) -> Notice:
    """`closed` says what became of the account's profile or request, None where it had neither."""
    return Notice(
        Happening.PASSWORD_ACTIVATED,
        _("Your password was set"),
        (
            _("The password of your account was set with the activation code on {moment}.", moment=moment),
            _("All its sessions have ended. To go on, sign in with the new password."),
            *_COST_OF_RESET.get(closed, ()),
        ),
        _("Macle: your password was set with the activation code."),
        RENEW_IT,
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
