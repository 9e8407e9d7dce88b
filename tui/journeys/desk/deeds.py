"""What an operator does to an account in one step: what it does, and why it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from i18n import Message, _
from store import PersonAtDesk, ProfileState, Role, Session
from store.accounts.store import Store
from tui.journeys.desk.reasons import KEPT_AND_TOLD, reason_field
from tui.journeys.desk.standing import account_fact
from tui.journeys.password.password import perform_proved
from tui.pages import CANCEL, Action, Bullets, Facts, Page, Paragraph
from tui.visit import Visit

_TOLD = _("A message tells the person of it, with the reason.")


@dataclass(frozen=True)
class Deed:
    """One thing that an operator does: the `title` of its page, and `submit`, the words of its button.

    It `will` do this, and say at last what was `done`; `does` is the use case, of an account ID and a reason.
    """

    name: str
    title: Message
    will: tuple[Message, ...]
    submit: Message
    done: Message
    does: Callable[[Store, Session, str, str], object]


UNBLOCK = Deed(
    "unblock",
    _("Unblock the account"),
    (
        _("Wrong passwords and codes are forgotten, and with them each wait and each block."),
        _TOLD,
    ),
    _("Unblock the account"),
    _("The account is unblocked."),
    lambda store, session, account, reason: store.care.unblock(session, account, reason),
)
START_RESET = Deed(
    "start-reset",
    _("Start a password reset"),
    (
        _("An email with a token goes to the person’s own address. You see neither of the two."),
        _("The old password works until the person sets another one with the token."),
        _TOLD,
    ),
    _("Send the email"),
    _("The email with the token is on its way."),
    lambda store, session, account, reason: store.care.start_reset(session, account, reason),
)
END_SESSIONS = Deed(
    "end-sessions",
    _("End all sessions"),
    (
        _("Whoever is signed in to the account is signed out at once, wherever that is."),
        _("Password and methods stay."),
        _TOLD,
    ),
    _("End all sessions"),
    _("All sessions of the account have ended."),
    lambda store, session, account, reason: store.care.end_sessions(session, account, reason),
)
DEEDS = {deed.name: deed for deed in (UNBLOCK, START_RESET, END_SESSIONS)}
"""By the names of their actions on the person’s page."""


async def carry_out(visit: Visit, deed: Deed, person: PersonAtDesk) -> None:
    """Ask for the reason, and do it. Raises `WentBack`, and what the store refuses of the whole."""
    session = visit.signed_in
    await perform_proved(
        visit,
        deed_page(deed, person),
        lambda store, answers: deed.does(store, session, person.account, answers["reason"]),
    )
    visit.say(Paragraph(deed.done, "success"))


def deed_page(deed: Deed, person: PersonAtDesk) -> Page:
    costs = costs_of_reset(person) if deed is START_RESET else ()
    return Page(
        deed.name,
        deed.title,
        (Facts((account_fact(person.name, person.account),)), Bullets((*deed.will, *costs))),
        (reason_field(KEPT_AND_TOLD, is_told=True),),
        (Action("submit", deed.submit, tone="primary", submits=True), CANCEL),
        help=(_("Nothing is done before: if you cancel, all stays as it is."),),
    )


def costs_of_reset(person: PersonAtDesk) -> Iterator[Message]:
    """Yield what another password, set with a token, costs this person or asks of them (PRODUCT §3)."""
    if person.profile.profile is ProfileState.ACTIVE:
        yield _("The reset deactivates the profile, until the person types their personal key.")
    if person.profile.request is ProfileState.PENDING:
        yield _("The reset cancels their request for a verification of identity.")
    if person.profile.request is ProfileState.ACCEPTED:
        yield _("The reset undoes the verification of their identity, which has no personal key so far.")
    if person.has_questions:
        yield _(
            "The reset asks one of their recovery questions: if they forgot the answers, have these removed"
            " first."
        )
    if person.role is not Role.PERSON:
        yield _("The reset suspends their rights as an operator, until the administrator gives them back.")
