"""Going about a page by keys: from control to control, to the ends of a list, up and down the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.actions import SkipAction
from textual.widget import Widget

from tui.screens.buttons import ActionButton
from tui.screens.column import Column
from tui.screens.focus_in_view import FocusInView
from tui.screens.frame import Body
from tui.screens.menu import Menu

if TYPE_CHECKING:
    from tui.screens.fields import Line
    from tui.screens.form import Form
    from tui.screens.search import SearchBox

# Column says why these are not imported here: the first page has neither.


class Moving(FocusInView[None]):
    """A screen of one `_column`, in which the keys move."""

    _column: Column | None = None

    @property
    def _form(self) -> Form | None:
        return None if self._column is None else self._column.form

    @property
    def _search(self) -> SearchBox | None:
        return None if self._column is None else self._column.search

    @property
    def _menu(self) -> Menu | None:
        return None if self._column is None else self._column.menu

    @property
    def lines(self) -> Sequence[Line]:
        """The fields of the page in which text is typed."""
        return () if self._column is None else self._column.lines

    def action_move(self, step: int) -> None:
        """Go to the next option, field or button; where there is none, or none is in view, scroll.

        After the end of the page it begins again.
        """
        body, focused, chain = self.query_one(Body), self.focused, self.focus_chain
        if self._column is not None and self._column.choose_next(focused, step):
            return
        if step < 0 and self._go_to_row(focused):
            return
        more = body.scroll_y < body.max_scroll_y if step > 0 else body.scroll_y > 0
        if more and (focused is None or focused is chain[-1 if step > 0 else 0]):
            self.scroll_page(body, step)
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def _go_to_row(self, focused: Widget | None) -> bool:
        """Go from the first line of the menu to the first button above it; False where there is none."""
        if self._column is None or self._menu is None or (actions := self._column.actions) is None:
            return False
        found = self._menu.begins_with(focused)
        if found:
            self.set_focus(actions.buttons[0])
        return found

    async def on_key(self, event: events.Key) -> None:
        """Choose an action by its key; or, where nothing takes letters, go to a line of the menu by one."""
        at_page = self.focused is None or self.query_one(Body) in self.focused.ancestors
        if at_page and self._column is not None and self._column.press(event.key):
            event.stop()
        elif self.focused is None and self._menu is not None and not self.lines:
            self._menu.go_by_letter(event)

    def action_go_to_end(self, place: int) -> None:
        """Go to the first line of the list, the row or the page, or the last one; a field has the key."""
        body, focused = self.query_one(Body), self.focused
        if (search := self._search) is not None and search.are_rows(focused):
            search.mark(place)
        elif focused is not None and (not isinstance(focused, ActionButton) or body not in focused.ancestors):
            raise SkipAction
        elif self._column is None or not any(one.go_to(place) for one in self._column.choices):
            self.scroll_page(body, body.max_scroll_y if place else -body.max_scroll_y)

    def action_scroll(self, step: int) -> None:
        """Scroll the page, or turn to other rows of a search; what stands beside has the key itself."""
        body, focused = self.query_one(Body), self.focused
        within = focused.ancestors if focused is not None else ()
        if focused is not None and body not in within:
            raise SkipAction
        if (search := self._search) is not None and search in within:
            search.turn(step)
            return
        self.scroll_page(body, step * max(1, body.size.height - 2))
