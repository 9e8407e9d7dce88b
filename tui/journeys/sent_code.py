"""Confirming a phone or an email address by the code that was sent to it (PRODUCT §1, §6, §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

from i18n import Clock, Message, _
from store import CodeTicket, Problem, Refusal, Secret, SentTo
from store.accounts.store import Store
from store.messages.letters.help_desk import Matter
from store.rules.codes import CODE_DIGITS, read_code
from store.rules.limits import CODE_TRIES, CODES_TO_AN_ADDRESS_AN_HOUR, ONE_CODE_EVERY
from tui.pages import BACK, Action, Answers, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

T = TypeVar("T")

RESEND = Action("resend", _("Resend code"))
AT_MOST_SO_MANY = _(
    "At most {count} such messages go to an address in a row, then one every {time}.",
    count=CODES_TO_AN_ADDRESS_AN_HOUR,
    time=ONE_CODE_EVERY,
)
ANOTHER_SENT = Paragraph(_("Another code is on its way; only the newest one works."), "success")


@dataclass(frozen=True)
class Confirming(Generic[T]):
    """The use cases of what waits for a code."""

    send_again: Callable[[Store, CodeTicket], CodeTicket]
    confirm: Callable[[Store, CodeTicket, Secret], T]
    cancel: Callable[[Store, CodeTicket], None]


class _Spent(Enum):
    """No code is taken any more: five were wrong."""

    SPENT = "spent"


async def enter_code(
    visit: Visit,
    ticket: CodeTicket,
    page: Callable[[CodeTicket], Page],
    use_cases: Confirming[T],
) -> T:
    """Ask for the code until it is right, and send another one whenever the person asks for it.

    After going back or five wrong codes, nothing waits for a code any more. Raises `WentBack`.
    """

    def confirm(store: Store, answers: Answers) -> T | _Spent:
        return _unless_spent(lambda: use_cases.confirm(store, ticket, answers.secret("code")))

    def send_again(store: Store, _answers: Answers) -> CodeTicket | _Spent:
        return _unless_spent(lambda: use_cases.send_again(store, ticket))

    def cancel(store: Store) -> None:
        use_cases.cancel(store, ticket)

    while True:
        try:
            done = await visit.perform(page(ticket), confirm, {RESEND.name: send_again})
        except WentBack:
            await visit.look(cancel)
            raise
        if isinstance(done, _Spent):
            await visit.look(cancel)
            visit.say(spent(ticket))
            raise WentBack
        if not isinstance(done, CodeTicket):
            return done
        ticket = done
        visit.say(ANOTHER_SENT)


def resend(sent: SentTo | None) -> Action:
    """Return the action that has another code sent, once that is possible."""
    return replace(RESEND, opens_at=None if sent is None else sent.resend_at)


def _unless_spent(use_case: Callable[[], T]) -> T | _Spent:
    try:
        return use_case()
    except Problem as problem:
        if problem.refusal is Refusal.CODE_TRIES_SPENT:
            return _Spent.SPENT
        raise


def security_code(hint: Message, name: str = "code") -> Field:
    """Return the field of a six-digit code, wherever that comes from."""
    return Field(name, _("Security code"), hint=hint, joined=True, form=_code_form)


def _code_form(typed: str) -> None:
    read_code(Secret(typed))


def code_page(
    name: str,
    title: Message,
    said: Message,
    ticket: CodeTicket,
    explained: tuple[Message, ...],
    matter_of_help: Matter | None = None,
) -> Page:
    """Return a page of that name for `enter_code`; `said` tells where the code was sent."""
    sent = ticket.sent
    hint = _("{count} digits, good until {clock}.", count=CODE_DIGITS, clock=Clock(sent.expires_at))
    return Page(
        name,
        title,
        (Paragraph(said),),
        (security_code(hint),),
        (submit(_("Continue")), BACK),
        (resend(sent),),
        help=explained,
        matter_of_help=matter_of_help,
    )


def spent(ticket: CodeTicket) -> Paragraph:
    """Say that no code that was sent is taken any more, on the page that has another one sent."""
    return Paragraph(
        _(
            "{count} codes for {address} were wrong, so none is taken any more. Have another one sent.",
            count=CODE_TRIES,
            address=ticket.sent.address,
        ),
        "error",
    )
