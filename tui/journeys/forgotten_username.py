"""Having a forgotten username sent to the email address of its account (PRODUCT §7, seed 001)."""

from __future__ import annotations

from i18n import _
from tui.journeys.endings import TO_SIGN_IN, then_sign_in
from tui.pages import BACK, Bullets, Field, Page, Paragraph, submit
from tui.visit import Visit


async def send_username(visit: Visit) -> None:
    """Enter the address; whether or not an account has it, the page and the time are the same."""
    await visit.perform(
        forgot_page(),
        lambda store, answers: store.forgotten_username.request(
            answers["email"], visit.language, visit.terminal
        ),
    )
    await then_sign_in(visit, sent_page())


def forgot_page() -> Page:
    return Page(
        "forgot-username",
        _("Forgot username"),
        (Paragraph(_("We send your username to the email address of your account.")),),
        (Field("email", _("Email address")),),
        (submit(_("Send the username")), BACK),
        help=(
            _("You can sign in with the email address just as well as with the username."),
            _("At most five such messages are sent to an address in an hour."),
        ),
    )


def sent_page() -> Page:
    return Page(
        "username-sent",
        _("Look in your mailbox"),
        (
            Paragraph(_("A message is on its way to this address, whether or not an account has it.")),
            Bullets(
                (
                    _("It is headed “Your username”. The username stands alone on its line."),
                    _("If it does not come, look in your spam folder too: it sometimes ends up there."),
                )
            ),
        ),
        actions=TO_SIGN_IN,
        help=(_("The message takes a moment. No message after some minutes: check the address, ask again."),),
    )
