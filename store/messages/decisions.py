"""What the store writes to those whose request or account an operator or the administrator decided on."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store.messages.letters import Letter


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


def unblocked(moment: datetime, reason: str) -> Letter:
    return Letter(
        _("Your account was unblocked"),
        (
            _("A supervisor unblocked your operator’s account on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("You can sign in again. If you did not ask for this, tell another supervisor."),
        ),
    )


def role_suspended() -> Letter:
    return Letter(
        _("Your rights as an operator are suspended"),
        (
            _(
                "Your password was reset with an emailed token, and a mailbox alone gives nobody"
                " these rights."
            ),
            _("If it was you, ask the administrator to give them back. If it was not, say so at once."),
        ),
    )


def role_given_back(moment: datetime, reason: str) -> Letter:
    return Letter(
        _("Your rights were given back to you"),
        (
            _("The administrator gave you back your rights as an operator on {moment}.", moment=moment),
            _("The reason: {reason}", reason=reason),
            _("Sign in again to use them. If you did not ask for this, tell the administrator."),
        ),
    )
