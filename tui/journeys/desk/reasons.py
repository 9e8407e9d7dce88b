"""Why an operator does something, and who reads that."""

from __future__ import annotations

from i18n import Message, _
from store.rules.plain_text import reason, reason_told
from tui.journeys.desk.registration_data import REASON
from tui.pages import Field

KEPT_AND_TOLD = _("The reason is kept with your name, and the person is told it.")
KEPT_ALONE = _("The reason is kept with your name. The person is not told it.")


def reason_field(who_reads_it: Message, *, is_told: bool) -> Field:
    """Return the field for why an operator does something, with the sentence that says who reads that.

    One that people are told holds no web address.
    """
    return Field("reason", REASON, hint=who_reads_it, form=reason_told if is_told else reason)
