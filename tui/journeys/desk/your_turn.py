"""The screen in the hands of the person beside an operator, who cannot see what they type (PRODUCT §10)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from i18n import Language, _
from store import Problem, Session
from store.accounts.store import Store
from tui.journeys.desk.coming_in import locked_at_desk
from tui.journeys.endings import refused
from tui.journeys.password.password import PASSWORD_AGAIN
from tui.journeys.start import run
from tui.pages import BACK, Action, Answers, Page, Paragraph, submit
from tui.surroundings import BESIDE_OPERATOR
from tui.unwinding import Abandoned, SessionOver, SignedOut, WentBack
from tui.visit import Chosen, Visit

HAND_OVER = Action("hand-over", _("Hand the screen over"), key="ctrl+t")
"""Leads to `hand_over_screen`."""
_GIVE_BACK = Action("give-back", _("Give the screen back"), key="ctrl+t")
_NOT_HERE = _(
    "This terminal cannot be cleared: each of you could read what the other did. Let the person use a kiosk"
    " or a terminal of their own, or hand over another one."
)
_SIGN_OUT = Action("sign-out", _("Sign out"), signs_out=True)


async def hand_over_screen(visit: Visit, language: Language | None = None) -> None:
    """Let the person beside the operator do what they came for, until the operator's password ends that.

    It begins in their `language`, and anew where nobody typed for too long. Raises `SignedOut` where the
    operator signs out instead, `SessionOver` where their session has ended meanwhile. A terminal that cannot
    be wiped is not handed over: it is said why.
    """
    if not visit.front.wipes:
        visit.say(Paragraph(_NOT_HERE, "error"))
        return
    operator, is_back = visit.signed_in, None
    while is_back is None:
        async with visit.handed_over(BESIDE_OPERATOR, language or visit.language):
            with suppress(Abandoned):
                is_back = await _let_act(visit, operator)
    if not is_back:
        raise SignedOut


async def _let_act(visit: Visit, operator: Session) -> bool:
    """Lead the person through what they choose; return whether the operator is back, or has signed out."""
    came_from = ""
    while True:
        choice: str | None = None
        # That a session is over may be raised after its last page; the person's is meant.
        with suppress(SessionOver, SignedOut, WentBack):
            choice = (await visit.ask(replace(your_turn_page(), came_from=came_from))).action
            while choice not in {None, _GIVE_BACK.name}:
                came_from = str(choice)
                choice = await run(visit, came_from, {})
        if choice == _GIVE_BACK.name:
            came_from = choice
            try:
                return await _comes_back(visit, operator)
            except WentBack:
                continue
            except Problem as problem:
                # It must not lead to the desk, where it would be said otherwise.
                visit.say(refused(problem))


async def _comes_back(visit: Visit, operator: Session) -> bool:
    """Ask for the operator's password; return False where they sign out. Raises `WentBack`, `SessionOver`."""
    await visit.look(lambda store: store.sessions.due(operator))

    def prove(store: Store, answers: Answers) -> None:
        with locked_at_desk():
            store.password.prove_back(operator, answers.secret("password"))

    done = await visit.perform_or_choose(back_to_desk_page(operator), prove)
    return not isinstance(done, Chosen)


def your_turn_page() -> Page:
    """What a person does at a desk; each leads where the action of that name on the welcome page does."""
    return Page(
        "your-turn",
        _("Your turn"),
        (
            Paragraph(_("The screen is yours. The operator cannot go on before you give it back.")),
            Paragraph(_("What you type is for you alone: ask the operator to look away."), "quiet"),
        ),
        menu=(
            Action("activate", _("Activate my password"), tone="primary", key="f5"),
            Action("have-token", _("I have a token"), key="f6"),
            Action("sign-in", _("Sign in"), key="f7"),
            Action("privacy", _("Privacy notice"), tone="quiet", key="f8"),
            _GIVE_BACK,
        ),
        help=(
            _(
                "“Activate my password” needs the slip that you were given, “I have a token” the message that"
                " was sent to you. Sign in to bring your profile back, or to change how you sign in."
            ),
            _(
                "Nothing can be copied or saved here; what you are to keep can be printed, or written down."
                " You are signed out when you give the screen back."
            ),
            _(
                "If nothing is typed for {time}, you are signed out, and this page comes back.",
                time=BESIDE_OPERATOR.signed_in.after,
            ),
        ),
    )


def back_to_desk_page(operator: Session) -> Page:
    return Page(
        "back-to-desk",
        _("Back to the help desk"),
        (
            Paragraph(
                _("{operator}, enter your password. You are then where you were.", operator=operator.username)
            ),
        ),
        (PASSWORD_AGAIN,),
        (submit(_("Continue")), BACK),
        menu=(_SIGN_OUT,),
        help=(
            _("Nothing that the person did or typed can be seen from the help desk."),
            _("If you go back, it is still their turn."),
        ),
    )
