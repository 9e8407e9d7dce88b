"""Ending that a terminal shows one's PINs, from any other (PRODUCT §8)."""

from __future__ import annotations

from i18n import Day, Message, _
from store import PinTerminal
from tui.journeys.password.password import perform_proved
from tui.pages import CANCEL, Action, Facts, Page, Paragraph
from tui.visit import Visit


async def remove_pin_terminal(visit: Visit) -> None:
    """Have the PINs shown nowhere, once the person has seen where they are now."""
    session = visit.signed_in
    shown = (await visit.look(lambda store: store.account.overview(session))).pin_terminal
    if shown is not None:
        await perform_proved(visit, remove_page(shown), lambda store, _answers: store.pin_app.remove(session))
    visit.say(Paragraph(_("No terminal shows your PINs any more."), "success"))


def remove_page(shown: PinTerminal) -> Page:
    return Page(
        "remove-pin-terminal",
        _("Delete the terminal that shows your PINs"),
        (
            Facts(((_("Terminal"), name_of(shown)),)),
            Paragraph(_("It then shows none any more, also those that you have asked for.")),
        ),
        actions=(Action("submit", _("Delete"), tone="danger", submits=True), CANCEL),
        help=(_("To have a terminal show your PINs again, type “macle pin” there."),),
    )


def name_of(shown: PinTerminal) -> Message:
    """Return what the terminal is called, and since when it shows the PINs."""
    return _("{name}, since {day}", name=shown.name, day=Day(shown.added_at))
