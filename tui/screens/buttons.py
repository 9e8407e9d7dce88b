"""The buttons of a page: in a row, one under the other, or as a menu."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message as Event
from textual.widget import Widget

from i18n import Language
from tui.pages import Action
from tui.screens.look import Symbols
from tui.screens.unscrolled import Container, Static, Unscrolled

_BETWEEN = 2
_MANY = 4
"""Buttons that stand one under the other without a blank line, so that all are in view."""


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

    def __init__(self, action: Action, language: Language, symbols: Symbols, *, item: bool = False) -> None:
        tone = f"-{action.tone}"
        super().__init__(id=f"action-{action.name}", classes=f"{tone} -item" if item else tone)
        self.action = action
        self._words = language.say(action.label)
        self._symbols = symbols

    @property
    def wanted_width(self) -> int:
        """How many cells it takes in a row."""
        return Content(self._words).cell_length + 4

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.wanted_width

    def render(self) -> Content:
        if self.has_class("-item"):
            mark = self._symbols.here if self.has_focus else " "
            return Content(f"{mark} {self._words}")
        symbols = self._symbols
        # One that is off by itself; while an attempt is under way, all are, for a moment.
        left, right = symbols.off if self.disabled else symbols.pressed if self.has_focus else symbols.button
        return Content(f"{left} {self._words} {right}")

    def action_take(self) -> None:
        self.post_message(self.Taken(self.action))

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_take()


class Actions(Container):
    """The actions of a page: a `menu`, else a row, which becomes a column where it is too wide."""

    DEFAULT_CSS = """
    Actions { height: auto; width: 1fr; layout: horizontal; }
    Actions.-stacked, Actions.-menu { layout: vertical; }
    """

    def __init__(
        self, actions: Sequence[Action], language: Language, symbols: Symbols, *, menu: bool
    ) -> None:
        self.buttons = [ActionButton(action, language, symbols, item=menu) for action in actions]
        # Classes that are set later have each widget styled once more.
        classes = {"-menu": menu, "-many": len(actions) >= _MANY}
        super().__init__(
            *(_groups(self.buttons) if menu else self.buttons),
            id="actions",
            classes=" ".join(name for name, has in classes.items() if has),
        )

    def on_resize(self, event: events.Resize) -> None:
        wanted = sum(button.wanted_width for button in self.buttons) + _BETWEEN * (len(self.buttons) - 1)
        self.set_class(not self.has_class("-menu") and wanted > event.size.width, "-stacked")


def _groups(buttons: Sequence[ActionButton]) -> Iterator[Widget]:
    """Yield the buttons of a menu, and what keeps the quiet ones apart."""
    groups = [list(group) for _tone, group in groupby(buttons, lambda one: one.action.tone == "quiet")]
    for group in groups:
        if group is not groups[0]:
            # A margin would do, but for Textual, which puts the focus first where the margin is.
            yield Static(classes="apart")
        yield from group
