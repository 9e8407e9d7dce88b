"""What is written of a profile, and of its verification."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store.events import Happening
from store.messages.letters.letter import ALWAYS, Letter, Notice


def new_personal_key(moment: datetime) -> Notice:
    return Notice(
        Happening.KEY_REPLACED,
        _("You have a new personal key"),
        (
            _(
                "A new personal key was made for your profile on {moment}. Older ones no longer work.",
                moment=moment,
            ),
        ),
        _("Macle: a new personal key was made."),
    )


def verification_accepted() -> Letter:
    return Letter(
        _("Your identity has been verified"),
        (
            _("Sign in to get your personal key: it is made and shown then, and your profile is active."),
            _(
                "If you did not ask for this, someone knows your password. Choose “Forgot password” in Macle:"
                " a reset ends all sessions and cancels the request."
            ),
        ),
        ALWAYS,
    )


def verification_refused(reason: str) -> Letter:
    return Letter(
        _("Your identity could not be verified"),
        (
            _("The operator’s reason: {reason}", reason=reason),
            _("What you had entered was destroyed. You can sign in and make the request again."),
        ),
        ALWAYS,
    )
