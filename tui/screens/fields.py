"""Fields to fill in: a line of text, a choice of several options, a box to tick."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message as Event
from textual.widget import Widget
from textual.widgets import Input

from i18n import Language, Message, _, harmless, plural
from store.rules.unseen import AROUND
from tui.pages import Choice, Field, Tick
from tui.screens.broken_paste import BrokenPaste
from tui.screens.columns import Columns, Fault, Prose
from tui.screens.look import Symbols
from tui.screens.unscrolled import Unscrolled, Vertical
from tui.screens.wrapping import wrapped
from tui.typed_text import join, unreadable

_LINES = _("That has several lines, and this field takes one. Nothing was inserted.")
_STEERS = _("That has invisible characters, which could steer a terminal. Nothing was inserted.")
_UNREADABLE = _("That has characters that cannot be read. Set your terminal to UTF-8. Nothing was inserted.")
_BROKEN = _("The paste did not come to its end. Nothing was inserted.")
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TYPED_BEYOND = 256
"""How many characters past a field's limit can be typed, to be told of on sending."""


def refusal(text: str, room: int) -> Message | None:
    """Return why `text` cannot be inserted where there is `room` for so many characters; None if it can."""
    # The length first: the rest looks at each character.
    if len(text) > room:
        return plural(
            "That is too long: there is room for {count} character. Nothing was inserted.",
            "That is too long: there is room for {count} characters. Nothing was inserted.",
            max(0, room),
        )
    if len(text.splitlines()) > 1:
        return _LINES
    if unreadable(text):
        return _UNREADABLE
    if any(unicodedata.category(character) in _STEERING or character in _BIDIRECTIONAL for character in text):
        return _STEERS
    return None


class Line(Input):
    """One line of text.

    Nothing is ever cut: what cannot be inserted whole is refused, with a sentence beside the field. A secret
    gives nothing to the clipboard, hidden or shown. Text is drawn harmless, whatever it holds.

    A typed byte that cannot be read takes its place too: else one would choose another password than one
    typed. What holds one cannot be sent (`faults`).
    """

    HOLDS_UNREADABLE: ClassVar[bool] = True

    ALLOW_SELECT = False

    class Refused(Event):
        """What was typed or pasted was not inserted, because of `reason`."""

        def __init__(self, line: Line, reason: Message) -> None:
            super().__init__()
            self.line = line
            self.reason = reason

        @property
        def control(self) -> Line:
            return self.line

    def __init__(self, field: Field, value: str, symbols: Symbols, *, shown: bool) -> None:
        self.field = field
        self._mask = symbols.mask
        super().__init__(
            value, password=field.secret and not shown, select_on_focus=False, id=f"field-{field.name}"
        )
        # A cursor that blinks draws the page again and again, over SSH too.
        self.cursor_blink = False

    def take(self, text: str, beyond: int = 0) -> None:
        """Insert `text` where the cursor is, or say why not; `beyond` the limit by so many characters."""
        # A line that was copied with its end is still one line.
        text = text.removesuffix("\n").removesuffix("\r")
        if self.field.joined:
            text = join(text)
        elif not self.field.secret and len(text) > 1:
            # A single character is typed, and can be the space within a name.
            text = text.strip(AROUND)
        start, end = sorted(self.selection)
        room = self.field.limit + beyond - len(self.value) + (end - start)
        reason = refusal(text, room)
        if reason is _UNREADABLE and beyond and self.HOLDS_UNREADABLE:
            reason = None
        if reason is not None:
            self.post_message(self.Refused(self, reason))
        else:
            self.replace(text, start, end)

    async def _on_key(self, event: events.Key) -> None:
        character = event.character
        if character is not None and (
            unreadable(character) or unicodedata.category(character[0]) not in _STEERING
        ):
            event.stop()
            event.prevent_default()
            self.take(character, beyond=_TYPED_BEYOND)
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if binding.action != "submit":
                # In its turn: by way of the application it would come after characters typed behind it.
                event.stop()
                event.prevent_default()
                await self.run_action(binding.action)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def on_broken_paste(self, event: BrokenPaste) -> None:
        event.stop()
        self.post_message(self.Refused(self, _BROKEN))

    def action_paste(self) -> None:
        self.take(self.app.clipboard)

    def action_copy(self) -> None:
        if self.selected_text and not self.field.secret:
            super().action_copy()
        else:
            # Ctrl+C ends other programs.
            self.app.call_later(self.app.run_action, "say_how_to_quit")

    def action_cut(self) -> None:
        if not self.field.secret:
            super().action_cut()

    @property
    def _value(self) -> Text:
        shown = self._mask * len(self.value) if self.password else harmless(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")


class Options(Unscrolled, Widget, can_focus=True):
    """The options of a choice, one a line; the arrows choose, and leave at either end."""

    DEFAULT_CSS = "Options { height: auto; width: 1fr; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", show=False),
        Binding("right", "choose(1)", show=False),
        Binding("enter", "screen.enter", show=False),
    ]

    class Chosen(Event):
        """Another option was chosen."""

    def __init__(self, choice: Choice, value: str, language: Language, symbols: Symbols) -> None:
        super().__init__(id=f"field-{choice.name}")
        self._values = [value for value, _words in choice.options]
        self._words = [language.say(words) for _value, words in choice.options]
        self._symbols = symbols
        self._index = self._values.index(value)

    @property
    def value(self) -> str:
        """The value of the option that is chosen."""
        return self._values[self._index]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(wrapped(line, width)) for line in self._lines())

    def cursor_lines(self) -> tuple[int, int]:
        """Return the lines of the option that is chosen."""
        heights = [len(wrapped(line, self.content_size.width)) for line in self._lines()]
        return sum(heights[: self._index]), heights[self._index]

    def render(self) -> Content:
        width = self.content_size.width
        return Content("\n").join(part for line in self._lines() for part in wrapped(line, width))

    def action_choose(self, step: int) -> None:
        self.choose_next(step)

    def choose_next(self, step: int) -> bool:
        """Choose the option that is `step` further; False where there is none."""
        index = self._index + step
        found = 0 <= index < len(self._values)
        if found:
            self._choose(index)
        return found

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        row = 0
        for index, line in enumerate(self._lines()):
            row += len(wrapped(line, self.content_size.width))
            if event.get_content_offset_capture(self).y < row:
                self._choose(index)
                return

    def _choose(self, index: int) -> None:
        self._index = index
        self.refresh()
        self.post_message(self.Chosen())

    def _lines(self) -> Iterable[Content]:
        for index, words in enumerate(self._words):
            chosen = index == self._index
            symbol = self._symbols.chosen if chosen else self._symbols.unchosen
            yield Content.assemble(
                (symbol, "$accent" if chosen else "$quiet"), " ", (words, "bold" if chosen else "")
            )


