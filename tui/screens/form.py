"""The fields of a page, what is wrong with them, and the rules by which what is typed is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.message import Message as Event
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from i18n import Language, Message
from store.problems import Problem, Refusal
from tui.pages import Choice, Field, Tick
from tui.screens.asked import Asked
from tui.screens.checks import Checklist
from tui.screens.fields import FieldRow, Line, Options, TickBox, control_of
from tui.screens.look import Symbols
from tui.screens.unscrolled import Container, Vertical
from tui.typed_text import unreadable


class Form(Container):
    """Notes what is typed in what is `asked`, judges it, and says of each field what is wrong with it."""

    class Entered(Event):
        """Enter was pressed in a line."""

    def __init__(self, asked: Asked, language: Language, symbols: Symbols) -> None:
        self.asked = asked
        self._rows = [
            FieldRow(
                field,
                control_of(field, asked.values[field.name], language, symbols, shown=asked.secrets_shown),
                asked.errors.get(field.name),
                language,
                symbols,
            )
            for field in asked.page.fields
        ]
        self._checklist: Checklist | None = None
        parts: list[Widget] = [Vertical(*self._rows, id="fields")]
        if asked.judgement is not None:
            self._checklist = Checklist(asked.judgement, language, symbols)
            parts.append(self._checklist)
        super().__init__(*parts, classes="" if asked.judgement is None else "-judged")

    @property
    def controls(self) -> Sequence[Line | Options | TickBox]:
        return [row.control for row in self._rows]

    @property
    def lines(self) -> Sequence[Line]:
        """The fields in which text is typed."""
        return [control for control in self.controls if isinstance(control, Line)]

    def row_of(self, control: Widget) -> Widget:
        """Return the whole row of a field, with what is wrong with it; any other widget as it is."""
        return next((row for row in self._rows if row.control is control), control)

    def note(self) -> None:
        """Note what is typed and chosen."""
        for row in self._rows:
            self.asked.values[row.field.name] = row.control.value

    def start_anew(self, emptied: Iterable[str], focused: Widget | None) -> None:
        """After a refusal, empty some lines; a code, or what is masked, is typed anew or else corrected."""
        for line in self.lines:
            if line.field.name in emptied:
                line.value = ""
        if isinstance(focused, Line) and (focused.field.joined or focused.password):
            focused.action_select_all()
        self.judge()

    def show_errors(self) -> None:
        """Say of each field what is wrong with it."""
        for row in self._rows:
            row.show_error(self.asked.errors.get(row.field.name))

    def show_secrets(self) -> None:
        """Show what is typed in the secret fields, or hide it."""
        for line in self.lines:
            line.password = line.field.secret and not self.asked.secrets_shown

    def choose_next(self, focused: Widget | None, step: int) -> bool:
        """Choose the option that is `step` further in the choice in focus; False where there is none."""
        return isinstance(focused, Options) and focused.choose_next(step)

    def next_unfilled(self, focused: Widget | None) -> Line | TickBox | None:
        """Return the first line after the field in focus that must be filled in yet.

        After one that need not be, it is the first that is empty: whoever fills in such fields sees all.
        After a ticked box it may be a box too.
        """
        controls = self.controls
        if not isinstance(focused, Line | Options | TickBox) or focused not in controls:
            return None
        if isinstance(focused, TickBox) and not focused.value:
            return None
        kinds = Line | TickBox if isinstance(focused, TickBox) else Line
        following = (one for one in controls[controls.index(focused) + 1 :] if isinstance(one, kinds))
        skips = not (isinstance(focused, Line) and focused.field.optional)
        return next((one for one in following if not one.value and not (skips and _is_optional(one))), None)

    def judge(self) -> None:
        """Judge what is typed by the rules of the page, off the event loop, and show the judgement."""
        # A form that has just been taken away hears of the last keys.
        if not self.is_attached:
            return
        # The language may change meanwhile, and another form take the place of this one.
        self.screen.run_worker(self._show_judgement(self.screen), name="checks", group="checks")

    async def _show_judgement(self, screen: Screen[Any]) -> None:
        asked = self.asked
        if not await asked.judge() or asked.judgement is None:
            return
        for form in screen.query(Form):
            if form.asked is asked and form._checklist is not None:
                form._checklist.show_judgement(asked.judgement)

    @on(Input.Changed)
    @on(Options.Chosen)
    @on(TickBox.Changed)
    def _typed(self) -> None:
        values, errors = self.asked.values, self.asked.errors
        before = dict(values)
        self.note()
        for row in self._rows:
            name, repeated = row.field.name, row.repeated
            if (values[name], values.get(repeated)) == (before[name], before.get(repeated)):
                continue
            fault = self._fault(row.field)
            if fault is not None:
                errors[name] = fault
            elif errors.pop(name, None) is None:
                continue
            row.show_error(fault)
        if values != before:
            self.judge()

    def _fault(self, field: Field | Choice | Tick) -> Message | None:
        """Return what is said as soon as something is typed that a field cannot take."""
        typed = self.asked.values[field.name]
        if unreadable(typed):
            problem = Problem(Refusal.UNREADABLE, field.name)
        elif isinstance(field, Field) and len(typed) > field.limit:
            problem = Problem(Refusal.TOO_LONG, field.name, limit=field.limit)
        else:
            return None
        from tui.wording import sentence  # too slow for before the first picture

        return sentence(problem)

    @on(Line.Refused)
    def _say_why(self, event: Line.Refused) -> None:
        self.asked.errors[event.line.field.name] = event.reason
        self.show_errors()

    @on(Input.Submitted)
    def _enter(self) -> None:
        self.post_message(self.Entered())


def _is_optional(control: Line | TickBox) -> bool:
    return isinstance(control, Line) and control.field.optional
