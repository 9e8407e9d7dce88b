"""The page after an email was asked for: the same whether or not there is an account with the address."""

from __future__ import annotations

from i18n import Message, _
from tui.pages import Action, Bullets, Page, Paragraph


def look_in_mailbox(
    name: str, email: str, known_by: Message, *more: Message, actions: tuple[Action, ...]
) -> Page:
    """Say by what the message is known, and what `more` there is to know of it."""
    on_its_way = _(
        "A message is on its way to {email}, whether or not there is an account with this address.",
        email=email,
    )
    missing = _("If it does not come, look in your spam folder too: it sometimes ends up there.")
    return Page(
        name,
        _("Look in your mailbox"),
        (Paragraph(on_its_way), Bullets((known_by, missing, *more))),
        actions=actions,
        help=(_("The message takes a moment. No message after some minutes: check the address, ask again."),),
    )
