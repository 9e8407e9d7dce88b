"""The codes of notices in words."""

from __future__ import annotations

from i18n import _, plural
from store import Refusal
from store.rules.limits import NOTICE_LIFE
from tui.wording.form import Sentences

SENTENCES: Sentences = {
    Refusal.NOTICE_CHARACTER: lambda problem: _(
        "No code of a message holds “{character}”. Check that character.",
        character=problem.facts["character"],
    ),
    Refusal.NOTICE_LENGTH: lambda problem: plural(
        "The code of a message has {expected} characters; here is {count}.",
        "The code of a message has {expected} characters; here are {count}.",
        problem.facts["found"],
        expected=problem.facts["expected"],
    ),
    Refusal.NOTICE_UNKNOWN: _("No message from Macle has this code. Check each of its characters."),
    Refusal.NOTICE_EXPIRED: _(
        "This code has expired: it worked for {time}. Choose “Forgot password”: a reset ends all sessions.",
        time=NOTICE_LIFE,
    ),
    Refusal.NOTICE_USED: _(
        "This code was used already, or an earlier one has undone the change. Reset the password now."
    ),
    Refusal.NOTICE_LOST: _(
        "This code came to a phone that was lost since: it no longer works. Enter the code of the"
        " email, or of a newer message, or reset the password."
    ),
}