class TickBox(Columns, can_focus=True):
    """A box to tick. Space or a click ticks it and clears it; enter ticks it, and once it is, goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "tick", show=False)]

    class Changed(Event):
        """The box was ticked or cleared."""

    def __init__(self, tick: Tick, value: str, language: Language, symbols: Symbols) -> None:
        self._words = language.say(tick.label)
        self._symbols = symbols
        self.value = value
        super().__init__([self._row()], gap=1, widget_id=f"field-{tick.name}")

    def action_change(self) -> None:
        self.value = "" if self.value else "yes"
        self.show_rows([self._row()])
        self.post_message(self.Changed())

    def action_tick(self) -> None:
        if self.value:
            self.screen.focus_next()
        else:
            self.action_change()

    async def _on_key(self, event: events.Key) -> None:
        # Not a binding: by way of the application it would come after a Tab that arrived with it.
        if event.key == "space":
            event.stop()
            event.prevent_default()
            self.action_change()

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_change()

    def _row(self) -> list[Content]:
        box = f"[{self._symbols.ticked if self.value else ' '}]"
        return [Content.styled(box, "$accent" if self.value else "$quiet"), Content(self._words)]


def control_of(
    field: Field | Choice | Tick, value: str, language: Language, symbols: Symbols, *, shown: bool
) -> Line | Options | TickBox:
    """Return what `field` is filled in with; `shown` counts for a secret."""
    match field:
        case Field():
            return Line(field, value, symbols, shown=shown)
        case Choice():
            return Options(field, value, language, symbols)
        case Tick():
            return TickBox(field, value, language, symbols)


class FieldRow(Vertical):
    """A field with its label above, and below it its hint, or its error in place of the hint."""

    DEFAULT_CSS = "FieldRow { height: auto; width: 1fr; }"

    def __init__(
        self,
        field: Field | Choice | Tick,
        control: Line | Options | TickBox,
        error: Message | None,
        language: Language,
        symbols: Symbols,
    ) -> None:
        self.field, self.control = field, control
        label = language.say(field.label)
        if isinstance(field, Field) and field.optional:
            label = language.say(_("{label} (optional)", label=field.label))
        hint = field.hint if isinstance(field, Field) else None
        parts: list[Widget] = [control]
        if not isinstance(field, Tick):
            parts.insert(0, Prose(Content(label), classes="label"))
        self._hint = None if hint is None else Prose(Content(language.say(hint)), classes="hint")
        if self._hint is not None:
            parts.append(self._hint)
        self._fault = Fault(None, language, symbols, classes="error")
        super().__init__(*parts, self._fault, classes="field")
        if error is not None:
            self.show_error(error)

    @property
    def repeated(self) -> str:
        """The name of the field whose text this one repeats; empty for none."""
        return self.field.repeats if isinstance(self.field, Field) else ""

    def show_error(self, error: Message | None) -> None:
        """Say under the field what is wrong with it; None takes it away."""
        self.set_class(error is not None, "-wrong")
        if self._hint is not None:
            self._hint.display = error is None
        self._fault.show(error)
