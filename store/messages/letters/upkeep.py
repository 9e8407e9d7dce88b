"""What is written to an administrator who tries out how messages leave."""

from __future__ import annotations

from i18n import _
from store.messages.letters.letter import ALWAYS, Letter, Text


def trial_letter() -> Letter:
    return Letter(
        _("A message to try the settings"),
        (
            _("An administrator of Macle sent this message to see whether emails arrive."),
            _("They do. There is nothing for you to do."),
        ),
        ALWAYS,
    )


def trial_text() -> Text:
    return Text((_("Macle: this message was sent to see whether SMS arrive. They do."),), ALWAYS)
