"""The buttons of a page: in a row, which goes on in the next line where it is too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message as Event
from textual.widget import Widget

from i18n import Language
from tui.pages import Action
from tui.screens.look import Symbols
from tui.screens.unscrolled import Container, Unscrolled
from tui.screens.wrapping import wrapped

_BETWEEN = 2
_MARKS = 4
"""Cells for what stands at both ends of a button."""


class ActionButton(Unscrolled, Widget, can_focus=True):
    """One action; Enter, space or a click takes it."""

    DEFAULT_CSS = "ActionButton { width: auto; height: auto; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "take", show=False),
        Binding("right", "screen.move(1)", show=False),
        Binding("left", "screen.move(-1)", show=False),
    ]

    class Taken(Event):
        """The person chose `action`."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def __init__(self, action: Action, language: Language, symbols: Symbols, *, classes: str = "") -> None:
        super().__init__(id=f"action-{action.name}", classes=f"-{action.tone} {classes}".strip())
        self.action = action
        self._words = language.say(action.label)
        self._cap = action.cap
        self._symbols = symbols

    @property
    def wanted_width(self) -> int:
        """How many cells it takes in a row."""
        return self._said.cell_length + _MARKS

    @property
    def _said(self) -> Content:
        """Its words, then its key."""
        return Content(f"{self._words}  {self._cap}" if self._cap else self._words)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.wanted_width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(wrapped(self._said, width - _MARKS))

    def render(self) -> Content:
        left, right = self._symbols.pressed if self.has_focus else self._symbols.button
        inside = self.content_size.width - _MARKS
        lines = wrapped(self._said, inside)
        inside = max(line.cell_length for line in lines)
        return Content("\n").join(
            Content(f"{left} ") + line.pad_right(inside - line.cell_length) + f" {right}" for line in lines
        )

    def action_take(self) -> None:
        self.post_message(self.Taken(self.action))

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_take()


class _Flow(Layout):
    """Buttons one beside the other, with a blank line between the lines that they fill."""

    name = "flow"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Place the buttons of `parent` in a space as wide as `size`."""
        placements: list[WidgetPlacement] = []
        x = y = height = 0
        for button in children:
            assert isinstance(button, ActionButton)
            width = min(button.wanted_width, size.width)
            if x and x + width > size.width:
                x, y, height = 0, y + height + 1, 0
            lines = button.get_content_height(size, size, width)
            placements.append(
                WidgetPlacement(Region(x, y, width, lines), Offset(), Spacing(0, _BETWEEN, 0, 0), button)
            )
            x, height = x + width + _BETWEEN, max(height, lines)
        return placements


class Actions(Container):
    """The buttons of a page."""

    DEFAULT_CSS = "Actions { height: auto; width: 1fr; }"

    def __init__(self, actions: Sequence[Action], language: Language, symbols: Symbols) -> None:
        self.buttons = [ActionButton(action, language, symbols) for action in actions]
        super().__init__(*self.buttons, id="actions")

    @property
    def layout(self) -> Layout:
        return _Flow()

    def go_to(self, place: int) -> bool:
        """Go from one of the buttons to the first one, or to the last one for -1; False where it is that."""
        focused = self.screen.focused
        if focused not in self.buttons or focused is self.buttons[place]:
            return False
        self.screen.set_focus(self.buttons[place])
        return True
