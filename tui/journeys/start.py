"""The journeys that start from the welcome page, and what is shown where one does not end by itself."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import _
from store import Problem
from tui.incidents import record_crash
from tui.journeys.endings import crash_page, refused_page, session_over_page, then_sign_in
from tui.journeys.identity.forgotten_username import send_username
from tui.journeys.identity.sign_up import sign_up
from tui.journeys.notices.disowning import disown
from tui.journeys.password.activation import activate
from tui.journeys.password.forgotten_password import request_reset
from tui.journeys.password.reset import use_token
from tui.journeys.privacy import privacy
from tui.journeys.signing_in.bank import bank
from tui.journeys.signing_in.pin_sign_in import sign_in_with_pin
from tui.journeys.signing_in.service_first import choose_service
from tui.journeys.signing_in.sign_in import sign_in
from tui.pages import Page, Paragraph
from tui.unwinding import (
    Abandoned,
    IdleTooLong,
    LeadsTo,
    SessionOver,
    SignedOut,
    Unwinding,
    VisitOver,
    WentBack,
)
from tui.visit import Journey, Visit

JOURNEYS: Mapping[str, Journey] = {
    "sign-in": sign_in,
    "forgot-password": request_reset,
    "forgot-username": send_username,
    "have-token": use_token,
    "sign-in-with-pin": sign_in_with_pin,
    "activate": activate,
    "create-account": sign_up,
    "services": choose_service,
    "disown": disown,
    "privacy": privacy,
    "bank": bank,
}
"""By the names of the actions of the welcome page."""


async def run(visit: Visit, action: str, more: Mapping[str, Journey]) -> str | None:
    """Run the journey of an action of the welcome page, from `more` or `JOURNEYS`, and sign out after it.

    Return the name of the next action, if the journey leads straight to one. Where the journey was ended by
    something else than the person, a page says by what. Raises `SignedOut`; `Abandoned` where nobody is there
    any more, and the place is not theirs.
    """
    ending: Page | None = None
    signed_out = abandoned = False
    try:
        await (more.get(action) or JOURNEYS[action])(visit)
    except LeadsTo as onward:
        return onward.action
    except SessionOver as over:
        idle = isinstance(over, IdleTooLong)
        # To whoever comes next it would tell of another.
        abandoned = idle and visit.surroundings.signed_out is not None
        ending = session_over_page(visit.surroundings, idle=idle)
    except SignedOut:
        signed_out = True
    except Abandoned:
        abandoned = True
    except WentBack:
        pass
    except VisitOver:
        raise
    except Problem as problem:
        ending = refused_page(problem)
    except Exception as error:
        ending = crash_page(record_crash(error, visit.door.settings.home))
    finally:
        await _sign_out(visit)
    if abandoned:
        raise Abandoned
    if signed_out:
        if not visit.surroundings.next_person_waits:
            visit.say(Paragraph(_("You have signed out."), "success"))
        raise SignedOut
    if ending is not None:
        try:
            await then_sign_in(visit, ending)
        except LeadsTo as onward:
            return onward.action
        except WentBack:
            pass
    return None


async def _sign_out(visit: Visit) -> None:
    try:
        await visit.leave()
    except (Problem, Unwinding):
        # The store ends it by itself when its time is over.
        return
