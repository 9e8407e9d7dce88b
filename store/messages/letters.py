"""What the store writes to people. Each letter is declared once and said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from i18n import Language, Message, _
from store.rules.secret import Secret
from store.values import ProfileState

_TOKEN_LINK = "macle:reset/"
_SIGNATURE = _("Macle, the keeper of your account")


@dataclass(frozen=True)
class Letter:
    """An email: its subject and its paragraphs. A paragraph that is a `Secret` stands alone on its line."""

    subject: Message
    paragraphs: tuple[Message | Secret, ...]

    def said(self, language: Language) -> tuple[str, str]:
        """Return the subject and the body in `language`."""
        paragraphs = [
            paragraph.reveal() if isinstance(paragraph, Secret) else language.say(paragraph)
            for paragraph in (*self.paragraphs, _SIGNATURE)
        ]
        return language.say(self.subject), "\n\n".join(paragraphs) + "\n"


def confirmation_code(code: Secret, expires_at: datetime) -> Letter:
    return Letter(
        _("Your confirmation code"),
        (
            _("Here is the code that confirms your email address:"),
            code,
            _("It works once, until {moment}.", moment=expires_at),
            _("If you did not ask for an account, do nothing: without the code, none is opened."),
        ),
    )


def address_has_account() -> Letter:
    return Letter(
        _("You already have an account"),
        (
            _("Someone asked for a new account with this email address, which already has one."),
            _("If it was you, sign in; if you forgot the password, choose “Forgot password”."),
            _("If it was not you, do nothing: your account has not changed."),
        ),
    )


def reset_token(token: Secret, username: str, expires_at: datetime) -> Letter:
    """The token ends its line, as it would end a link (PRODUCT §3.2)."""
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of your account {username}.", username=username),
            _("In Macle, choose “I have a token” and enter what follows the last slash:"),
            Secret(_TOKEN_LINK + token.reveal()),
            _("It works once, until {moment}.", moment=expires_at),
            _("If it was not you, do nothing: your password has not changed."),
        ),
    )


def no_account_to_reset() -> Letter:
    return Letter(
        _("Reset the password"),
        (
            _("Someone asked to reset the password of an account with this email address."),
            _("No account has this address. If it was you, try the address you signed up with."),
            _("If it was not you, do nothing."),
        ),
    )


def password_changed(moment: datetime) -> Letter:
    return Letter(
        _("Your password was changed"),
        (
            _("The password of your account was changed on {moment}.", moment=moment),
            _("If it was not you, choose “Forgot password” in Macle at once and set a new password."),
        ),
    )


def password_reset(moment: datetime, closed: ProfileState | None) -> Letter:
    """`closed` says what became of the account's profile or request, None where it had neither."""
    return Letter(
        _("Your password was reset"),
        (
            _("The password of your account was reset with an emailed token on {moment}.", moment=moment),
            _("All its sessions have ended. To go on, sign in with the new password."),
            *_COST_OF_RESET.get(closed, ()),
            _("If it was not you, choose “Forgot password” in Macle at once and set a new password."),
        ),
    )


_COST_OF_RESET: Mapping[ProfileState | None, tuple[Message, ...]] = {
    ProfileState.DEACTIVATED: (
        _("Your profile is deactivated. Once signed in, choose “Reactivate your profile now”."),
    ),
    ProfileState.CANCELLED: (
        _("Your request to verify your identity was cancelled. Once signed in, you can make it again."),
    ),
}


def verification_accepted() -> Letter:
    return Letter(
        _("Your identity has been verified"),
        (
            _("Sign in to get your personal key: it is made and shown then, and your profile is active."),
            _("If you did not ask for this, tell the help desk."),
        ),
    )


def verification_refused(reason: str) -> Letter:
    return Letter(
        _("Your identity could not be verified"),
        (
            _("The operator’s reason: {reason}", reason=reason),
            _("What you had entered was destroyed. You can sign in and make the request again."),
        ),
    )


def new_personal_key(moment: datetime) -> Letter:
    return Letter(
        _("You have a new personal key"),
        (
            _(
                "A new personal key was made for your profile on {moment}. Older ones no longer work.",
                moment=moment,
            ),
            _("If it was not you, choose “Forgot password” in Macle at once and set a new password."),
        ),
    )
