"""A device that messages come to: the newest first, one of them open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as Event
from textual.widget import Widget

from i18n import Clock, Day, Language, Message, _
from tui.demo.messages import Received
from tui.screens.blocks import Columns, Prose
from tui.screens.frame import Body
from tui.screens.look import Symbols

_TAKE = _("Enter or a click puts the code into the page.")


class Card(Vertical):
    """A frame with a title."""

    ALLOW_SELECT = False

    def __init__(self, title: Message, *children: Widget, widget_id: str) -> None:
        super().__init__(*children, id=widget_id, classes="card")
        self._title = title

    def speak(self, language: Language) -> None:
        """Say the title in `language`."""
        self.border_title = Content(language.say(self._title))


class Envelope(Columns):
    """One message: a line while it is closed."""

    def __init__(self, message: Received, symbols: Symbols) -> None:
        super().__init__([], gap=1, classes="envelope")
        self.message = message
        self._symbols = symbols

    def show(self, language: Language, *, opened: bool, note: Message | None) -> None:
        """Show it, and when it is `opened` what it says, with a `note` above about its code."""
        clock = language.tell(Clock(self.message.sent_at))
        subject = language.say(self.message.subject or self.message.to)
        mark = Content.styled(self._symbols.here if opened else " ", "$accent")
        title = Content.assemble((clock, "$quiet"), "  ", (subject, "bold" if opened else ""))
        rows = [[mark, title]]
        if opened:
            rows += [[Content(""), line] for line in self._inside(language, note)]
        self.set_class(opened, "-open")
        self.show_rows(rows)

    def _inside(self, language: Language, note: Message | None) -> Sequence[Content]:
        message = self.message
        to = _("To {address}, {day}", address=message.to, day=Day(message.sent_at))
        lines = [Content.styled(language.say(to), "$quiet")]
        if message.code is not None:
            lines.append(Content.styled(language.say(note or _TAKE), "$warning" if note else "$success"))
        lines.append(Content(""))
        for line in message.text.splitlines():
            is_code = message.code is not None and line.endswith(message.code)
            lines.append(Content.styled(language.say(line), "bold $accent" if is_code else ""))
        return lines


class Inbox(Card, can_focus=True):
    """The messages of one device; the arrows open one after the other, Enter or a click takes its code."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    class Taken(Event):
        """The person wants `code` in the page."""

        def __init__(self, inbox: Inbox, code: str) -> None:
            super().__init__()
            self.inbox = inbox
            self.code = code

    def __init__(
        self, widget_id: str, title: Message, empty: Message, language: Language, symbols: Symbols
    ) -> None:
        self._empty_words = Prose(Content(""), classes="empty")
        super().__init__(title, widget_id=widget_id)
        self._empty, self._symbols, self._language = empty, symbols, language
        self._envelopes: list[Envelope] = []
        self._open = 0
        self._note: Message | None = None
        self.speak(language)

    def compose(self) -> ComposeResult:
        yield Body(self._symbols, self._empty_words)

    @property
    def messages(self) -> list[Received]:
        """What has come, newest first."""
        return [envelope.message for envelope in self._envelopes]

    def speak(self, language: Language) -> None:
        super().speak(language)
        self._language = language
        self._empty_words.update(Content(language.say(self._empty)))
        self._show()

    async def receive(self, messages: Sequence[Received]) -> None:
        """Put `messages`, the newest last, on top, and open the newest."""
        new = [Envelope(message, self._symbols) for message in reversed(messages)]
        self._empty_words.display = False
        await self.query_one(Body).mount(*new, before=0)
        self._envelopes[:0] = new
        self._open_one(0)

    def tell(self, note: Message) -> None:
        """Say something about the code of the open message."""
        self._note = note
        self._show()

    def open_next(self, step: int) -> bool:
        """Open the message after (1) or before (-1) the one that is open; False where there is none."""
        index = self._open + step
        there_is_one = 0 <= index < len(self._envelopes)
        if there_is_one:
            self._open_one(index)
        return there_is_one

    def action_scroll(self, step: int) -> None:
        body = self.query_one(Body)
        body.scroll_relative(y=step * max(1, body.size.height - 1), animate=False)

    def action_take(self) -> None:
        if self._envelopes and (code := self._envelopes[self._open].message.code) is not None:
            self.post_message(self.Taken(self, code))

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        clicked = event.widget
        if not isinstance(clicked, Envelope):
            return
        index = self._envelopes.index(clicked)
        if index == self._open:
            self.action_take()
        else:
            self._open_one(index)

    def _open_one(self, index: int) -> None:
        self._open, self._note = index, None
        self._show()
        self._envelopes[index].scroll_visible(top=True, animate=False)

    def _show(self) -> None:
        for index, envelope in enumerate(self._envelopes):
            envelope.show(self._language, opened=index == self._open, note=self._note)
