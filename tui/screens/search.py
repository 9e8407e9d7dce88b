"""A search: a line for the query, what was found for it, and the ways to its next rows."""

from __future__ import annotations

from typing import Any

from textual import events, on
from textual.content import Content
from textual.message import Message as Event
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from i18n import Language, _
from tui.pages import Action
from tui.screens.asked import Asked
from tui.screens.buttons import ActionButton
from tui.screens.columns import Columns, Prose, noted
from tui.screens.fields import Line
from tui.screens.found import FoundRows
from tui.screens.look import Symbols
from tui.screens.unscrolled import Container, Vertical
from tui.searching import Seeker

_SEARCHING = _("Searching…")
_PREVIOUS = Action("previous-rows", _("Previous page (PgUp)"))
_NEXT = Action("next-rows", _("Next page (PgDn)"))
_SHOW_BUSY_AFTER = 0.15
"""Seconds: most searches are over before, and nothing then flickers."""
_SPINNER_STEP = 0.1
_BETWEEN = 2


class QueryLine(Line):
    """The line of a query."""

    HOLDS_UNREADABLE = False

    def on_mount(self) -> None:
        # Whoever comes back to the page types another query in the place of this one.
        self.action_select_all()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            # In its turn: by way of the application it would be that of wherever the focus is by then.
            event.stop()
            event.prevent_default()
            await self.action_submit()
        else:
            await super()._on_key(event)


