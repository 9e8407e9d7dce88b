"""Changing the email address, confirmed by a code to the new one (PRODUCT §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from i18n import Clock, Message, _
from store import CodeTicket
from tui.journeys.password import confirm_password
from tui.pages import BACK, CANCEL, Action, Answers, Facts, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack

if TYPE_CHECKING:
    from store.accounts.store import Store

_SEND_AGAIN = "send-again"


async def change_email(visit: Visit) -> None:
    """Enter the new address, then the code that is sent to it."""
    await confirm_password(visit)
    session, typed = visit.signed_in, ""
    current = (await visit.look(lambda store: store.sessions.overview(session))).email

    def begin(store: Store, answers: Answers) -> tuple[str, CodeTicket]:
        email = answers["email"]
        return email, store.email_address.begin(session, email)

    while True:
        typed, ticket = await visit.perform(address_page(current, typed), begin)
        try:
            await _enter_code(visit, ticket)
        except WentBack:
            await _cancel(visit, ticket)
        else:
            await visit.tell(changed_page(current, ticket.sent.address))
            return


async def _enter_code(visit: Visit, ticket: CodeTicket) -> None:
    """Ask for the code until it is right, sending others as often as they are asked for."""
    session = visit.signed_in

    def confirm(store: Store, answers: Answers) -> CodeTicket | None:
        if answers.action == _SEND_AGAIN:
            return store.email_address.send_again(session, ticket)
        store.email_address.confirm(session, ticket, answers.secret("code"))
        return None

    again = await visit.perform(code_page(ticket), confirm)
    while again is not None:
        ticket = again
        notice = _("Another code is on its way; only the newest one works.")
        again = await visit.perform(code_page(ticket, notice), confirm)


async def _cancel(visit: Visit, ticket: CodeTicket) -> None:
    session = visit.signed_in
    await visit.look(lambda store: store.email_address.cancel(session, ticket))


def address_page(current: str, typed: str) -> Page:
    return Page(
        "change-email",
        _("Change the email address"),
        (
            Facts(((_("Now"), current),)),
            Paragraph(_("We send a code to the new address, to see that it gets there.")),
        ),
        (Field("email", _("New email address"), value=typed),),
        (submit(_("Send the code")), CANCEL),
        help=(
            _(
                "Until you have entered the code, nothing changes, and messages go to the address you have"
                " now."
            ),
            _("At most five such messages are sent to an address in an hour."),
        ),
    )


def code_page(ticket: CodeTicket, notice: Message | None = None) -> Page:
    sent = ticket.sent
    blocks = [Paragraph(_("We sent a message to {email}.", email=sent.address))]
    if notice is not None:
        blocks.append(Paragraph(notice, "success"))
    return Page(
        "email-code",
        _("Confirm the new email address"),
        tuple(blocks),
        (
            Field(
                "code",
                _("Security code"),
                hint=_("6 digits, good until {clock}.", clock=Clock(sent.expires_at)),
                joined=True,
            ),
        ),
        (submit(_("Continue")), Action(_SEND_AGAIN, _("Resend code"), opens_at=sent.resend_at), BACK),
        help=(
            _("If the message does not come, look in your spam folder, then choose “Resend code”."),
            _(
                "An address that already has an account gets a message without a code. To enter another, go"
                " back."
            ),
        ),
    )


def changed_page(former: str, new: str) -> Page:
    return Page(
        "email-changed",
        _("Your email address was changed"),
        (
            Paragraph(_("From now on, messages go to {email}, and it signs you in.", email=new), "success"),
            Paragraph(
                _(
                    "A message tells both addresses and your phones. For 10 days, the code in it can put"
                    " {email} back, and nobody else can take that address.",
                    email=former,
                )
            ),
        ),
        actions=(BACK,),
    )
