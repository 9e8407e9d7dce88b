"""A device beside the page: a frame with a title, and perhaps codes that the page can take."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as Event
from textual.widget import Widget

from i18n import Language, Message, _
from store import Problem
from tui.pages import Field

HOW_TO_TAKE = _("Enter or a click puts the code into the page.")


def takes(field: Field, code: str) -> bool:
    """Tell whether `code` has the form of those that `field` takes."""
    if not field.joined:
        return False
    if field.form is not None:
        try:
            field.form(code)
        except Problem:
            return False
    return True


class Panel(Vertical):
    """A frame with a title."""

    ALLOW_SELECT = False

    def __init__(self, title: Message, *children: Widget, widget_id: str) -> None:
        super().__init__(*children, id=widget_id, classes="device")
        self._title = title

    def speak(self, language: Language) -> None:
        """Say the title in `language`."""
        self.border_title = Content(language.say(self._title))


class CodePanel(Panel, can_focus=True):
    """A device from which codes are put into the page."""

    class Taken(Event):
        """The person wants `code` in the page."""

        def __init__(self, panel: CodePanel, code: str) -> None:
            super().__init__()
            self.panel = panel
            self.code = code

    fields: Sequence[Field] = ()
    """Those of the page that is shown now."""

    def look_at(self, fields: Sequence[Field]) -> None:
        """Say how a code gets into the page where one of its `fields` takes it; forget other notes."""
        self.fields = fields
        self.tell(None)

    def is_taken(self, code: str) -> bool:
        """Tell whether the page takes `code`."""
        return any(takes(field, code) for field in self.fields)

    @abstractmethod
    def tell(self, note: Message | None) -> None:
        """Say something about the code that was taken; None takes it back."""

    @abstractmethod
    def open_next(self, step: int) -> bool:
        """Go to what is after (1) or before (-1) what one is at; False where there is nothing."""
