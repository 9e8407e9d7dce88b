"""The authenticator app beside the page: the codes it shows now, one of them to be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from i18n import Language, Message, _
from tui.demo.authenticator import AppCode
from tui.demo.panel import HOW_TO_TAKE, CodePanel
from tui.screens.columns import Columns, Prose
from tui.screens.look import Symbols


class Codes(CodePanel):
    """A code a line, with the seconds it has left; the arrows go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", show=False)]

    def __init__(
        self, widget_id: str, title: Message, empty: Message, language: Language, symbols: Symbols
    ) -> None:
        self._lines, self._words = Columns([], gap=2), Prose(Content(""), classes="empty")
        super().__init__(title, widget_id=widget_id)
        self._empty, self._language, self._symbols = empty, language, symbols
        self._codes: Sequence[AppCode] = ()
        self._at = 0
        self._account = ""
        self._note: Message | None = None
        self.can_focus = False
        self.add_class("-empty")
        self.speak(language)

    def compose(self) -> ComposeResult:
        yield self._lines
        yield self._words

    @property
    def codes(self) -> Sequence[AppCode]:
        """What it shows, the newest account first."""
        return self._codes

    def speak(self, language: Language) -> None:
        super().speak(language)
        self._language = language
        self._show()

    def show(self, codes: Sequence[AppCode]) -> None:
        """Show these codes instead."""
        if codes != self._codes:
            more_or_less = len(codes) != len(self._codes)
            self._codes = codes
            if more_or_less:
                self.turn_to(self._account)
            self.can_focus = bool(codes)
            self.set_class(not codes, "-empty")
            self._show()

    def turn_to(self, account: str) -> None:
        """Be at the newest code of this account, or at the first where it has none."""
        self._account = account
        self._at = next((at for at, shown in enumerate(self._codes) if shown.account == account), 0)

    def tell(self, note: Message | None) -> None:
        self._note = note
        self._show()

    def cursor_lines(self) -> tuple[int, int]:
        """Return the line of the code that one is at."""
        return self._at, 1

    def open_next(self, step: int) -> bool:
        there_is_one = 0 <= self._at + step < len(self._codes)
        if there_is_one:
            self._at += step
            self._note = None
            self._show()
        return there_is_one

    def action_take(self) -> None:
        if self._codes:
            self.post_message(self.Taken(self, self._codes[self._at].code))

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        if event.widget is self._lines and event.y < len(self._codes):
            self._at = event.y
            self._show()
            self.action_take()

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._show()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._show()

    def _show(self) -> None:
        say, rows = self._language.say, []
        for index, shown in enumerate(self._codes):
            mark = Content.styled(self._symbols.here if index == self._at else " ", "$accent")
            code = Content.styled(f"{shown.code[:3]} {shown.code[3:]}", "bold $accent")
            left = Content.styled(say(_("{count} s", count=shown.seconds_left)), "$quiet")
            rows.append([Content.assemble(mark, " ", say(shown.account)), code, left])
        self._lines.show_rows(rows)
        taken = self.has_focus and any(self.is_taken(shown.code) for shown in self._codes)
        note = self._note or (HOW_TO_TAKE if taken else None) if self._codes else self._empty
        self._words.update(Content("" if note is None else say(note)))
        self._words.display = note is not None
        self._words.set_class(self._note is not None, "-warning")
