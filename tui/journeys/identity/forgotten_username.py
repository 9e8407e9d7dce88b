"""Having a forgotten username sent to the email address of its account (PRODUCT §7, seed 001)."""

from __future__ import annotations

from i18n import _
from store.accounts.store import Store
from store.rules import identifiers
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR, ONE_LETTER_EVERY
from tui.journeys.endings import TO_SIGN_IN, then_sign_in
from tui.journeys.sent_email import look_in_mailbox
from tui.pages import BACK, Answers, Field, Page, Paragraph, submit
from tui.visit import Visit


async def send_username(visit: Visit) -> None:
    """Enter the address; whether or not an account has it, the page and the time are the same."""

    def request(store: Store, answers: Answers) -> str:
        store.forgotten_username.request(answers["email"], visit.language, visit.terminal)
        return answers["email"]

    email = await visit.perform(forgot_page(), request)
    await then_sign_in(visit, sent_page(email))


def forgot_page() -> Page:
    return Page(
        "forgot-username",
        _("Forgot username"),
        (
            Paragraph(_("We send your username to the email address of your account.")),
            Paragraph(_("If you were registered in person, sign in with your document number instead.")),
        ),
        (Field("email", _("Email address"), form=identifiers.email),),
        (submit(_("Send the username")), BACK),
        help=(
            _("You can sign in with the email address just as well as with the username."),
            _(
                "At most {count} such messages go to an address in a row, then one every {time}.",
                count=LETTERS_BY_ADDRESS_AN_HOUR,
                time=ONE_LETTER_EVERY,
            ),
        ),
    )


def sent_page(email: str) -> Page:
    return look_in_mailbox(
        "username-sent",
        email,
        _("It is headed “Your username”. What you sign in with stands alone on its line."),
        actions=TO_SIGN_IN,
    )
