"""What is laid over a page: its help, and the warning before a session ends."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from i18n import Message, _
from tui.pages import Action, Text
from tui.screens.buttons import ActionButton, Actions
from tui.screens.columns import Columns, Prose
from tui.screens.frame import Body
from tui.screens.keys import Key
from tui.screens.look import Symbols
from tui.screens.too_small import TooSmall
from tui.visit import Visit

_CLOSE = Action("close", _("Close"), tone="primary")
_KEEP = Action("keep", _("Keep me signed in"), tone="primary")
_SIGN_OUT = Action("sign-out", _("Sign me out"))
_STAY = Action("keep", _("Go on"), tone="primary")
_LEAVE = Action("leave", _("Close the page"))

_HELP = _("Help")
_LOW = 18
"""Rows, below which there are no blank ones in a box."""
_NARROW = 48
"""Columns, below which a box takes all of them."""
_MOST_SAID = 14
"""Rows of what is said, where there is room for them."""
_STILL_THERE = _("Are you still there?")


class Dialog(ModalScreen[str], inherit_bindings=False):
    """A box with actions, dismissed with the name of the one that was taken; Esc takes the first.

    What it says scrolls where the terminal is too low for it, so that the actions are always in view.
    """

    AUTO_FOCUS = "ActionButton"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down,right", "app.focus_next", show=False),
        Binding("shift+tab,up,left", "app.focus_previous", show=False),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("home", "go_to_end(0)", show=False),
        Binding("end", "go_to_end(-1)", show=False),
        Binding("escape", "close", show=False),
        Binding("ctrl+c", "app.say_how_to_quit", show=False),
    ]

    def __init__(self, visit: Visit, symbols: Symbols, actions: Sequence[Action]) -> None:
        super().__init__()
        self._visit, self._symbols, self._actions = visit, symbols, actions

    def compose(self) -> ComposeResult:
        yield self.box()
        yield TooSmall(self._visit)

    @abstractmethod
    def box(self) -> Vertical:
        """Return the box, as `boxed` makes it."""

    def on_mount(self) -> None:
        self.screen_layout_refresh_signal.subscribe(self, lambda _screen: self._leave_room_for_actions())

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < _LOW, "-low")
        self.set_class(event.size.width < _NARROW, "-narrow")

    async def say_again(self) -> None:
        """Say the same in the visit’s language, at the same place and with the same action in focus."""
        focus, place = self.focused.id if self.focused is not None else None, self.query_one(Body).scroll_y
        await self.recompose()
        for action in self.query(f"#{focus}"):
            self.set_focus(action)
        self.call_after_refresh(self.query_one(Body).scroll_to, y=place, animate=False)

    def _leave_room_for_actions(self) -> None:
        """Let what is said take the rows that the rest of the box leaves."""
        for box in self.query("#box"):
            said = box.query_one("#said")
            besides = sum(part.virtual_region_with_margin.height for part in box.children if part is not said)
            most = self.size.height - besides - box.gutter.height - said.styles.margin.height
            said.styles.max_height = max(1, min(_MOST_SAID, most))

    def say(self, message: Text) -> Content:
        return Content(self._visit.language.say(message))

    def boxed(self, title: Message, *content: Columns) -> Vertical:
        """Return a box with its title, what it says and its actions."""
        actions = Actions(self._actions, self._visit.language, self._symbols)
        inside = Body(self._symbols, self.app.size, *content, widget_id="said")
        return Vertical(Prose(self.say(title), widget_id="title"), inside, actions, id="box")

    @on(ActionButton.Taken)
    def _taken(self, event: ActionButton.Taken) -> None:
        self._close(event.action)

    def action_close(self) -> None:
        self._close(self._actions[0])

    def _close(self, action: Action) -> None:
        # Of keys that arrive together, the first has closed it; Textual would take away what lay under it.
        if self.is_current:
            self.dismiss(action.name)

    def action_go_to_end(self, place: int) -> None:
        """Go to the first button or the last one, or else to the beginning or the end of what is said."""
        body = self.query_one(Body)
        if not self.query_one(Actions).go_to(place):
            body.scroll_to(y=body.max_scroll_y if place else 0, animate=False)

    def action_scroll(self, step: int) -> None:
        body = self.query_one(Body)
        body.scroll_relative(y=step * max(1, body.size.height - 1), animate=False)


class HelpDialog(Dialog):
    """What a page is for, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "close", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
    ]

    def __init__(
        self, visit: Visit, symbols: Symbols, paragraphs: Sequence[Message], keys: Sequence[Key]
    ) -> None:
        super().__init__(visit, symbols, [_CLOSE])
        self._paragraphs, self._keys = paragraphs, keys

    def box(self) -> Vertical:
        caps = [key.in_ascii if self._symbols.are_ascii and key.in_ascii else key.cap for key in self._keys]
        keys = [
            [self.say(cap).stylize("bold $accent"), self.say(key.explained)]
            for cap, key in zip(caps, self._keys, strict=True)
        ]
        paragraphs = [Prose(self.say(paragraph), classes="block") for paragraph in self._paragraphs]
        return self.boxed(_HELP, *paragraphs, Columns(keys, classes="block"))


class IdleDialog(Dialog):
    """The warning before a visit ends, with what is left of it."""

    def __init__(self, visit: Visit, symbols: Symbols, left: timedelta) -> None:
        self._signed_in = visit.session is not None
        super().__init__(visit, symbols, [_KEEP, _SIGN_OUT] if self._signed_in else [_STAY, _LEAVE])
        self._left = left

    def box(self) -> Vertical:
        return self.boxed(_STILL_THERE, Prose(self._words(), widget_id="left", classes="block"))

    def show_left(self, left: timedelta) -> None:
        """Count down."""
        self._left = left
        # Before it is composed, there is nothing to update: it will be composed with what is left then.
        for words in self.query("#left").results(Prose):
            words.update(self._words())

    def _words(self) -> Content:
        if self._signed_in:
            words = _(
                "Nothing has been typed for a while. You will be signed out in {time}.", time=self._left
            )
        else:
            words = _(
                "Nothing has been typed for a while. This page will be closed in {time}.", time=self._left
            )
        return self.say(words)