class SearchBox(Vertical):
    """Finds while the person types, and shows a page of rows, of which one is chosen.

    Enter in the query goes to the rows, as soon as they are found. The keys that scroll the page turn to
    other rows here (`turn`). Rows that no longer are those of what is typed cannot be chosen, and go away
    as soon as the box says that it is busy. What was found is kept by the page, so that it outlives a
    change of language.
    """

    DEFAULT_CSS = """
    SearchBox, SearchBox #turns { height: auto; width: 1fr; }
    SearchBox #turns { layout: horizontal; }
    SearchBox #turns.-narrow { layout: vertical; }
    """

    class Chosen(Event):
        """The row with this `key` was chosen, of those that `seeker` found."""

        def __init__(self, seeker: Seeker, key: str) -> None:
            super().__init__()
            self.seeker, self.key = seeker, key

    def __init__(self, asked: Asked, seeker: Seeker, language: Language, symbols: Symbols) -> None:
        self._asked, self.seeker, self._language, self._symbols = asked, seeker, language, symbols
        search = seeker.search
        self.line = QueryLine(search.line, seeker.query, symbols, shown=True)
        self._rows = FoundRows(seeker, language, symbols)
        self._status = Columns([], gap=1, widget_id="status")
        self._turns = [ActionButton(action, language, symbols) for action in (_PREVIOUS, _NEXT)]
        self._busy_soon: Timer | None = None
        self._going_to_rows = False
        self._spins = 0
        super().__init__(
            Prose(Content(language.say(search.label)), classes="label"),
            self.line,
            self._status,
            self._rows,
            Container(*self._turns, id="turns"),
            classes="block",
        )

    def on_mount(self) -> None:
        self._spinner = self.set_interval(_SPINNER_STEP, self._spin, pause=True)
        if self.seeker.pending:
            self.show_busy()
        elif self.seeker.found is None and self.seeker.problem is None:
            self._look_for(self.seeker.query)
        else:
            self.show_found()

    def on_resize(self, event: events.Resize) -> None:
        wanted = sum(button.wanted_width for button in self._turns) + _BETWEEN
        self.query_one("#turns").set_class(wanted > event.size.width, "-narrow")

    def show_found(self) -> None:
        """Show what was found, and why nothing was."""
        self._rest()
        seeker, in_rows = self.seeker, self._rows.has_focus or self._in_turns
        self._rows.show_found()
        self._show_parts()
        said = self._language.say(seeker.status())
        refused = seeker.problem is not None
        self.set_class(refused, "-refused")
        self._status.show_rows(noted(said, self._symbols.error) if refused else [[Content(said)]])
        if seeker.rows and (in_rows or self._going_to_rows):
            self._rows.focus(scroll_visible=False)
        elif in_rows:
            self.line.focus()
        self._going_to_rows = False

    def show_busy(self) -> None:
        """Say that it is searching, in the place of what was found before."""
        in_rows = self._rows.has_focus or self._in_turns
        self._show_parts()
        self._spinner.resume()
        self.remove_class("-refused")
        self._spin()
        if in_rows:
            # Back to the rows once they are there.
            self._going_to_rows = True
            self.line.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.seeker.query:
            self._going_to_rows = False
            self._look_for(event.value)

    @on(Input.Submitted)
    def _go_to_rows(self, event: Input.Submitted) -> None:
        event.stop()
        if self.seeker.problem is not None:
            self._look_for(self.seeker.query)
        self._going_to_rows = self.seeker.pending
        if self.seeker.rows:
            self._rows.focus()

    @on(Line.Refused)
    def _refuse_insertion(self, event: Line.Refused) -> None:
        event.stop()
        self._status.show_rows(noted(self._language.say(event.reason), self._symbols.error))
        self.add_class("-refused")

    @on(FoundRows.Picked)
    def _choose(self, event: FoundRows.Picked) -> None:
        event.stop()
        self.post_message(self.Chosen(self.seeker, event.key))

    @on(ActionButton.Taken)
    def _take(self, event: ActionButton.Taken) -> None:
        event.stop()
        self.turn(1 if event.action is _NEXT else -1)

    def are_rows(self, focused: Widget | None) -> bool:
        """Tell whether the rows are the widget in focus; their own `has_focus` is true a little later."""
        return focused is self._rows

    def choose_next(self, focused: Widget | None, step: int) -> bool:
        """Mark the row that is `step` further, where the rows are in focus; False where there is none."""
        return self.are_rows(focused) and self._rows.choose_next(step)

    def choose(self) -> None:
        """Choose the row that is marked."""
        self._rows.choose()

    def mark(self, place: int) -> None:
        """Mark the row at `place`; -1 is the last one."""
        self._rows.mark(place)

    def turn(self, step: int) -> None:
        """Show the next rows, or those before, where there are some."""
        if not (self.seeker.follows if step > 0 else self.seeker.precedes):
            return
        self._going_to_rows = True
        self.seeker.turn(step)
        self._find()

    def _look_for(self, query: str) -> None:
        self.seeker.look_for(query)
        self._find()

    def _find(self) -> None:
        if not self.seeker.pending:
            self.show_found()
            return
        if self._busy_soon is None:
            self._busy_soon = self.set_timer(_SHOW_BUSY_AFTER, self.show_busy)
        self.screen.run_worker(self._show_once_found(self.screen), name="search", group="search")

    async def _show_once_found(self, screen: Screen[Any]) -> None:
        try:
            over = await self.seeker.find()
        except Exception as error:
            self._asked.unwind(error)
            return
        # The language may have changed meanwhile, and another box have taken the place of this one.
        for box in screen.query(SearchBox):
            if over and box.seeker is self.seeker and not self.seeker.pending:
                box.show_found()

    def _rest(self) -> None:
        if self._busy_soon is not None:
            self._busy_soon.stop()
            self._busy_soon = None
        self._spinner.pause()
        self._spins = 0

    def _spin(self) -> None:
        frames = self._symbols.spinner
        self._spins += 1
        words = self._language.say(_SEARCHING)
        as_high = self._spins > 1
        self._status.show_rows(
            [[Content(frames[self._spins % len(frames)]), Content(words)]], as_high=as_high
        )

    @property
    def _in_turns(self) -> bool:
        return any(button.has_focus for button in self._turns)

    def _show_parts(self) -> None:
        self._rows.display = bool(self.seeker.rows)
        previous, following = self._turns
        previous.display, following.display = self.seeker.precedes, self.seeker.follows
