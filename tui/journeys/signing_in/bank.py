"""What to do for those who sign in through their bank (PRODUCT §7, seed 001)."""

from __future__ import annotations

from i18n import _
from tui.pages import BACK, Page, Paragraph
from tui.visit import Visit


async def bank(visit: Visit) -> None:
    """Say who can help: the bank."""
    await visit.tell(bank_page())


def bank_page() -> Page:
    return Page(
        "bank",
        _("I sign in through my bank"),
        (
            Paragraph(_("If you cannot sign in at your bank, please contact your bank for help.")),
            Paragraph(
                _("Your bank’s username and password are not kept here, so nobody here can reset them.")
            ),
        ),
        actions=(BACK,),
    )
