"""What is written once a notice was answered: it was not me."""

from __future__ import annotations

from datetime import datetime

from i18n import _
from store.events import Happening
from store.messages.letters.letter import Notice


def disowned(moment: datetime, *, undone: bool, in_person: bool) -> Notice:
    """`undone` says whether anything was: of a password, for one, only the sessions can be ended.

    Whoever was registered `in_person` gets an activation code by another message.
    """
    if undone:
        entered = _(
            "Someone chose “This wasn’t me” on {moment}, with the code of a message, and undid what it told"
            " of.",
            moment=moment,
        )
        short = _("Macle: a change was undone. To sign in, first set a new password.")
    else:
        entered = _("Someone chose “This wasn’t me” on {moment}, with the code of a message.", moment=moment)
        short = _("Macle: to sign in, first set a new password.")
    return Notice(
        Happening.DISOWNED,
        _("Your account is closed to everyone"),
        (
            entered,
            _("All sessions have ended, and nobody can sign in before the password is reset."),
            _(
                "Another message has a new activation code: choose “Activate my password” in Macle to set a"
                " new one. If the email address had been changed, the message goes to the one from before."
            )
            if in_person
            else _(
                "Choose “Forgot password” in Macle to set a new one. If the email address had been changed,"
                " the one from before counts."
            ),
        ),
        short,
        _("If it was not you, someone reads your messages: change the password of your mailbox first."),
    )
