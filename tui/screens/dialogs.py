"""What is laid over a page: its help, and the warning before a session ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from i18n import Message, _
from tui.pages import Action, Text
from tui.screens.blocks import Columns, Prose
from tui.screens.buttons import ActionButton, Actions
from tui.screens.frame import Body

if TYPE_CHECKING:
    from tui.screens.app import MacleApp

_CLOSE = Action("close", _("Close"), tone="primary")
_KEEP = Action("keep", _("Keep me signed in"), tone="primary")
_SIGN_OUT = Action("sign-out", _("Sign me out"))

_HELP = _("Help")
_KEYS: tuple[tuple[Text, Text, Message], ...] = (
    ("Tab  ↑ ↓", "Tab", _("go from one field or button to the next")),
    (_("Enter"), _("Enter"), _("go to the next empty field, send the page, or press the button")),
    ("F2", "F2", _("change the language; nothing typed is lost")),
    ("F3", "F3", _("show or hide what you type in a secret field")),
    ("Esc", "Esc", _("go back, where the page has a way back")),
    ("Ctrl+Q", "Ctrl+Q", _("quit")),
)
_STILL_THERE = _("Are you still there?")


class Dialog(ModalScreen[str], inherit_bindings=False):
    """A box with actions, dismissed with the name of the one that was taken; Esc takes the first."""

    AUTO_FOCUS = "ActionButton"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down,right", "app.focus_next", show=False),
        Binding("shift+tab,up,left", "app.focus_previous", show=False),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("escape", "close", show=False),
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = actions

    @property
    def _macle(self) -> MacleApp:
        return cast("MacleApp", self.app)

    def say(self, message: Text) -> Content:
        return Content(self._macle.visit.language.say(message))

    def box(self, title: Message, *content: Columns) -> Vertical:
        """Return the box with its title, what it says and its actions."""
        look = self._macle.look
        actions = Actions(self._actions, self._macle.visit.language, look.symbols, menu=False)
        inside = Body(look.symbols, self.app.size, *content, widget_id="said")
        return Vertical(Prose(self.say(title), widget_id="title"), inside, actions, id="box")

    @on(ActionButton.Taken)
    def _taken(self, event: ActionButton.Taken) -> None:
        self.dismiss(event.action.name)

    def action_close(self) -> None:
        self.dismiss(self._actions[0].name)

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

    def __init__(self, paragraphs: Sequence[Message]) -> None:
        super().__init__([_CLOSE])
        self._paragraphs = paragraphs

    def compose(self) -> ComposeResult:
        ascii_only = self._macle.look.symbols.mark.isascii()
        keys = [
            [self.say(plain if ascii_only else cap).stylize("bold $accent"), self.say(does)]
            for cap, plain, does in _KEYS
        ]
        paragraphs = [Prose(self.say(paragraph), classes="block") for paragraph in self._paragraphs]
        yield self.box(_HELP, *paragraphs, Columns(keys, classes="block"))


class IdleDialog(Dialog):
    """The warning before a session ends, with what is left of it."""

    def __init__(self, left: timedelta) -> None:
        super().__init__([_KEEP, _SIGN_OUT])
        self._left = left

    def compose(self) -> ComposeResult:
        yield self.box(_STILL_THERE, Prose(self._words(), widget_id="left", classes="block"))

    def show_left(self, left: timedelta) -> None:
        """Count down."""
        self._left = left
        # Before it is composed, there is nothing to update: it will be composed with what is left then.
        for words in self.query("#left").results(Prose):
            words.update(self._words())

    def _words(self) -> Content:
        return self.say(
            _("Nothing has been typed for a while. You will be signed out in {time}.", time=self._left)
        )
