"""The full-screen front: the application that runs a journey and shows its pages."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from i18n import LANGUAGES, Language, Message
from store.problems import Problem
from tui.incidents import crash_sentence, record_crash
from tui.pages import Page
from tui.process import GONE_WITHIN
from tui.screens import terminal
from tui.screens.frame import Key
from tui.screens.idle import Idleness
from tui.screens.look import Look
from tui.screens.page_screen import PageScreen
from tui.visit import Attempt, Journey, SessionOver, SignedOut, StoreDoor, Unwinding, Visit, VisitOver

if TYPE_CHECKING:
    from tui.screens.dialogs import IdleDialog

# What the first page does without is imported where it is needed: the dialogs, the wording of problems.

T = TypeVar("T")

_HUNG_UP = 129
_OBJECTS_BETWEEN_COLLECTIONS = 2_000
_LOOK_EVERY = 0.5
"""Seconds between two looks at whether the terminal is still there and the session still in use."""
_SESSION_END = 1.0
"""Seconds for the journey to end its session in the store once the visit is over."""


@dataclass(frozen=True)
class Ending:
    """How the application ended: the exit status, and what to say once the terminal is restored."""

    status: int = 0
    sentence: str = ""


class MacleApp(App[None], inherit_bindings=False):
    """Runs `journey` once, full screen, and is over with it; `ending` then says how it went.

    `door` is opened in the background once the first page is drawn; closing it is for whoever made it.
    A subclass may put a widget beside the pages (`compose_beside`) and name a key of its own (`keys_beside`,
    next to its binding).
    """

    TITLE = "Macle"
    # Textual looks for what is not absolute beside the file of a subclass.
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "switch_language", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    theme: Reactive[str] = Reactive("macle-ink")
    keys_beside: Sequence[Key] = ()

    def __init__(
        self,
        *,
        door: StoreDoor,
        journey: Journey,
        language: Language,
        language_fixed: bool = False,
        terminal_name: str = "",
        place: str = "",
        look: Look | None = None,
        idleness: Idleness | None = None,
    ) -> None:
        self.look = look or Look()
        super().__init__(driver_class=terminal.Terminal, ansi_color=self.look.few_colours)
        self._wear(self.look)
        self.visit = Visit(self, door, language, terminal_name, language_fixed, place=place)
        self.ending = Ending()
        self._journey = journey
        self._pages = PageScreen()
        self._idleness = idleness or Idleness()
        self._over: VisitOver | None = None
        self._travelling: asyncio.Task[Any] | None = None
        self._page_was_shown = False
        self._warning: IdleDialog | None = None
        self._telling_store = False

    def _wear(self, look: Look) -> None:
        theme = look.theme
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(look.symbols.mark.isascii(), "-ascii", update=False)
        # Nothing moves by itself: steady over SSH, and at the same place for whoever is reading.
        self.animation_level = "none"

    # For a subclass

    def compose_beside(self) -> Iterable[Widget]:
        """Return the widgets that stand at the right of the pages."""
        return ()

    # The front

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds; see `tui.visit.Front`."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if self._over is not None:
            raise self._over
        return await self._pages.ask(page, attempt)

    @property
    def copies(self) -> bool:
        """A terminal that has a clipboard takes a text for it by OSC 52; none says whether it has."""
        return True

    def copy(self, text: str) -> None:
        """Send `text` to the terminal's clipboard; see `tui.visit.Front`."""
        self.copy_to_clipboard(text)
        self.forget()

    def forget(self) -> None:
        """Empty the clipboard that Textual keeps for its own paste; the terminal's is the person's."""
        self._clipboard = ""

    def get_default_screen(self) -> Screen[Any]:
        return self._pages

    @property
    def other_language(self) -> Language:
        """The language that F2 switches to."""
        codes = list(LANGUAGES)
        code = codes[(codes.index(self.visit.language.code) + 1) % len(codes)]
        return replace(LANGUAGES[code], zone=self.visit.language.zone)

    async def action_switch_language(self) -> None:
        self.visit.speak(self.other_language)
        await self._pages.say_again()
        if len(self.screen_stack) > 1:
            self.screen.refresh(recompose=True)

    def action_help(self) -> None:
        from tui.screens.dialogs import HelpDialog

        if self._pages.page is not None:
            self.push_screen(HelpDialog(self._pages.page.help))

    # From the first page to the last

    async def on_load(self) -> None:
        """Start the journey, so that its first page is there when the screen is first composed."""
        asyncio.get_running_loop().set_exception_handler(self._lost_error)
        if not self.is_headless:
            terminal.end_on_signals(self._end_soon)
        self.set_interval(_LOOK_EVERY, self.look_around)
        self.run_worker(self._travel(), name="journey", group="journey", exit_on_error=False)
        await asyncio.sleep(0)

    def page_shown(self) -> None:
        """Open the store in the background once the first page is drawn."""
        if not self._page_was_shown:
            self._page_was_shown = True
            self.call_after_refresh(self.run_worker, self._open_store, name="open store", group="store")

    async def _travel(self) -> None:
        self._travelling = task = asyncio.current_task()
        try:
            await self._journey(self.visit)
            self._be_gone(terminal.LEFT_WITHIN, self.ending.status)
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
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.visit.leave(), _SESSION_END)
        self.exit()

    async def _open_store(self) -> None:
        from tui.wording import sentence

        try:
            await asyncio.to_thread(self._load)
        except Problem as problem:
            self.end(Ending(1, self._say(sentence(problem))))
        # What is loaded now stays: looking through it for garbage would only hold up the page. From here on
        # the garbage is what pages leave behind, and the next page can have its memory.
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)

    def _load(self) -> None:
        """Import the journeys that start from the first page, and open the store. Raises `Problem`."""
        import tui.journeys.start  # noqa: F401

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
            if not self._pages.unwind(self._over) and self._travelling is not None:
                self._travelling.cancel()

    def action_leave(self) -> None:
        self.end(Ending())
        self._be_gone(terminal.LEFT_WITHIN, self.ending.status)

    def hang_up(self) -> None:
        """End because nobody is there any more."""
        self._end_soon(_HUNG_UP)

    def _end_soon(self, status: int) -> None:
        self._be_gone(GONE_WITHIN, status)
        self.end(Ending(status))

    def _be_gone(self, within: float, status: int) -> None:
        if isinstance(driver := self._driver, terminal.Terminal):
            terminal.force_end(driver, status, within)

    def look_around(self) -> None:
        """End if the terminal has gone; warn, and later end the session, if nothing is typed in it."""
        driver = self._driver
        warning = self._warning
        if isinstance(driver, terminal.Terminal) and terminal.is_gone(driver.fileno):
            self.hang_up()
        elif self.visit.session is None:
            self._idleness.restart()
        elif self._idleness.over:
            self._pages.unwind(SessionOver())
        elif warning is not None and warning.is_attached:
            warning.show_left(self._idleness.left)
        elif self._idleness.warns and not self._telling_store:
            self._warn()

    def _warn(self) -> None:
        from tui.screens.dialogs import IdleDialog

        self._warning = IdleDialog(self._idleness.left)
        self.push_screen(self._warning, self._idle_answered)

    def _idle_answered(self, answer: str | None) -> None:
        if answer == "sign-out":
            self._pages.unwind(SignedOut())
        elif answer is not None:
            self._note_activity()

    async def on_event(self, event: events.Event) -> None:
        typed = isinstance(event, events.Key | events.MouseDown | events.Paste) and not event.is_forwarded
        # While the warning is shown, its buttons alone say that someone is there.
        if typed and (self._warning is None or not self._warning.is_attached):
            self._note_activity()
        await super().on_event(event)

    def _note_activity(self) -> None:
        if self.visit.session is not None and not self._telling_store and self._idleness.store_is_due():
            self._telling_store = True
            self.run_worker(self._keep_alive(), name="keep alive", group="keep alive")

    async def _keep_alive(self) -> None:
        session = self.visit.session
        try:
            await self.visit.keep_alive()
        except SessionOver as over:
            # Meanwhile the person may have signed out, and another one in.
            if self.visit.session is session:
                self._pages.unwind(over)
        except Problem:
            pass  # the next action will say it in its place
        else:
            if self.visit.session is session:
                self._idleness.store_knows()
        finally:
            self._telling_store = False

    # Crashes: Textual's own page shows local variables

    def crash(self, error: BaseException) -> None:
        """Write `error` down without its values, and end with the incident's number."""
        if self._over is None:
            incident = record_crash(error, self.visit.door.settings.home)
            self._return_code = 1
            self.end(Ending(1, self._say(crash_sentence(incident))))
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().call_later(_SESSION_END, self._close_messages_no_wait)

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

    def _lost_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), BaseException):
            record_crash(error, self.visit.door.settings.home)
