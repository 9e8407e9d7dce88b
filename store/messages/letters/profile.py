"""What is written of a profile, and of its verification."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store.events import Happening
from store.messages.letters.letter import ALWAYS, Letter, Notice

_CERTIFICATE_REVOKED = _(
    "Your earlier profile is destroyed, and the certificate that you signed files with is revoked: whoever"
    " checks those signatures finds it on the list of revoked certificates. With the new profile you get"
    " another one."
)


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


def verification_accepted(*, revoked: bool, in_person: bool) -> Letter:
    """With it, the profile of before is destroyed, and the certificate that went with that was `revoked`.

    Whoever was registered `in_person` sets another password with the activation code.
    """
    return Letter(
        _("Your identity has been verified"),
        (
            _("Sign in to get your personal key: it is made and shown then, and your profile is active."),
            *((_CERTIFICATE_REVOKED,) if revoked else ()),
            _(
                "If you did not ask for this, someone knows your password. Choose “Activate my password” in"
                " Macle and set another one with your activation code: that ends all sessions and cancels the"
                " request."
            )
            if in_person
            else _(
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
