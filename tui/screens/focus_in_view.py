"""Keeping what is in focus in view, whatever the size of the terminal and whatever is typed or scrolled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from tui.screens.frame import Body


@runtime_checkable
class HasCursor(Protocol):
    """A widget of several lines, of which some matter most while it is in focus."""

    def cursor_lines(self) -> tuple[int, int]:
        """Return the first of them, and how many they are."""


class FocusInView(Screen[ScreenResultType]):
    """A screen whose focus is always in view: on a control that can be seen, or else nowhere.

    It is nowhere at the beginning of a text that fills the screen, and where a text is scrolled to that has
    no control; what is typed then comes back to the field that was left. Only the mouse can scroll away from
    the focus; the next key comes back to it.
    """

    _laid_out: tuple[Any, ...] = ()
    _at_beginning = False
    _left: Widget | None = None

    def seen_with(self, control: Widget) -> Widget:
        """Return what is to be seen together with `control`, where there is room."""
        return control

    def is_typed_into(self, control: Widget) -> bool:
        """Tell whether text is typed into `control`."""
        return False

    def on_mount(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, self._note_layout)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        # Textual scrolls to the middle, and not to what belongs to the widget.
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if scroll_visible:
            # What was left may hold a secret of a page that is gone.
            self._at_beginning, self._left = False, None
            # What is new has no place yet.
            self.call_after_refresh(self.show_focused)

    def focus_at_beginning(self, widget: Widget) -> None:
        """Focus `widget` if it is in view without scrolling, once all is laid out."""
        self._at_beginning, self._left = True, None
        self.set_focus(widget, scroll_visible=False)
        # The buttons, which may stand one under the other, are laid out in a second pass.
        self.call_after_refresh(self.call_after_refresh, self._settle)

    def show_focused(self) -> None:
        """Scroll to what is in focus, with what belongs to it where there is room."""
        if (focused := self.focused) is None or self._at_beginning:
            return
        for body in _bodies(focused):
            for place in self._places(focused, body):
                body.show(place)

    def come_back_to_focused(self) -> None:
        """Scroll to what is in focus if it is not in view."""
        if self.focused is not None and not self.in_view(self.focused):
            self.show_focused()

    def in_view(self, widget: Widget) -> bool:
        """Tell whether the line of `widget` that the person is at is in view."""
        return all(body.shows(_line_of(widget, body)) for body in _bodies(widget))

    def scroll_page(self, body: Body, lines: int) -> None:
        """Scroll, and move the focus to what is then in view."""
        body.scroll_to(y=body.scroll_y + lines, animate=False, immediate=True)
        self._at_beginning = False
        self._follow(lines)

    def _follow(self, step: int) -> None:
        """Keep the focus if it is in view; else focus the control that came into view last."""
        if self.focused is not None and self.in_view(self.focused):
            return
        self._left = self.focused or self._left
        controls = [control for control in self.focus_chain if self.in_view(control)]
        self.set_focus(controls[0 if step > 0 else -1] if controls else None, scroll_visible=False)

    async def on_key(self, event: events.Key) -> None:
        """Type on in the field that was left to scroll."""
        left = self._left
        if (
            self.focused is None
            and event.is_printable
            and left is not None
            and self.is_typed_into(left)
            and left in self.focus_chain
        ):
            event.stop()
            self.set_focus(left)
            left._forward_event(event)

    def _settle(self) -> None:
        self._at_beginning = False
        self._follow(1)

    def _note_layout(self, _screen: Screen[Any]) -> None:
        """Show the focus again where something else than scrolling moved it."""
        focused = self.focused
        if focused is None:
            self._laid_out = ()
            if not self._at_beginning and self.is_current:
                self._follow(1)
            return
        bodies = list(_bodies(focused))
        sizes = [body.scrollable_content_region.size for body in bodies]
        laid_out = (focused, sizes, [self._places(focused, body) for body in bodies])
        if laid_out != self._laid_out:
            self._laid_out = laid_out
            self.show_focused()

    def _places(self, control: Widget, body: Body) -> list[Region]:
        """Return what is to be in view, what matters most last."""
        return [body.place_of(self.seen_with(control)), body.place_of(control), _line_of(control, body)]


def _line_of(control: Widget, body: Body) -> Region:
    """Return the place of the line of `control` that the person is at: with the cursor, or the first one."""
    place = body.place_of(control)
    if isinstance(control, HasCursor):
        line, height = control.cursor_lines()
        return Region(place.x, place.y + control.gutter.top + line, place.width, height)
    return Region(place.x, place.y, place.width, min(1, place.height))


def _bodies(widget: Widget) -> Iterator[Body]:
    """Yield what `widget` scrolls in, the innermost first."""
    return (parent for parent in widget.ancestors if isinstance(parent, Body))
