"""Confirming a phone or an email address by the code that was sent to it (PRODUCT §6, §7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from i18n import Clock, Message, _
from store import CodeTicket, Secret, Session
from tui.pages import BACK, Action, Answers, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack

if TYPE_CHECKING:
    from store.accounts.store import Store

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_SEND_AGAIN = "send-again"


class Confirming(Protocol[T_co]):
    """The use cases of what waits for a code."""

    def send_again(self, session: Session, ticket: CodeTicket) -> CodeTicket: ...

    def confirm(self, session: Session, ticket: CodeTicket, code: Secret) -> T_co: ...

    def cancel(self, session: Session, ticket: CodeTicket) -> None: ...


async def enter_code(
    visit: Visit,
    ticket: CodeTicket,
    page: Callable[[CodeTicket, Message | None], Page],
    use_cases: Callable[[Store], Confirming[T]],
) -> T:
    """Ask for the code until it is right, sending others as often as they are asked for.

    Whoever goes back leaves nothing that waits.
    """
    session, notice = visit.signed_in, None

    def confirm(store: Store, answers: Answers) -> CodeTicket | T:
        if answers.action == _SEND_AGAIN:
            return use_cases(store).send_again(session, ticket)
        return use_cases(store).confirm(session, ticket, answers.secret("code"))

    def cancel(store: Store) -> None:
        use_cases(store).cancel(session, ticket)

    while True:
        try:
            done = await visit.perform(page(ticket, notice), confirm)
        except WentBack:
            await visit.look(cancel)
            raise
        if not isinstance(done, CodeTicket):
            return done
        ticket, notice = done, _("Another code is on its way; only the newest one works.")


def code_page(
    name: str,
    title: Message,
    said: Message,
    ticket: CodeTicket,
    notice: Message | None,
    explained: tuple[Message, ...],
) -> Page:
    """Return a page of that name for `enter_code`; `said` tells where the code was sent."""
    sent = ticket.sent
    hint = _("6 digits, good until {clock}.", clock=Clock(sent.expires_at))
    return Page(
        name,
        title,
        (Paragraph(said), *(() if notice is None else (Paragraph(notice, "success"),))),
        (Field("code", _("Security code"), hint=hint, joined=True),),
        (submit(_("Continue")), Action(_SEND_AGAIN, _("Resend code"), opens_at=sent.resend_at), BACK),
        help=explained,
    )
