"""Asking for the token that resets a forgotten password (PRODUCT §3)."""

from __future__ import annotations

from i18n import _
from store.accounts.store import Store
from store.rules import identifiers
from store.rules.limits import LETTERS_BY_ADDRESS_AN_HOUR, ONE_LETTER_EVERY, RESET_TOKEN_LIFE
from tui.journeys.password.reset import use_token
from tui.journeys.sent_email import look_in_mailbox
from tui.pages import BACK, Action, Answers, Field, Page, Paragraph, submit
from tui.visit import Visit

_HAVE_TOKEN = Action("have-token", _("I have a token"), tone="primary")


async def request_reset(visit: Visit) -> None:
    """Have a token sent to the account's address."""

    def request(store: Store, answers: Answers) -> str:
        store.reset.request(answers["email"], visit.language, visit.terminal)
        return answers["email"]

    email = await visit.perform(forgot_page(), request)
    await visit.ask(sent_page(email))
    await use_token(visit)


def forgot_page() -> Page:
    return Page(
        "forgot-password",
        _("Forgot password"),
        (
            Paragraph(_("We send you an email with a token. With it, you can set a new password once.")),
            Paragraph(_("If you were registered in person, choose “Activate my password”.")),
        ),
        (Field("email", _("Email address"), form=identifiers.email),),
        (submit(_("Send the reset email")), BACK),
        help=(
            _(
                "Enter the address of your account. The token in the email works once, for {time}.",
                time=RESET_TOKEN_LIFE,
            ),
            _(
                "At most {count} such emails go out in a row, then one every {time}; the newest token works.",
                count=LETTERS_BY_ADDRESS_AN_HOUR,
                time=ONE_LETTER_EVERY,
            ),
        ),
    )


def sent_page(email: str) -> Page:
    return look_in_mailbox(
        "reset-sent",
        email,
        _("It is headed “Reset the password”. The token is at the end of one of its lines."),
        _("The token works once, for {time}. Then choose “I have a token”.", time=RESET_TOKEN_LIFE),
        actions=(_HAVE_TOKEN, BACK),
    )
