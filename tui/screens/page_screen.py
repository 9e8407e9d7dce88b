"""The one screen: it shows a page, takes the answers, and says what is wrong with them.

For the demo, tours and tests: `page`, `busy`, `lines`, `line`, `button`, `take`, `name_keys_beside`,
`make_room`, `come_back`, and the message `Shown`. The application has besides `ask`, `unwind`, `say_again`
and `hide`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar, cast

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as Event
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from i18n import _
from store.problems import Problem
from tui.pages import Action, Page, Text
from tui.screens.asked import Asked
from tui.screens.blocks import Fault
from tui.screens.busy import BusyLine
from tui.screens.buttons import ActionButton
from tui.screens.checks import Checklist
from tui.screens.column import column_of
from tui.screens.fields import FieldRow, Line, Options, TickBox, next_unfilled, row_of, up_to_date
from tui.screens.found import FoundRows
from tui.screens.frame import Body, KeyBar, TopBar
from tui.screens.keys import GO_BACK, HELP, LANGUAGE, OF_PAGES, QUIT, SECRETS, Key, bindings
from tui.screens.look import Look
from tui.screens.qr import QrBlock
from tui.screens.search import SearchBox
from tui.screens.unscrolled import Horizontal, Vertical
from tui.visit import Attempt, Visit

T = TypeVar("T")

_HELP, _BACK, _QUIT = _("Help"), _("Back"), _("Quit")
_SHOW, _HIDE = _("Show what I type"), _("Hide what I type")
_SHOW_BUSY_AFTER = 0.15
"""Seconds: most attempts are over before, and nothing then flickers."""


class PageScreen(Screen[None], inherit_bindings=False):
    """Shows one page after another by changing what is on it, which is quick and does not flicker."""

    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    # What loses the focus and what gets it are drawn again; the rest of the screen need not be.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OF_PAGES)]

    class Shown(Event):
        """A page is drawn: another one, or the same in another language."""

    def __init__(self, visit: Visit, look: Look, beside: Callable[[], Iterable[Widget]]) -> None:
        super().__init__()
        self.busy = self._busy_shown = False
        self._visit, self._look, self._beside = visit, look, beside
        self._keys_beside: Sequence[tuple[Key, Text]] = ()
        self._coming: Asked | None = None  # awaited, from before it is shown
        self._asked: Asked | None = None
        self._drawn: Asked | None = None
        self._composed = False
        self._ready = asyncio.Event()
        self._drawing = asyncio.Lock()
        self._busy_soon: Timer | None = None
        self._styled = False
        self._room: Size | None = None

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._asked.page if self._asked is not None else None

    @property
    def lines(self) -> Sequence[Line]:
        """The fields of the page in which text is typed."""
        return tuple(self.query(Line))

    def line(self, name: str) -> Line:
        """Return the field of that name."""
        return self.query_one(f"#field-{name}", Line)

    def button(self, name: str) -> ActionButton:
        """Return the button of the action of that name."""
        return self.query_one(f"#action-{name}", ActionButton)

    def compose(self) -> ComposeResult:
        symbols = self._look.symbols
        self._composed = True
        self._drawn = self._asked
        with Horizontal(id="sides"):
            with Vertical(id="front"):
                yield TopBar(symbols)
                column = [column_of(self._drawn, self._visit, self._look)] if self._drawn is not None else []
                yield Body(symbols, self.app.size, *column)
                yield KeyBar()
            yield from self._beside()

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out Textual's tooltips and toasts, which nothing here uses."""

    def update_node_styles(self, animate: bool = True) -> None:
        """Style all that is on the screen again; not when it first comes, just after it was styled."""
        if self._styled:
            super().update_node_styles(animate)
        self._styled = True

    def on_mount(self) -> None:
        if self._drawn is not None:
            self._show_frame(self._drawn, focus=f"action-{self._drawn.page.came_from}")
        self._ready.set()

    # From the first picture of a page to its outcome

    async def ask(self, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds or something unwinds it; see `visit.Front.show`."""
        asked = self._coming = Asked(page, attempt)
        # Before it is drawn, so that the list of rules has its height from the start.
        await asked.prepare()
        if asked.outcome.done():
            return cast(T, await asked.outcome)
        self._asked = asked
        if self._composed:
            await self._ready.wait()
            await self._draw(asked, focus=f"action-{page.came_from}")
            self._rest()
        return cast(T, await asked.outcome)

    def unwind(self, error: BaseException) -> bool:
        """End the page that the journey awaits, shown or not yet, with `error`; False where there is none."""
        return self._coming is not None and self._coming.unwind(error)

    async def say_again(self) -> None:
        """Show the same page in the visit's language; what was typed, cursor and focus stay as they were."""
        await up_to_date(self.lines)
        if self._asked is not None:
            await self._draw(self._asked, focus=self.focused.id if self.focused is not None else None)
            if self._busy_shown:
                self.show_busy()

    def come_back(self, focus: str | None) -> None:
        """Take the focus back from what stands beside the page, to where it was if that is still there."""
        self._place_focus(focus)

    def name_keys_beside(self, keys: Sequence[tuple[Key, Text]]) -> None:
        """Name these keys too, each with what it does: they belong to what stands beside the page."""
        self._keys_beside = keys
        if self._drawn is not None:
            self._show_keys(self._drawn)

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
        asked = self._asked
        if asked is None or asked is not self._drawn or self.busy or asked.outcome.done():
            return
        self.busy = True
        self._busy_soon = self.set_timer(_SHOW_BUSY_AFTER, self.show_busy)
        self.run_worker(self._try(asked, action), name="attempt", group="attempt", exit_on_error=False)

    async def _try(self, asked: Asked, action: Action) -> None:
        await up_to_date(self.lines)
        self._keep(asked)
        try:
            result = await asked.attempt(asked.answers(action))
        except Problem as problem:
            if not asked.outcome.done():
                self._refuse(asked, action, problem)
        except Exception as error:
            if not asked.outcome.done():
                asked.outcome.set_exception(error)
        else:
            if not asked.outcome.done():
                asked.outcome.set_result(result)

    def _refuse(self, asked: Asked, action: Action, problem: Problem) -> None:
        again = asked.refuse(action, problem)
        for name in asked.emptied:
            self.line(name).value = ""
        self._show_errors(asked)
        self._rest()
        self._place_focus(f"field-{again}")
        if isinstance(self.focused, Line) and self.focused.field.joined:
            # A code is typed anew, or else corrected.
            self.focused.action_select_all()
        if None in asked.errors:
            self.query_one("#banner").scroll_visible(animate=False)
        self._judge(asked)

    def _rest(self) -> None:
        """Be ready for the person again."""
        self.busy = self._busy_shown = False
        if self._busy_soon is not None:
            self._busy_soon.stop()
        self.query_one("#page").disabled = False
        self.query_one(BusyLine).end()

    def show_busy(self) -> None:
        """Say that an attempt takes a moment, and take no keys meanwhile."""
        self._busy_shown = True
        # The next page, while it is being drawn, may be there in part, and is not busy.
        if not self._drawing.locked():
            self.query_one("#page").disabled = True
            self.query_one(BusyLine).begin()

    # What is on the screen

    async def _draw(self, asked: Asked, focus: str | None) -> None:
        async with self._drawing:
            body = self.query_one(Body)
            again = asked is self._drawn
            if again:
                self._keep(asked)
            cursors = {line.id: line.selection for line in self.query(Line)} if again else {}
            async with self.batch():
                await body.remove_children()
                await body.mount(column_of(asked, self._visit, self._look))
                self._drawn = asked
                for line in self.query(Line):
                    line.selection = cursors.get(line.id, line.selection)
                if not again:
                    body.scroll_home(animate=False)
                self._show_frame(asked, focus)
            self.call_after_refresh(body.show_position)

    def on_resize(self, event: events.Resize) -> None:
        """Keep what is in focus in view."""
        had, self._room = self._room, event.size
        if self.focused is not None and had not in (None, event.size):
            # After the buttons, which may stand one under the other now, have been laid out too.
            show = row_of(self.focused).scroll_visible
            self.call_after_refresh(self.call_after_refresh, show, animate=False)

    def _show_frame(self, asked: Asked, focus: str | None) -> None:
        self.query_one(TopBar).show_language(self._visit.language)
        self._show_keys(asked)
        self._place_focus(focus)
        self.post_message(self.Shown())

    def _show_errors(self, asked: Asked) -> None:
        for row in self.query(FieldRow):
            row.show_error(asked.errors.get(row.name or ""))
        banner = self.query_one("#banner", Fault)
        banner.display = None in asked.errors
        banner.show(asked.errors.get(None))

    def _show_keys(self, asked: Asked) -> None:
        keys: list[tuple[Key, Text]] = [(HELP, _HELP), (LANGUAGE, self._visit.next_language.name)]
        if asked.secrets:
            keys.append((SECRETS, _HIDE if asked.secrets_shown else _SHOW))
        keys += self._keys_beside
        if asked.leaving is not None:
            keys.append((GO_BACK, _BACK))
        if self._visit.surroundings.quits:
            keys.append((QUIT, _QUIT))
        self.query_one(KeyBar).show_keys(keys, self._visit.language)

    def _place_focus(self, wanted: str | None) -> None:
        controls = [widget for widget in self.focus_chain if widget.id]
        fields = [widget for widget in controls if isinstance(widget, Line | Options | TickBox)]
        named = [widget for widget in controls if widget.id == wanted]
        if found := [*named, *fields, *controls]:
            self.set_focus(found[0], scroll_visible=False)
            # A text that is read before its buttons stays at its beginning. What is new has no place yet.
            if named or fields:
                self.call_after_refresh(row_of(found[0]).scroll_visible, animate=False)

    # What the person does

    def _keep(self, asked: Asked) -> None:
        for row in self.query(FieldRow):
            asked.values[row.name or ""] = row.control.value

    @on(Input.Changed)
    @on(Options.Chosen)
    @on(TickBox.Changed)
    def _typed(self) -> None:
        asked = self._drawn
        if asked is None:
            return
        before = dict(asked.values)
        self._keep(asked)
        for row in self.query(FieldRow):
            name = row.name or ""
            if asked.values[name] != before[name] and name in asked.errors:
                del asked.errors[name]
                row.show_error(None)
        if asked.values != before:
            self._judge(asked)

    def _judge(self, asked: Asked) -> None:
        self.run_worker(self._show_judgement(asked), name="checks", group="checks")

    async def _show_judgement(self, asked: Asked) -> None:
        if await asked.judge() and asked is self._drawn and asked.judgement is not None:
            self.query_one(Checklist).show_judgement(asked.judgement)

    @on(Line.Refused)
    def _refuse_insertion(self, event: Line.Refused) -> None:
        if (asked := self._drawn) is not None:
            asked.errors[event.line.field.name] = event.reason
            self._show_errors(asked)
            self.call_after_refresh(row_of(event.line).scroll_visible, animate=False)

    @on(Input.Submitted)
    def action_enter(self) -> None:
        """Take the action that answers Enter."""
        if self._drawn is not None and (action := self._drawn.entered) is not None:
            self.take(action)

    def action_go_on(self) -> None:
        """Go from a field to the next line that must be filled in and is empty; else Enter is the field's."""
        if isinstance(self.focused, FoundRows):
            self.focused.choose()
        elif (unfilled := next_unfilled(self.focused, self.focus_chain)) is None:
            raise SkipAction
        else:
            self.set_focus(unfilled)

    @on(ActionButton.Taken)
    def _take(self, event: ActionButton.Taken) -> None:
        self.take(event.action)

    @on(SearchBox.Chosen)
    def _take_row(self, event: SearchBox.Chosen) -> None:
        if not self.busy:
            event.seeker.chosen = event.key
            self.take(event.seeker.search.choosing)

    @on(QrBlock.Closed)
    def _come_back_from_code(self) -> None:
        # Whoever has scanned it types the code next.
        self._place_focus(None)

    def action_back(self) -> None:
        if self._drawn is not None and (action := self._drawn.leaving) is not None:
            self.take(action)

    def action_show_secrets(self) -> None:
        if (asked := self._drawn) is None or not asked.secrets:
            return
        asked.secrets_shown = not asked.secrets_shown
        for name in asked.secrets:
            self.line(name).password = not asked.secrets_shown
        self._show_keys(asked)

    def action_move(self, step: int) -> None:
        """Go to the next option, field or button; while the one in focus is not to be seen, scroll to it."""
        body, focused = self.query_one(Body), self.focused
        if isinstance(focused, Options | FoundRows) and focused.choose_next(step):
            return
        chain = self.focus_chain
        away = focused is not None and not body.region.overlaps(focused.region)
        last = not chain or focused is chain[-1 if step > 0 else 0]
        if away or last:
            body.scroll_relative(y=step, animate=False)
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_go_to_end(self, place: int) -> None:
        """Mark the first row that was found, or the last one; elsewhere the key is the field's."""
        if not isinstance(self.focused, FoundRows):
            raise SkipAction
        self.focused.mark(place)

    def action_scroll(self, step: int) -> None:
        """Scroll the page, or turn to other rows of a search; what stands beside has the key itself."""
        body, focused = self.query_one(Body), self.focused
        within = focused.ancestors if focused is not None else ()
        if focused is not None and body not in within:
            raise SkipAction
        if box := next((one for one in within if isinstance(one, SearchBox)), None):
            box.turn(step)
            return
        body.scroll_relative(y=step * max(1, body.size.height - 2), animate=False)
