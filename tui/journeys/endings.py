"""Pages that tell why a journey ended, and how to come back from one."""

from __future__ import annotations

from collections.abc import Awaitable

from i18n import Message, _
from store import Problem
from store.rules.limits import SESSION_TOTAL
from tui import wording
from tui.pages import BACK, Action, Page, Paragraph
from tui.surroundings import Surroundings
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit

SIGN_IN = Action("sign-in", _("Sign in"), tone="primary")
TO_SIGN_IN = (SIGN_IN, BACK)
"""The actions of a page after which people sign in; show it with `then_sign_in`."""


def when_signed_out(place: Surroundings) -> Message:
    """Say when a session ends by itself."""
    return _(
        "You are signed out after {idle} without a key pressed, and after {total} in all.",
        idle=place.signed_in.after,
        total=SESSION_TOTAL,
    )


async def then_sign_in(visit: Visit, page: Page) -> None:
    """Show the last page of a journey. Raises `LeadsTo` to go on to signing in, else `WentBack`."""
    await visit.ask(page)
    raise LeadsTo(SIGN_IN.name)


async def and_back(visit: Visit, journey: Awaitable[None]) -> None:
    """Come back from a journey to the page it was chosen on, which says why the store refuses to go on."""
    try:
        await journey
    except WentBack:
        return
    except Problem as problem:
        visit.say(refused(problem))


def refused(problem: Problem) -> Paragraph:
    return Paragraph(wording.sentence(problem), "error")


def session_over_page(place: Surroundings, *, idle: bool) -> Page:
    """Say why a session has ended: the store does not tell by what where nobody was `idle` here."""
    why = (
        _("Nothing was typed for too long.")
        if idle
        else _(
            "It was open too long, or was ended from another place: by a new password or an operator, for"
            " example, or, after a sign-in with a PIN, by “macle pin”."
        )
    )
    return Page(
        "session-over",
        _("Your session has ended"),
        (
            Paragraph(why, "warning"),
            Paragraph(_("What you had saved is kept. Sign in to go on.")),
        ),
        actions=TO_SIGN_IN,
        help=(when_signed_out(place),),
    )


def refused_page(problem: Problem) -> Page:
    return Page(
        "refused",
        _("This cannot be done now"),
        (refused(problem),),
        actions=TO_SIGN_IN,
    )


def crash_page(incident: str) -> Page:
    return Page(
        "crash",
        _("Something went wrong on our side"),
        (
            Paragraph(_("What you had saved is kept. You can go on, or try again later."), "error"),
            Paragraph(_("If you ask for help, give this number: {incident}.", incident=incident)),
        ),
        actions=TO_SIGN_IN,
    )
