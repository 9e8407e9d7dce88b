"""Changing the email address, confirmed by a code to the new one (PRODUCT §7)."""

from __future__ import annotations

from contextlib import suppress

from i18n import _
from store import CodeTicket, Confirmation
from store.accounts.store import Store
from store.rules import identifiers
from store.rules.limits import NOTICE_LIFE
from tui.journeys import sent_code
from tui.journeys.methods.confirming import Removal
from tui.journeys.password.password import PASSWORD_AGAIN
from tui.journeys.sent_code import Confirming, enter_code
from tui.pages import CANCEL, Answers, Facts, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_WHY_CONFIRM = _(
    "So that whoever reads your present mailbox cannot bring it back with the code of a message, confirm with"
    " a code of your second step."
)


async def change_email(visit: Visit) -> None:
    """Enter the new address, then the code that is sent to it."""
    session, typed = visit.signed_in, ""
    current = (await visit.look(lambda store: store.account.overview(session))).email

    confirming = Confirming(
        lambda store, ticket: store.email_address.send_again(session, ticket),
        lambda store, ticket, code: store.email_address.confirm(session, ticket, code),
        lambda store, ticket: store.email_address.cancel(session, ticket),
    )

    def begin(store: Store, answers: Answers, confirmation: Confirmation | None) -> tuple[str, CodeTicket]:
        email = answers["email"]
        return email, store.email_address.begin(session, email, answers.secret("password"), confirmation)

    removal = Removal(visit, "", _WHY_CONFIRM)
    while True:
        typed, ticket = await removal.perform(address_page(current, typed), begin)
        with suppress(WentBack):
            await enter_code(visit, ticket, code_page, confirming)
            visit.say(*changed(current, ticket.sent.address, confirmed=removal.confirmed))
            return


def address_page(current: str | None, typed: str) -> Page:
    return Page(
        "change-email",
        _("Change the email address"),
        (
            *(() if current is None else (Facts(((_("Now"), current),)),)),
            Paragraph(_("We send a code to the new address, to see that it gets there.")),
        ),
        (Field("email", _("New email address"), value=typed, form=identifiers.email), PASSWORD_AGAIN),
        (submit(_("Send the code")), CANCEL),
        help=(
            _(
                "Until you have entered the code, nothing changes, and messages go to the address you have"
                " now."
            ),
            _(
                "A message tells both addresses and your phones of the change. Those that you have had for"
                " {time}, or from the start, get a code with it that can put the former address back, for"
                " {time}, unless you confirm with a code. Nobody else can take that address meanwhile.",
                time=NOTICE_LIFE,
            ),
            sent_code.AT_MOST_SO_MANY,
        ),
    )


def code_page(ticket: CodeTicket) -> Page:
    return sent_code.code_page(
        "email-code",
        _("Confirm the new email address"),
        _("We sent a message to {email}.", email=ticket.sent.address),
        ticket,
        (
            _("If the message does not come, look in your spam folder, then choose “Resend code”."),
            _(
                "An address that already has an account gets a message without a code. To enter another, go"
                " back."
            ),
        ),
    )


def changed(former: str | None, new: str, *, confirmed: bool = False) -> tuple[Paragraph, ...]:
    """Say where messages go now, and that none can undo it where it was `confirmed` with a code."""
    said = Paragraph(_("From now on, messages go to {email}, and it signs you in.", email=new), "success")
    if former is None or not confirmed:
        return (said,)
    final = _("You confirmed the change with a code: no message can put {email} back.", email=former)
    return (said, Paragraph(final))
