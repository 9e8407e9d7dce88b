"""Pages on which mistakes are made, and refusals, for every front."""

from __future__ import annotations

from datetime import UTC, datetime

from i18n import _
from store import Problem, Refusal
from store.rules import identifiers
from tui.pages import BACK, Field, Page, submit

CHANGE = Page(
    "change",
    _("Change the password"),
    fields=(
        Field("current", _("Current password"), secret=True),
        Field("new", _("New password"), secret=True),
        Field("confirmation", _("Confirm the password"), secret=True, repeats="new"),
    ),
    actions=(submit(_("Change")), BACK),
)
NAMES = Page(
    "names",
    _("Create an account"),
    fields=(
        Field("username", _("Username"), form=identifiers.username),
        Field("email", _("Email address"), form=identifiers.email),
    ),
    actions=(submit(_("Continue")), BACK),
)
WRONG = Problem(Refusal.WRONG_PASSWORD, "current", tries_left=4, until=None)
FROM_THEN_ON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
NO_SECRET_STAYS = (
    Problem(Refusal.LOCKED, until=FROM_THEN_ON),
    Problem(Refusal.BUSY),
    Problem(Refusal.DISK_FULL),
)
