"""The codes of notices in words."""

from __future__ import annotations

from i18n import _
from store import Refusal
from tui.wording.form import Sentences

SENTENCES: Sentences = {
    Refusal.NOTICE_UNKNOWN: _("No message from Macle has this code. Check each of its characters."),
    Refusal.NOTICE_EXPIRED: _(
        "This code has expired: it worked for 10 days. Reset the password, or ask the help desk."
    ),
    Refusal.NOTICE_USED: _(
        "This code was used already, or an earlier one has undone the change. Reset the password now."
    ),
}
