"""Looks whether anyone still types: warns whoever does not, and in the end ends their session or page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from i18n import Message, _
from store.rules.limits import SESSION_IDLE
from tui.idleness import Idleness
from tui.pages import Page, Paragraph
from tui.screens.fitted_app import FittedApp
from tui.screens.page_screen import PageScreen
from tui.unwinding import Abandoned, OutOfOrder, SessionOver, SignedOut
from tui.visit import Visit

if TYPE_CHECKING:
    from tui.screens.dialogs import IdleDialog

# The dialog is imported where it is needed: the first picture would wait for it.


class IdleWatch:
    """Makes of `idleness` what is seen of it; whoever signs out at the warning does so by `sign_out`."""

    def __init__(
        self,
        app: FittedApp,
        pages: PageScreen,
        visit: Visit,
        idleness: Idleness,
        sign_out: Callable[[], None],
    ) -> None:
        self._app, self._pages, self._visit = app, pages, visit
        self._idleness, self._sign_out = idleness, sign_out
        self._warning: IdleDialog | None = None

    @property
    def warns(self) -> bool:
        """Whether the warning is shown."""
        return self._warning is not None and self._warning.is_attached

    def with_reminder(self, page: Page) -> Page:
        """Return `page`; where it is written down in a place with little time, with what keeps it there."""
        surroundings = self._visit.surroundings
        limit = surroundings.signed_out if self._visit.session is None else surroundings.signed_in
        if not page.written_down or limit is None or limit.after >= SESSION_IDLE:
            return page
        reminder = _(
            "While you write, press a key now and then, such as an arrow: after {time} without one, this is"
            " gone.",
            time=limit.after,
        )
        return replace(page, blocks=(*page.blocks, Paragraph(reminder, "warning")))

    def look_around(self) -> None:
        """Warn, and later end the session or the page, if nothing is typed."""
        left = self._idleness.left
        if self._idleness.over:
            self._pages.unwind(self._idleness.ending)
        elif self._warning is not None and self.warns and left is not None:
            self._warning.show_left(left)
        elif self._idleness.warns and left is not None:
            self._warn(left)

    def note_typing(self) -> None:
        """Note that someone is there, and tell the store when that is due."""
        if self._idleness.note_typing():
            self._app.run_worker(self._tell_store(), name="keep alive", group="keep alive")

    def _warn(self, left: timedelta) -> None:
        page = self._pages.page
        if page is not None and page.written_down and self._pages.is_current:
            # A dialog would cover what is being written down.
            self._pages.say_for_a_moment(self._in_a_line(left))
            return
        from tui.screens.dialogs import IdleDialog

        self._warning = IdleDialog(self._visit, self._app.look.symbols, left)
        self._app.push_screen(self._warning, self._answered)

    def _in_a_line(self, left: timedelta) -> Message:
        if self._visit.session is not None:
            return _("You will be signed out in {time}. Press a key to stay signed in.", time=left)
        return _("This page will be closed in {time}. Press a key to go on.", time=left)

    def _answered(self, answer: str | None) -> None:
        match answer:
            case "sign-out" if self._visit.where:
                self.note_typing()
                self._sign_out()
            case "sign-out":
                self._pages.unwind(SignedOut())
            case "leave":
                self._pages.unwind(Abandoned())
            case "keep":
                self.note_typing()

    async def _tell_store(self) -> None:
        try:
            await self._idleness.tell_store()
        except (SessionOver, OutOfOrder) as over:
            self._pages.unwind(over)
