"""What the store writes to the owner of an account that others try to get into."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store.messages.letters import Letter

_AFTER_WRONG_TRIES = (
    _("Where you have signed in before, other people’s tries do not count: sign in as always."),
    _("From anywhere else, set a new password: choose “Forgot password” in Macle."),
)


def wrong_tries(username: str, moment: datetime) -> Letter:
    return Letter(
        _("Wrong tries at your account"),
        (
            _(
                "Several wrong passwords or answers were entered for your account {username}, the last on"
                " {moment}. Nobody got in by them.",
                username=username,
                moment=moment,
            ),
            *_AFTER_WRONG_TRIES,
        ),
    )


def wrong_codes(username: str, moment: datetime) -> Letter:
    return Letter(
        _("Wrong codes at your account"),
        (
            _(
                "The right password and several wrong codes were entered for your account {username}, the"
                " last on {moment}. Nobody got in by them.",
                username=username,
                moment=moment,
            ),
            _("If it was not you, someone knows your password: change it at once."),
        ),
    )


def blocked(username: str, moment: datetime) -> Letter:
    return Letter(
        _("Your account was blocked"),
        (
            _(
                "Wrong tries were entered for your account {username} 100 times, the last on {moment}. Nobody"
                " got in by them, and no more are taken from there.",
                username=username,
                moment=moment,
            ),
            *_AFTER_WRONG_TRIES,
        ),
    )
