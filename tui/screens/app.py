"""The full-screen front: the application that runs a journey and shows its pages."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from i18n import Language, Message, _
from store.problems import Problem
from store.settings import seconds_up
from tui.front import Attempt, Copier
from tui.idleness import Idleness
from tui.incidents import crash_sentence, record_crash
from tui.journeys.welcome import load_journeys
from tui.pages import Page
from tui.screens.fitted_app import FittedApp
from tui.screens.focus_in_view import FocusInView
from tui.screens.idle_watch import IdleWatch
from tui.screens.keys import EXPLAINED, OF_THE_APPLICATION, Key, bindings, keys_of
from tui.screens.look import Look
from tui.screens.page_screen import PageScreen
from tui.screens.too_small import is_too_small
from tui.screens.typed_ahead import TypedAhead
from tui.store_door import StoreDoor
from tui.surroundings import OWN_TERMINAL, Surroundings
from tui.terminal_type import XTERM, TerminalType
from tui.unwinding import SignedOut, Unwinding, VisitOver
from tui.visit import Journey, Visit

# Dialogs and the wording of problems are imported where they are needed: the first picture would wait for
# them.

T = TypeVar("T")

_LOOK_EVERY = 0.5
"""Seconds between two looks at whether anyone is still typing."""
_SESSION_END = 1.0
"""Seconds for the journey to end its session in the store once the visit is over."""


@dataclass(frozen=True)
class Ending:
    """How the application ended: the exit status, and what to say once the terminal is restored."""

    status: int = 0
    sentence: str = ""


def _is_for_what_is_shown(event: events.Event) -> bool:
    """Tell whether the person pastes, or presses a key that is not the application’s own."""
    if isinstance(event, events.Key):
        return all(event.key not in key.does for key in OF_THE_APPLICATION)
    return isinstance(event, events.Paste)


class MacleApp(FittedApp, inherit_bindings=False):
    """Runs `journey` once, full screen, and is over with it; `ending` then says how it went.

    It belongs to one person and touches nothing of the process, in which there may be many: signals, the
    terminal's driver and what comes after the end are its host's (`tui.hosts`). The host is told by the
    events `opened` (the store is open) and `leaving` (the visit is over, and the application about to end).
    Textual redirects the standard streams while an application runs: a host of many has to put them back.

    `door` is opened in the background once the first page is drawn; closing it is for whoever made it. A
    subclass may put a widget beside the pages (`compose_beside`) and have its own `keys`. One that `replaces`
    another, which broke off, takes nothing from whoever still types to that one.
    """

    TITLE = "Macle"
    # Textual looks for what is not absolute beside the file of a subclass.
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(OF_THE_APPLICATION),
        Binding("ctrl+c", "say_how_to_quit", show=False),
    ]

    keys: ClassVar[Sequence[Key]] = EXPLAINED
    """Those that F1 explains."""

    def __init__(
        self,
        *,
        door: StoreDoor,
        journey: Journey,
        language: Language,
        language_fixed: bool = False,
        terminal_name: str = "",
        place: str = "",
        surroundings: Surroundings = OWN_TERMINAL,
        look: Look | None = None,
        terminal: TerminalType = XTERM,
        clock: Callable[[], float] = seconds_up,
        replaces: bool = False,
    ) -> None:
        super().__init__(look or Look(), terminal)
        self.visit = Visit(
            self, door, language, terminal_name, language_fixed, place=place, surroundings=surroundings
        )
        self.ending = Ending()
        self.opened, self.leaving = asyncio.Event(), asyncio.Event()
        self.pages = PageScreen(self.visit, self.look, self.compose_beside)
        self._journey = journey
        self._typed_ahead = TypedAhead(self, self.pages, self._give, clock, self.visit, replaces=replaces)
        self._idleness = Idleness(self.visit, clock)
        self._idle_watch = IdleWatch(self, self.pages, self.visit, self._idleness, self.action_sign_out)
        self._over: VisitOver | None = None
        self._travelling: asyncio.Task[Any] | None = None
        self._page_was_shown = False
        self._signs_out_at_rest = False

    # For a subclass

    def compose_beside(self) -> Iterable[Widget]:
        """Return the widgets that stand at the right of the pages."""
        return ()

    @property
    def typing_counts(self) -> bool:
        """Whether a key says that someone is there: while the warning is shown, its buttons alone do."""
        return not self._idle_watch.warns

    def explained(self) -> tuple[Sequence[Message], Sequence[Key]]:
        """Return what F1 says where the person is, and the keys that it explains."""
        page = self.pages.page
        if page is None:
            return (), ()
        return page.help, [*keys_of(page), *(key for key in self.keys if key.of_use(page))]

    # The front

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds; see `tui.front.Front`."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if self._over is not None:
            raise self._over
        return await self.pages.ask(self._idle_watch.with_reminder(page), attempt)

    @property
    def copier(self) -> Copier | None:
        """A terminal that has a clipboard takes a text for it by OSC 52; none says whether it has."""
        return self._copy if self.terminal.clipboard else None

    def copy_to_clipboard(self, text: str) -> None:
        """Send `text` to the terminal's clipboard, also from a field, where the place allows it."""
        if self.visit.surroundings.copies:
            super().copy_to_clipboard(text)

    def _copy(self, text: str) -> None:
        self.copy_to_clipboard(text)
        self._clipboard = ""

    def forget(self) -> None:
        """Forget who was there, and the clipboard that Textual keeps; see `tui.front.Front`."""
        self._clipboard = ""
        self._typed_ahead.forget()
        self._idleness.begin_anew()
        self._signs_out_at_rest = False
        if self.visit.session is not None:
            self.pages.hide()  # to end the session may take as long as the store waits for others

    @property
    def wipes(self) -> bool:
        return True

    def wipe(self) -> None:
        """Show nothing of the page; no line of it has scrolled away, as each is drawn in its place."""
        self.pages.hide()

    def get_default_screen(self) -> Screen[Any]:
        return self.pages

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        signs_out = bool(self.visit.where) or (self.pages.busy and self.visit.comes_in)
        possible = {"leave": self.visit.surroundings.quits, "sign_out": signs_out}
        return possible.get(action, True)

    async def action_switch_language(self) -> None:
        self.visit.speak(self.visit.next_language)
        await self.pages.say_again()
        if self.screen is self.pages:
            return
        from tui.screens.dialogs import Dialog

        if isinstance(self.screen, Dialog):
            await self.screen.say_again()
        else:  # a QR code, which any key closes
            await self.pop_screen()
            self.pages.come_back(None)

    def action_say_how_to_quit(self) -> None:
        """Answer who tries to interrupt the program as others are."""
        if self.visit.surroundings.quits:
            self.pages.say_for_a_moment(_("To quit, press Ctrl+Q."))

    def action_help(self) -> None:
        from tui.screens.dialogs import HelpDialog

        if self.pages.page is not None:
            paragraphs, explained = self.explained()
            keys = [key for key in explained if self.check_action(key.action.removeprefix("app."), ())]
            self.push_screen(HelpDialog(self.visit, self.look.symbols, paragraphs, keys))

    # From the first page to the last

    async def on_load(self) -> None:
        """Start the journey, so that its first page is there when the screen is first composed."""
        self.set_interval(_LOOK_EVERY, self.look_around)
        self.run_worker(self._travel(), name="journey", group="journey", exit_on_error=False)
        await asyncio.sleep(0)

    @on(PageScreen.Shown)
    def _open_store_soon(self) -> None:
        """Open the store in the background once the first page is drawn."""
        if not self._page_was_shown:
            self._page_was_shown = True
            self.call_after_refresh(self.run_worker, self._open_store, name="open store", group="store")

    @on(PageScreen.Rested)
    async def _go_on(self) -> None:
        """Sign out, where that was asked for meanwhile, or give the page what was typed ahead."""
        if self._signs_out_at_rest:
            # What is to be kept first is kept first; and where nobody came in, nobody signs out.
            self._signs_out_at_rest = bool(self.visit.where) and not self.visit.signs_out
            if self.visit.where or self.visit.session is not None:
                self.action_sign_out()
        await self._typed_ahead.go_on()

    async def _travel(self) -> None:
        self._travelling = task = asyncio.current_task()
        try:
            await self._journey(self.visit)
        except Unwinding:
            pass
        except asyncio.CancelledError:
            if self._over is None or task is None:
                raise
            task.uncancel()
        except Exception as error:
            self.crash(error)
        finally:
            self._travelling = None
            self.leaving.set()
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.visit.leave(), _SESSION_END)
        self.exit()

    async def _open_store(self) -> None:
        try:
            await self.visit.door.run(self._load)
        except Problem as problem:
            self.end(Ending(1, self._say(self._told(problem))))
        else:
            self.opened.set()

    def _load(self) -> None:
        """Import the journeys and what their pages show, and open the store. Raises `Problem`."""
        from tui.screens import blocks, dialogs, form, qr, search  # noqa: F401

        load_journeys()
        self.visit.door.open()

    def _say(self, message: Message) -> str:
        return self.visit.language.say(message)

    # The end

    def end(self, ending: Ending) -> None:
        """Unwind the journey, and then end; the first call says how."""
        if self._over is None:
            self.ending = ending
            self._over = VisitOver()
            # Between two pages, what the journey waits for may take longer than there is time for.
            if not self.pages.unwind(self._over) and self._travelling is not None:
                self._travelling.cancel()
        self.leaving.set()

    def action_leave(self) -> None:
        self.end(Ending())

    def action_sign_out(self) -> None:
        """Sign out; what is under way is waited for, as it may make something that is to be kept."""
        if self.visit.where and not self.visit.signs_out:
            self.pages.say_for_a_moment(_("You can sign out once you have kept what is shown."))
        elif self.pages.busy:
            self._signs_out_at_rest = True
            self.pages.say_for_a_moment(_("You will be signed out once this is done."))
        else:
            self.pages.unwind(SignedOut())

    # What is typed

    def look_around(self) -> None:
        """Look whether anyone still types."""
        self._idle_watch.look_around()

    async def on_event(self, event: events.Event) -> None:
        typed = isinstance(event, events.Key | events.MouseDown | events.Paste) and not event.is_forwarded
        if typed and self.typing_counts:
            self._idle_watch.note_typing()
        if typed:
            self.pages.name_keys_again()
        if is_too_small(self.size) and _is_for_what_is_shown(event):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._typed_ahead.take(event)
        else:
            await super().on_event(event)

    async def _give(self, typed: events.Key | events.Paste) -> None:
        await super().on_event(typed)
        if isinstance(typed, events.Key) and isinstance(self.screen, FocusInView):
            self.screen.call_after_refresh(self.screen.come_back_to_focused)

    # Crashes: Textual's own page shows local variables

    def crash(self, error: BaseException) -> None:
        """End with what was refused; any other error is written down without its values, and has a number."""
        if self._over is None:
            self._return_code = 1
            self.end(Ending(1, self._say(self._told(error))))
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().call_later(_SESSION_END, self._close_messages_no_wait)

    def _told(self, error: BaseException) -> Message:
        from tui.wording import sentence

        if isinstance(error, Problem):
            return sentence(error)
        return crash_sentence(record_crash(error, self.visit.door.settings.home))

    def _handle_exception(self, error: Exception) -> None:
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.crash(cause)

    def panic(self, *renderables: Any) -> None:
        self.crash(RuntimeError())

    def _fatal_error(self) -> None:
        self.crash(RuntimeError())
