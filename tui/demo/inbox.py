"""A device that messages, or papers, come to: the newest first, one of them open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message as Event

from i18n import Language, Message
from tui.demo.messages import Item
from tui.demo.panel import HOW_TO_TAKE, CodePanel
from tui.screens.columns import Columns, Prose
from tui.screens.frame import Body
from tui.screens.look import Symbols


class Envelope(Columns):
    """One message or sheet: a line while it is closed."""

    def __init__(self, item: Item, symbols: Symbols) -> None:
        super().__init__([], gap=1, classes="envelope")
        self.item = item
        self._symbols = symbols

    def show(self, language: Language, note: Message | None, *, opened: bool) -> None:
        """Show it, and when it is `opened` what it says, with a `note` above about its code."""
        lead, title = language.say(self.item.lead), language.say(self.item.title)
        mark = Content.styled(self._symbols.here if opened else " ", "$accent")
        rows = [[mark, Content.assemble((lead, "$quiet"), "  ", (title, "bold" if opened else ""))]]
        if opened:
            rows += [[Content(""), line] for line in self._inside(language, note)]
        self.set_class(opened, "-open")
        self.show_rows(rows)

    def _inside(self, language: Language, note: Message | None) -> Sequence[Content]:
        item = self.item
        lines = [Content.styled(language.say(item.about), "$quiet")]
        if note is not None:
            style = "$success" if note is HOW_TO_TAKE else "$warning"
            lines.append(Content.styled(language.say(note), style))
        lines.append(Content(""))
        for line in item.text.splitlines():
            if item.code is not None and line.endswith(item.code):
                before, code = language.say(line.removesuffix(item.code)), language.say(item.code)
                lines.append(Content.assemble(before, (code, "bold $accent")))
            else:
                lines.append(Content(language.say(line)))
        return lines


class Inbox(CodePanel):
    """The messages of one device; the arrows open one after the other, Enter or a click takes its code.

    While it is `folded`, each message is a line. It unfolds where it is looked into.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    class LookedInto(Event):
        """The person is reading in `inbox`."""

        def __init__(self, inbox: Inbox) -> None:
            super().__init__()
            self.inbox = inbox

    def __init__(
        self, widget_id: str, title: Message, empty: Message, language: Language, symbols: Symbols
    ) -> None:
        self._empty_words = Prose(Content(""), classes="empty")
        super().__init__(title, widget_id=widget_id)
        self._empty, self._symbols, self._language = empty, symbols, language
        self._envelopes: list[Envelope] = []
        self._open = 0
        self._note: Message | None = None
        self.folded = False
        self.can_focus = False
        self.add_class("-empty")
        self.speak(language)

    def compose(self) -> ComposeResult:
        self._body = Body(self._symbols, self.app.size, self._empty_words)
        yield self._body

    @property
    def items(self) -> list[Item]:
        """What has come, newest first."""
        return [envelope.item for envelope in self._envelopes]

    def speak(self, language: Language) -> None:
        super().speak(language)
        self._language = language
        self._empty_words.update(Content(language.say(self._empty)))
        self._show()

    async def receive(self, items: Sequence[Item]) -> None:
        """Put `items`, the newest last, on top, and open the newest; none once the application is ending."""
        if not self._body.is_attached:
            return
        new = [Envelope(item, self._symbols) for item in reversed(items)]
        self._empty_words.display = False
        self.remove_class("-empty")
        await self._body.mount(*new, before=0)
        self._envelopes[:0] = new
        self._open_one(0)

    def renew(self, items: Sequence[Item]) -> None:
        """Show `items`, the newest last, in place of what lies here already."""
        for envelope, item in zip(reversed(self._envelopes), items, strict=False):
            envelope.item = item
        self._show()

    def fold(self, folded: bool) -> None:
        """Show a line of each message, or the open one whole."""
        if folded != self.folded:
            self.folded = folded
            self.set_class(folded, "-folded")
            self._show()
            if self._envelopes:
                self._bring_up(self._envelopes[0 if folded else self._open])

    def tell(self, note: Message | None) -> None:
        self._note = note
        self._show()

    def cursor_lines(self) -> tuple[int, int]:
        """Return the line of the message that is open."""
        if not self._envelopes or self.folded:
            return 0, 1
        body = self._body
        line = body.place_of(self._envelopes[self._open]).y - round(body.scroll_y)
        return max(0, min(line, body.size.height - 1)), 1

    def open_next(self, step: int) -> bool:
        index = self._open + step
        there_is_one = 0 <= index < len(self._envelopes)
        if there_is_one:
            self._open_one(index)
        return there_is_one

    def action_scroll(self, step: int) -> None:
        self._body.scroll_relative(y=step * max(1, self._body.size.height - 1), animate=False)

    def action_take(self) -> None:
        if self._envelopes and (code := self._envelopes[self._open].item.code) is not None:
            self.post_message(self.Taken(self, code))

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self.post_message(self.LookedInto(self))

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        clicked, was_folded = event.widget, self.folded
        self.post_message(self.LookedInto(self))
        # One that is only being put on top is clicked a moment too soon.
        if not isinstance(clicked, Envelope) or clicked not in self._envelopes:
            return
        index = self._envelopes.index(clicked)
        if index == self._open and not was_folded:
            self.action_take()
        else:
            self._open_one(index)

    def _open_one(self, index: int) -> None:
        self._open, self._note = index, None
        self._show()
        self._bring_up(self._envelopes[index])

    def _bring_up(self, envelope: Envelope) -> None:
        body = self._body
        self.call_after_refresh(lambda: body.scroll_to(y=body.place_of(envelope).y, animate=False))

    def _show(self) -> None:
        for index, envelope in enumerate(self._envelopes):
            opened = index == self._open and not self.folded
            code = envelope.item.code
            hint = HOW_TO_TAKE if code is not None and self.is_taken(code) else None
            envelope.show(self._language, self._note or hint, opened=opened)
