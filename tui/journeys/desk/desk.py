"""The help desk (PRODUCT §10): operators sign in, look after people, and sign out."""

from __future__ import annotations

from contextlib import suppress

from i18n import _
from tui.journeys.desk.coming_in import come_in
from tui.journeys.desk.finding import find_person
from tui.journeys.endings import SIGN_IN
from tui.journeys.start import run
from tui.pages import Action
from tui.unwinding import IdleTooLong, SessionOver, SignedOut, WentBack
from tui.visit import Visit

_DESK = "desk"
_QUIT = Action("quit", _("Quit"), leaves=True)


async def desk(visit: Visit, way_out: Action = _QUIT) -> None:
    """Sign in and work, one after the other, until someone takes the `way_out` in place of signing in."""
    over = False

    async def shift(visit: Visit) -> None:
        nonlocal over
        try:
            session = await come_in(visit, way_out)
        except WentBack:
            over = True
            return
        with visit.within(session.username):
            try:
                await find_person(visit)
            except IdleTooLong:
                visit.know(session.username)
                raise

    while not over:
        with suppress(SessionOver, SignedOut):
            # A page that says why a session ended leads to signing in, which is here the desk's own.
            await run(visit, _DESK, {_DESK: shift, SIGN_IN.name: shift})
