"""The first page, from which every journey starts and to which it comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from i18n import _
from tui.pages import Action, Block, Page, Paragraph
from tui.unwinding import Abandoned, SessionOver, SignedOut
from tui.visit import Journey, Visit

_SIGN_IN = Action("sign-in", _("Sign in"), tone="primary")
_ACTIONS = (
    _SIGN_IN,
    Action("forgot-password", _("Forgot password")),
    Action("forgot-username", _("Forgot username")),
    Action("have-token", _("I have a token")),
    Action("sign-in-with-pin", _("Sign in with a one-time PIN")),
    Action("activate", _("Activate my password")),
    Action("create-account", _("Create an account")),
    Action("services", _("Services")),
)
_QUIETER_ACTIONS = (
    Action("disown", _("This wasn’t me"), tone="quiet"),
    Action("privacy", _("Privacy notice"), tone="quiet"),
    Action("bank", _("I sign in through my bank"), tone="quiet"),
)
_QUIT = Action("quit", _("Quit"), tone="quiet")


async def welcome(
    visit: Visit, introduction: tuple[Block, ...] = (), more: Mapping[Action, Journey] | None = None
) -> None:
    """Start journeys until the person quits; `introduction` and `more` journeys are the demo's."""
    of_demo, quits = more or {}, visit.surroundings.quits
    actions = (*_ACTIONS, *of_demo, *_QUIETER_ACTIONS)
    page = welcome_page(introduction, (*actions, _QUIT) if quits else actions)
    by_name = {action.name: journey for action, journey in of_demo.items()}
    came_from = ""
    while True:
        # That a session is over may be raised after its last page; nobody is signed in here.
        try:
            try:
                choice: str | None = (await visit.ask(replace(page, came_from=came_from))).action
                if choice == _QUIT.name:
                    return
                while choice is not None:
                    came_from = choice
                    run = await visit.door.run(load_journeys)
                    choice = await run(visit, choice, by_name)
            except Abandoned:
                await visit.leave()
                came_from = ""
        except SessionOver:
            pass
        except SignedOut:
            came_from = _SIGN_IN.name
        if visit.surroundings.next_person_waits:
            if visit.unsaid:
                await visit.tell(LAST_PAGE)
            return


def load_journeys() -> Callable[[Visit, str, Mapping[str, Journey]], Awaitable[str | None]]:
    """Import all journeys, and return what runs one of them; blocks."""
    from tui.journeys.start import run  # too slow for before the first picture

    return run


LAST_PAGE = Page(
    "last",
    _("That is all"),
    (Paragraph(_("The welcome page comes back, for you or for the next person.")),),
    actions=(Action("go-on", _("Continue"), leaves=True, tone="primary"),),
)
"""Says what the journey still had to say, where the next person waits."""


def welcome_page(introduction: tuple[Block, ...], actions: tuple[Action, ...]) -> Page:
    return Page(
        "welcome",
        _("Welcome to Macle"),
        introduction or (Paragraph(_("Keep hold of your account. What would you like to do?")),),
        menu=actions,
        help=(
            _("You can go back from any page; what you did not send is not saved."),
            _("“Forgot password” sends you an email with a token; “I have a token” is where you enter it."),
            _(
                "“Sign in with a one-time PIN” and “Activate my password” are for whoever was registered in"
                " person. “Services” lists what an account opens."
            ),
            _("“This wasn’t me” is for whoever got a message about a change that was not theirs."),
        ),
    )
