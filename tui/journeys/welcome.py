"""The first page, from which every journey starts and to which it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from i18n import _
from store import Problem
from tui.journeys.later import Journey, later
from tui.pages import Action, Block, Page, Paragraph
from tui.visit import Abandoned, LeadsTo, SessionOver, SignedOut, Unwinding, Visit, VisitOver, WentBack

_JOURNEYS: Mapping[Action, Journey] = {
    Action("sign-in", _("Sign in"), tone="primary"): later("signing_in.sign_in", "sign_in"),
    Action("forgot-password", _("Forgot password")): later("password.reset", "request_reset"),
    Action("forgot-username", _("Forgot username")): later("identity.forgotten_username", "send_username"),
    Action("have-token", _("I have a token")): later("password.reset", "use_token"),
    Action("create-account", _("Create an account")): later("identity.sign_up", "sign_up"),
}
_QUIETER_JOURNEYS: Mapping[Action, Journey] = {
    Action("disown", _("This wasn’t me"), tone="quiet"): later("notices.disowning", "disown"),
    Action("privacy", _("Privacy notice"), tone="quiet"): later("privacy", "privacy"),
    Action("bank", _("I sign in through my bank"), tone="quiet"): later("signing_in.bank", "bank"),
}
_QUIT = Action("quit", _("Quit"), tone="quiet")


async def welcome(
    visit: Visit, introduction: tuple[Block, ...] = (), more: Mapping[Action, Journey] | None = None
) -> None:
    """Start journeys until the person quits; `introduction` and `more` journeys are the demo's."""
    journeys = {**_JOURNEYS, **(more or {}), **_QUIETER_JOURNEYS}
    quits = visit.surroundings.quits
    page = welcome_page(introduction, (*journeys, *((_QUIT,) if quits else ())))
    by_name = {action.name: journey for action, journey in journeys.items()}
    while True:
        # Word that a session is over may still come once its page is gone; here, nobody is signed in.
        with suppress(Abandoned, SessionOver, SignedOut):
            choice: str | None = (await visit.ask(page)).action
            if choice == _QUIT.name:
                return
            while choice is not None:
                choice = await _outing(visit, by_name[choice])
        if visit.surroundings.next_person_waits:
            return


async def _outing(visit: Visit, journey: Journey) -> str | None:
    """Run one journey and leave nothing behind; return the name of the next, if it leads straight to one.

    Says why it ended, if that was not the person's doing.
    """
    from tui.incidents import record_crash
    from tui.journeys.endings import crash_page, refused_page, session_over_page, then_sign_in

    ending: Page | None = None
    try:
        await journey(visit)
    except LeadsTo as onward:
        return onward.action
    except SessionOver:
        ending = session_over_page(visit.surroundings)
    except (Abandoned, WentBack, SignedOut):
        pass
    except VisitOver:
        raise
    except Problem as problem:
        ending = refused_page(problem)
    except Exception as error:
        ending = crash_page(record_crash(error, visit.door.settings.home))
    finally:
        await _sign_out(visit)
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


def welcome_page(introduction: tuple[Block, ...], actions: tuple[Action, ...]) -> Page:
    return Page(
        "welcome",
        _("Welcome to Macle"),
        introduction or (Paragraph(_("Keep hold of your account. What would you like to do?")),),
        actions=actions,
        help=(
            _("You can go back from any page; what you did not send is not saved."),
            _("“Forgot password” sends you an email with a token; “I have a token” is where you enter it."),
            _("“This wasn’t me” is for whoever got a message about a change that was not theirs."),
        ),
    )
