"""What an operator reads from a person's document and asks them, on pages and from a shell (PRODUCT §8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from i18n import Day, Message, _, told
from store import RegisteredLevel
from store.rules import documents
from store.rules.contrast import contrast_at_the_desk, contrast_datum, is_permanent
from tui.pages import Choice, Text

Typed = Mapping[str, str]
"""What was typed into a form, by the names of its fields."""
DOCUMENT, CONTRAST, ISSUED = _("Document number"), _("Contrast datum"), _("Issue date")
EMAIL, PHONE, REASON, LEVEL = _("Email address"), _("Phone number"), _("Reason"), _("Level")
CONTRAST_IN_SHORT = _("Of a DNI the expiry date, of a NIE the support number.")
CONTRAST_EXPLAINED = _(
    "The contrast datum is the expiry date of a DNI, 01/01/9999 of a permanent one, whose issue date is"
    " then asked for; of a NIE it is the support number, such as E01234567."
)
PHONE_IN_SHORT = _("Without + it is a Spanish number. Others begin with +, such as +33 for France.")
PHONE_EXPLAINED = _(
    "Without + it is a Spanish number. Begin one of another country with +, such as +33 for France."
)
HAND_SLIP = _("Hand it to them: it holds the activation code, with which they set their password in Macle.")
SLIP_MISSING = _("If the slip does not come out, “macle admin deliver” says why, and prints it then.")
SLIP_MISSING_AT_DESK = _(
    "If the slip does not come out, tell the administrator: it may still wait for the printer."
)
LEVELS = {
    RegisteredLevel.BASIC.value: _("basic"),
    RegisteredLevel.ADVANCED.value: _("advanced (can sign files)"),
}


def block_stays(liftable_at: datetime) -> Message:
    """Say that PINs stay blocked, as enough blocks of the account were lifted, and what lifts this one."""
    return _(
        "One-time PINs stay blocked, as this account was unblocked several times already. A password that is"
        " set with the code lifts it; else it can be lifted on {moment}.",
        moment=liftable_at,
    )


def level_choice() -> Choice:
    """Return the question at which level someone is to be registered: the basic one, unless it is chosen."""
    return Choice("level", LEVEL, tuple(LEVELS.items()), RegisteredLevel.BASIC.value)


def needs_issue_date(document: str, contrast: str) -> bool:
    """Tell whether it is a permanent DNI, whose issue date is its contrast datum."""
    return is_permanent(documents.kind_of_spanish(document), contrast)


def judge_contrast(document: str, contrast: str, issued: str, today: date) -> str:
    """Return the contrast datum of a document, judged as `contrast_at_the_desk` does. Raises `Problem`."""
    return contrast_at_the_desk(documents.kind_of_spanish(document), contrast, issued, today)


def contrast_read(document: str, contrast: str, issued: str) -> Text:
    """Return a contrast datum as it was read, to be compared with the document."""
    kind = documents.kind_of_spanish(document)
    datum = contrast_datum(kind, issued if is_permanent(kind, contrast) else contrast)
    return datum if kind == documents.NIE else told(Day(date.fromisoformat(datum)))
