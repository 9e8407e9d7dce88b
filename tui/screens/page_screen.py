"""The one screen: it shows a page, takes the answers, and says what is wrong with them.

For the demo, tours and tests: `page`, `busy`, `lines`, `line`, `button`, `take`, `name_keys_beside`,
`make_room`, `come_back`, `Shown`. The application has besides `ask`, `unwind`, `say_again` and `hide`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message as Event
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widget import Widget

from i18n import Message
from store.problems import Problem
from tui.front import Attempt
from tui.pages import Action, Page
from tui.screens.asked import Asked
from tui.screens.busy import BusyLine
from tui.screens.buttons import ActionButton
from tui.screens.column import Column
from tui.screens.frame import Body, KeyBar, TopBar
from tui.screens.keys import OF_PAGES, SECRETS, bindings
from tui.screens.look import Look
from tui.screens.moving import Moving
from tui.screens.named_keys import NamedKeys, named_keys
from tui.screens.said import Said
from tui.screens.too_small import TooSmall
from tui.screens.unscrolled import Horizontal, Vertical
from tui.unwinding import SignedOut, WentBack
from tui.visit import Visit

if TYPE_CHECKING:
    from tui.screens.fields import Line
    from tui.screens.search import SearchBox

# Column says why these are not imported here: the first page has neither.

T = TypeVar("T")

_SHOW_BUSY_AFTER = 0.15
"""Seconds: most attempts are over before, and nothing then flickers."""
_SAID_SECONDS = 5.0


class PageScreen(Moving, inherit_bindings=False):
    """Shows one page after another by changing what is on it, which is quick and does not flicker."""

    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    # What loses the focus and what gets it are drawn again; the rest of the screen need not be.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(OF_PAGES),
        Binding("space", "scroll(1)", show=False),
    ]

    class Shown(Event):
        """A page is drawn: another one, or the same in another language."""

    class Rested(Event):
        """The page takes keys: it is new, or what was sent is refused."""

    def __init__(self, visit: Visit, look: Look, beside: Callable[[], Iterable[Widget]]) -> None:
        super().__init__()
        self.busy = self._busy_shown = False
        self.pages_shown = 0
        self.answers_secret = False
        """Whether the page that was sent or ended last, and not refused, has a secret to be typed on."""
        self.interruptions = 0
        """How often a page was refused or ended from outside: another comes than the person waits for."""
        self._visit, self._look, self._beside = visit, look, beside
        self._keys_beside: NamedKeys = ()
        self._coming: Asked | None = None  # awaited, from before it is shown
        self._asked: Asked | None = None
        self._composed = self._styled = False
        self._ready = asyncio.Event()
        self._drawing = asyncio.Lock()
        self._busy_soon: Timer | None = None
        self._said_until: Timer | None = None
        self._focus_before: Widget | None = None  # the attempt, which takes it away

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._asked.page if self._asked is not None else None

    @property
    def waits(self) -> bool:
        """Whether no page takes keys: there is none yet, or the one that was there has been sent."""
        column = self._column
        return column is None or not self._ready.is_set() or self.busy or column.asked.outcome.done()

    @property
    def beside_is_focused(self) -> bool:
        """Whether the focus is on what stands beside the page."""
        # What was in focus on the page before is gone.
        return self.focused is not None and self.focused.is_attached and not self.holds(self.focused)

    def line(self, name: str) -> Line:
        """Return the field of that name."""
        return next(line for line in self.lines if line.field.name == name)

    def button(self, name: str) -> ActionButton:
        """Return the button of the action of that name."""
        return self.query_one(f"#action-{name}", ActionButton)

    def compose(self) -> ComposeResult:
        symbols = self._look.symbols
        self._composed = True
        if self._asked is not None:
            self._column = Column(self._asked, self._visit, self._look)
        with Horizontal(id="sides"):
            with Vertical(id="front"):
                yield TopBar(symbols)
                yield Said(symbols)
                yield Body(symbols, self.app.size, *filter(None, [self._column]), BusyLine(symbols))
                yield KeyBar()
            yield from self._beside()
        yield TooSmall(self._visit)

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out Textual's tooltips and toasts, which nothing here uses."""

    def update_node_styles(self, animate: bool = True) -> None:
        """Style all that is on the screen again; not when it first comes, just after it was styled."""
        if self._styled:
            super().update_node_styles(animate)
        self._styled = True

    def on_mount(self) -> None:
        if self._column is not None:
            self._show_frame(self._column, focus=self._column.asked.begins_at)
        self._ready.set()
        self.post_message(self.Rested())

    # From the first picture of a page to its outcome

    async def ask(self, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds or something unwinds it; see `tui.front.Front`."""
        asked = self._coming = Asked(page, attempt)
        # Before it is drawn, so that the list of rules has its height from the start.
        await asked.prepare()
        if asked.outcome.done():
            return cast(T, await asked.outcome)
        self._asked = asked
        self.pages_shown += 1
        if self._composed:
            await self._ready.wait()
            await self._draw(asked, focus=asked.begins_at)
            self._rest()
        return cast(T, await asked.outcome)

    def unwind(self, error: BaseException) -> bool:
        """End the page that the journey awaits, shown or not yet, with `error`; False where there is none."""
        if self._coming is None:
            return False
        self.interruptions += 1
        typed_on = bool(self._coming.page.secrets) or (self.waits and self.answers_secret)
        # Whoever signs out themselves looks at what comes.
        self.answers_secret = typed_on and not isinstance(error, SignedOut)
        return self._coming.unwind(error)

    async def say_again(self) -> None:
        """Show the same page in the visit's language; what was typed, cursor and focus stay as they were."""
        if self._column is not None:
            await self._column.take_keys()
        if self._asked is not None:
            await self._draw(self._asked, focus=self.focused.id if self.focused is not None else None)
            if self._busy_shown:
                self.show_busy()

    def come_back(self, focus: str | None) -> None:
        """Take the focus back from what stands beside the page, to where it was if that is still there."""
        self._place_focus(focus)

    def name_keys_beside(self, keys: NamedKeys) -> None:
        """Name these keys too, each with what it does: they belong to what stands beside the page."""
        self._keys_beside = keys
        if self._column is not None:
            self._show_keys(self._column.asked)

    def say_for_a_moment(self, words: Message) -> None:
        """Say `words` in place of the keys."""
        self.name_keys_again()
        self.query_one(KeyBar).say(self._visit.language.say(words))
        self._said_until = self.set_timer(_SAID_SECONDS, self.name_keys_again)

    def name_keys_again(self) -> None:
        """Name the keys, where something was said for a moment in their place."""
        if self._said_until is not None:
            self._said_until.stop()
            self._said_until = None
            self.query_one(KeyBar).say(None)

    def hide(self) -> None:
        """Show nothing of the page any more, until the next one is there."""
        for page in self.query("#page"):
            page.display = False

    def make_room(self, *, for_beside: bool) -> None:
        """Hide the page while what stands beside it takes all of the screen."""
        for front in self.query("#front"):
            front.display = not for_beside

    def take(self, action: Action) -> None:
        """Try `action` with what was typed. While one attempt is under way, another is not begun."""
        column = self._column
        if column is None or column.asked is not self._asked or self.busy or column.asked.outcome.done():
            return
        self.busy, self.answers_secret = True, bool(column.asked.page.secrets)
        self._focus_before = self.focused
        self._busy_soon = self.set_timer(_SHOW_BUSY_AFTER, self.show_busy)
        self.run_worker(self._try(column, action), name="attempt", group="attempt", exit_on_error=False)

    async def _try(self, column: Column, action: Action) -> None:
        asked = column.asked
        await column.take_keys()
        # Another language may have brought another form meanwhile.
        if self._form is not None:
            self._form.note()
        try:
            result = await asked.attempt(asked.answers(action))
        except Problem as problem:
            # While another language is being drawn, there are two columns, and neither is whole.
            async with self._drawing:
                if not asked.outcome.done():
                    self._refuse(asked, problem)
        except Exception as error:
            if asked.unwind(error) and not isinstance(error, WentBack):
                self.interruptions += 1
        else:
            if not asked.outcome.done():
                asked.outcome.set_result(result)

    def _refuse(self, asked: Asked, problem: Problem) -> None:
        again = asked.refuse(problem)
        self.interruptions, self.answers_secret = self.interruptions + 1, False
        if (column := self._column) is None:
            return
        column.show_errors()
        self.query_one(Said).show(asked.page.said, self._visit.language)
        self._rest()
        before = self._focus_before.id if self._focus_before is not None else None
        self._place_focus(before if again is None else f"field-{again}")
        if column.form is not None:
            column.form.start_anew(asked.emptied, self.focused)
        self.call_after_refresh(self._show_banner)

    def _show_banner(self) -> None:
        """Show what is wrong with the whole of what was sent, as far as the focus stays in view."""
        if self._column is not None and (banner := self._column.banner) is not None:
            body = self.query_one(Body)
            body.show(body.place_of(banner))
            self.show_focused()

    def _rest(self) -> None:
        """Be ready for the person again."""
        self.busy = self._busy_shown = False
        if self._busy_soon is not None:
            self._busy_soon.stop()
        if self._column is not None:
            self._column.disabled = False
        for line in self.query(BusyLine):
            line.end()
        self.post_message(self.Rested())

    def show_busy(self) -> None:
        """Say that an attempt takes a moment, and take no keys meanwhile."""
        self._busy_shown = True
        # The next page, while it is being drawn, may be there in part, and is not busy.
        if self._column is not None and not self._drawing.locked():
            self._column.disabled = True
            self.query_one(BusyLine).begin(self._visit.language, self._visit.progress)

    # What is on the screen

    async def _draw(self, asked: Asked, focus: str | None) -> None:
        async with self._drawing:
            body = self.query_one(Body)
            again = self._column is not None and self._column.asked is asked
            if again and self._form is not None:
                self._form.note()
            cursors = {line.id: line.selection for line in self.lines} if again else {}
            async with self.batch():
                await body.remove_children(Column)
                column = Column(asked, self._visit, self._look)
                await body.mount(column)
                self._column = column
                for line in self.lines:
                    line.selection = cursors.get(line.id, line.selection)
                if not again:
                    body.scroll_home(animate=False)
                self._show_frame(column, focus)
            self.call_after_refresh(body.show_position)

    def on_idle(self) -> None:
        """Lay the page out behind a dialog too, which Textual leaves until the dialog is closed."""
        if self._layout_required and not self.is_current:
            self._layout_required = False
            self._refresh_layout()
            self.app.screen.refresh()

    def _show_frame(self, column: Column, focus: str | None) -> None:
        self.query_one(TopBar).show(column.asked.page.where, self._visit.language)
        self.query_one(Said).show(column.asked.page.said, self._visit.language)
        self._show_keys(column.asked)
        # Whoever is at what stands beside the page stays there, whatever page comes.
        if not self.beside_is_focused:
            self._place_focus(focus)
        self.post_message(self.Shown())

    def _show_keys(self, asked: Asked) -> None:
        named, besides = named_keys(self._visit, asked, self._keys_beside)
        self.query_one(KeyBar).show_keys(named, self._visit.language, besides)

    def _place_focus(self, wanted: str | None) -> None:
        controls = [widget for widget in self.focus_chain if widget.id]
        fields = [widget for widget in controls if self._column and widget in self._column.controls]
        named = [widget for widget in controls if widget.id == wanted]
        filled = [line for line in self.lines if line.value]
        if named or fields:
            self.set_focus([*named, *(one for one in fields if one not in filled), *fields][0])
        elif controls:
            # A text that is read before its buttons stays at its beginning.
            self.focus_at_beginning(controls[0])

    def is_typed_into(self, control: Widget) -> bool:
        return control in self.lines

    def holds(self, widget: Widget) -> bool:
        """Return whether `widget` belongs to the page, and does not stand beside it."""
        return self.query_one(Body) in widget.ancestors

    def seen_with(self, control: Widget) -> Widget:
        return control if self._column is None else self._column.seen_with(control)

    # What the person does

    def action_enter(self) -> None:
        """Take the action that answers Enter."""
        if self._column is not None and (action := self._column.asked.entered) is not None:
            self.take(action)

    def action_go_on(self) -> None:
        """Go from a field to the next line that must be filled in and is empty; else Enter is the field's."""
        if self.focused is None:
            self.action_scroll(1)
        elif (search := self._search) is not None and search.are_rows(self.focused):
            search.choose()
        elif (form := self._form) is None or (unfilled := form.next_unfilled(self.focused)) is None:
            raise SkipAction
        else:
            self.set_focus(unfilled)

    @on(ActionButton.Taken)
    def _take(self, event: ActionButton.Taken) -> None:
        self.take(event.action)

    def on_form_entered(self) -> None:
        """Take the action that answers Enter."""
        self.action_enter()

    def on_search_box_chosen(self, event: SearchBox.Chosen) -> None:
        """Answer the page with the row that was chosen."""
        if not self.busy:
            event.seeker.chosen = event.key
            self.take(event.seeker.search.choosing)

    def on_qr_block_closed(self) -> None:
        """Come back from the code: whoever has scanned it types the code next."""
        self._place_focus(None)

    def action_back(self) -> None:
        if self._column is not None and (action := self._column.asked.page.leaving) is not None:
            self.take(action)

    def action_show_secrets(self) -> None:
        if (form := self._form) is None or not SECRETS.of_use(form.asked.page):
            return
        form.asked.secrets_shown = not form.asked.secrets_shown
        form.show_secrets()
        self._show_keys(form.asked)
