"""The plain front: each page as line prompts, for screen readers and simple terminals."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TypeAlias, TypeVar

from i18n import LANGUAGES, Message, _
from store import Problem, Refusal
from tui.idleness import Idleness
from tui.lines import Lines, Unfit
from tui.pages import SHOW_QR_CODE, Action, Answers, Choice, Field, Listing, Page, Text, Tick
from tui.reading import choices_of, labelled, lines_of, offered, prompt_of, qr_code_lines
from tui.visit import Attempt, Visit, VisitOver, WentBack, faults
from tui.wording import sentence

T = TypeVar("T")
Prompt: TypeAlias = Callable[[], Message]
"""Said anew each time it is shown: by then the language may have changed, and a hint been told."""

_HELP = "?"
_BACK, _QUIT = _("/back"), _("/quit")
_YES, _NO = _("yes"), _("no")
_FILL_IN_ALL = _("Type everything again")


class PlainFront:
    """Shows pages as text and prompts. It writes words, spaces and line ends, and nothing else.

    `clock` counts the seconds in which nothing is typed.
    """

    def __init__(self, lines: Lines, clock: Callable[[], float] = monotonic) -> None:
        self.lines = lines
        self.commands_told = self.secrecy_told = False
        self._clock = clock
        self._idleness: Idleness | None = None

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.visit.Front`)."""
        return await _Showing(self, visit, page).until_done(attempt)

    @property
    def copier(self) -> None:
        """It writes words and nothing else, so nothing reaches a clipboard."""

    def forget(self) -> None:
        """What was typed went with its page; the time of the next person begins with their first line."""
        self._idleness = None

    def idleness(self, visit: Visit) -> Idleness:
        """Return how long nothing has been typed by whoever is there."""
        if self._idleness is None:
            self._idleness = Idleness(visit, self._clock)
        return self._idleness


class _Instead(Exception):
    """Another choice than the fields that are asked for: an action, or None to be asked for all of them."""

    def __init__(self, action: Action | None) -> None:
        super().__init__()
        self.action = action


class _Showing:
    """One page on its way to being answered, with what has been typed so far."""

    def __init__(self, front: PlainFront, visit: Visit, page: Page) -> None:
        self._front, self._visit, self._page = front, visit, page
        self._values = {field.name: field.value for field in page.fields}
        self._asked: Collection[str] = self._values.keys()
        self._hinted: set[str] = set()

    async def until_done(self, attempt: Attempt[T]) -> T:
        await self._draw()
        while True:
            action = await (self._fill() if self._page.fields else self._choose_action())
            if action is SHOW_QR_CODE:
                await self._show_qr_code()
                continue
            self._front.lines.write_soon(self._wrapped(_("One moment…")) + "\n")
            try:
                return await attempt(Answers(action.name, dict(self._values)))
            except Problem as problem:
                self._tell(problem)
                self._ask_again(problem)

    async def _draw(self) -> None:
        self._hinted.clear()
        self._say("")
        # The choices say the state of each row again.
        said = [block for block in self._page.blocks if not isinstance(block, Listing)]
        page = replace(self._page, blocks=tuple(said))
        for line in await asyncio.to_thread(lines_of, page, self._visit.language):
            self._say(line)
        if not self._front.commands_told:
            self._front.commands_told = True
            self._tell_commands()

    async def _show_qr_code(self) -> None:
        lines = self._front.lines
        drawn = await asyncio.to_thread(qr_code_lines, self._page, lines.width, self._visit.language)
        if len(drawn) > lines.height:
            self._say(
                _("The QR code has {count} lines. To scan it, make the terminal higher.", count=len(drawn))
            )
        lines.write("\n".join(("", *drawn, "", "")))

    async def _choose_action(self) -> Action:
        actions = offered(self._page)
        if len(actions) > 1:
            return actions[await self._choose(choices_of(self._page), len(self._page.listed))]
        prompt = _("Press Enter to go on ({action}):", action=actions[0].label)
        while await self._ask(lambda: prompt):
            self._say(_("Press Enter alone."))
        return actions[0]

    async def _fill(self) -> Action:
        """Ask for the fields, and return the action that sends them, or the one chosen instead."""
        while True:
            self._tell_others()
            try:
                for field in self._page.fields:
                    if field.name in self._asked:
                        await self._fill_in(field)
            except _Instead as instead:
                if instead.action is not None:
                    return instead.action
                self._asked = self._values.keys()
            else:
                return next(action for action in self._page.actions if action.submits)

    async def _fill_in(self, field: Field | Choice | Tick) -> None:
        match field:
            case Field():
                await self._fill_line(field)
            case Choice():
                values = [value for value, _words in field.options]
                words = [words for _value, words in field.options]
                chosen = values.index(self._values[field.name])
                self._values[field.name] = values[await self._choose(words, chosen, field.label)]
            case Tick():
                await self._tick(field)

    async def _tick(self, tick: Tick) -> None:
        """Ask whether it is so, until it is: a word or its first letter; Enter alone is a no."""
        say = self._visit.language.say
        prompt = _("{label} ({yes}/{no}) [{kept}]:", label=tick.label, yes=_YES, no=_NO, kept=_NO)
        while not self._values[tick.name]:
            typed = (await self._ask(lambda: prompt)).strip().casefold()
            if typed in {say(_YES), say(_YES)[0]}:
                self._values[tick.name] = "yes"
            elif typed in {"", say(_NO), say(_NO)[0]}:
                self._tell(Problem(Refusal.NOT_TICKED, tick.name))
                self._tell_others()
            else:
                self._say(_("Answer {yes} or {no}.", yes=_YES, no=_NO))

    async def _fill_line(self, field: Field) -> None:
        if field.secret and not self._front.secrecy_told:
            self._front.secrecy_told = True
            self._say(
                _("What you type now is not shown. For a command, press Enter alone first. Ctrl+D goes back.")
            )
        alone = replace(self._page, fields=(field,))
        while True:
            kept = "" if field.secret else self._values[field.name]
            prompt = partial(self._prompt, field, kept)
            line = await self._ask(prompt, secret=field.secret, joined=field.joined)
            if field.optional and line.isspace():
                line = kept = ""
            self._values[field.name] = line or kept
            problem = next(faults(alone, Answers("", self._values)), None)
            if problem is None:
                return
            self._tell(problem)
            self._values[field.name] = kept

    def _prompt(self, field: Field, kept: str) -> Message:
        hinted = field.name in self._hinted
        self._hinted.add(field.name)
        return prompt_of(field, kept, self._visit.language, hinted=hinted)

    async def _choose(self, words: Sequence[Text], default: int, label: Message | None = None) -> int:
        """Return the place of one of `words`, which are listed with their numbers under `label`."""
        prompt = _("Your choice [{value}]:", value=str(default + 1))
        listed: list[Text] = [] if label is None else [_("{label}:", label=label)]
        listed += [
            _("{number}. {option}", number=str(number), option=option)
            for number, option in enumerate(words, 1)
        ]
        while True:
            line = (await self._ask(lambda: prompt, listed=listed)).strip()
            if not line:
                return default
            if line.isdecimal() and 0 < int(line) <= len(words):
                return int(line) - 1
            self._say(_("Type a number from 1 to {count}.", count=len(words)))

    async def _ask(
        self, prompt: Prompt, *, secret: bool = False, joined: bool = False, listed: Sequence[Text] = ()
    ) -> str:
        """Return a line that is not a command; what is `listed` stands above the prompt.

        A secret is taken as it is. There, a command is read after Enter alone, and not shown either: it may
        be the secret after all.
        """
        while True:
            for text in listed:
                self._say(text)
            line = await self._line(prompt, secret, joined)
            if secret:
                if line:
                    return line
                line = await self._line(_command_prompt, secret, joined)
                if line and not await self._obeyed(line):
                    self._say(_("This is not a command, and was not taken for an answer."))
            elif not await self._obeyed(line):
                return line

    async def _line(self, prompt: Prompt, secret: bool, joined: bool) -> str:
        """Return the line that is typed at `prompt`."""
        while True:
            self._front.lines.write(self._wrapped(prompt()) + " ")
            try:
                line = await self._read(secret, joined)
            except Unfit as unfit:
                self._end_of_prompt(secret)
                self._say(unfit.sentence)
                continue
            except EOFError:
                self._front.lines.write("\n")
                raise WentBack if self._front.lines.terminal and self._leads_back else VisitOver from None
            self._end_of_prompt(secret)
            if line is not None:
                return line

    async def _read(self, secret: bool, joined: bool) -> str | None:
        """Return a line, or None where it only answered the warning that the session is about to end."""
        lines, idleness = self._front.lines, self._front.idleness(self._visit)
        warned = False
        try:
            line = await lines.read(secret=secret, joined=joined, seconds=_seconds(idleness.until_warning))
        except TimeoutError:
            lines.write("\n")
            self._warn(idleness.left or timedelta())
            line = await self._read_at_last(secret, joined, idleness)
            warned = True
        if idleness.note_typing():
            await idleness.tell_store()
        return None if warned and not line else line

    def _warn(self, left: timedelta) -> None:
        if self._visit.session is not None:
            self._say(_("You will be signed out in {time}. Press Enter to stay signed in.", time=left))
        else:
            self._say(_("This page will be closed in {time}. Press Enter to go on.", time=left))

    async def _read_at_last(self, secret: bool, joined: bool, idleness: Idleness) -> str:
        lines = self._front.lines
        try:
            return await lines.read(secret=secret, joined=joined, seconds=_seconds(idleness.left))
        except TimeoutError:
            lines.write("\n")
            raise idleness.ending from None

    async def _obeyed(self, line: str) -> bool:
        """Carry out a command. Returns False for a line that is none."""
        say = self._visit.language.say
        if line == _HELP:
            for paragraph in self._page.help:
                self._say(paragraph)
            self._tell_commands()
        elif line == say(_BACK):
            if self._leads_back:
                raise WentBack
            self._say(_("There is nothing to go back to from this page."))
        elif self._visit.surroundings.quits and line == say(_QUIT):
            raise VisitOver
        elif line[:1] == "/" and line[1:] in LANGUAGES:
            self._visit.speak(LANGUAGES[line[1:]])
            await self._draw()
            self._tell_others()
        elif (others := self._others) and line[:1] == "/" and line[1:].isdecimal():
            if 0 < int(line[1:]) <= len(others):
                raise _Instead(others[int(line[1:]) - 1][1])
            self._tell_others()
        else:
            return False
        return True

    @property
    def _leads_back(self) -> bool:
        return any(action.leaves for action in self._page.actions)

    def _ask_again(self, problem: Problem) -> None:
        """Forget the secrets, and a code that was refused; ask for these and for what was refused.

        Where nothing is to be typed again, all is asked for, and Enter keeps what was typed.
        """
        for field in self._page.fields:
            refused = field.name == problem.field
            if isinstance(field, Field) and (field.secret or (field.joined and refused)):
                self._values[field.name] = ""
        missing = {problem.field for problem in faults(self._page, Answers("", self._values))}
        again = {name for name in self._values if name in missing or name == problem.field}
        self._asked = again or self._values.keys()

    @property
    def _others(self) -> Sequence[tuple[Message, Action | None]]:
        """What can be chosen, by its number, where a field is asked for."""
        if not self._page.fields:
            return ()
        others: list[tuple[Message, Action | None]] = [
            (action.label, action) for action in offered(self._page) if not action.submits
        ]
        if len(self._asked) < len(self._values):
            others.append((_FILL_IN_ALL, None))
        return others

    def _tell_others(self) -> None:
        choices = tuple(
            _("/{number} {choice}", number=str(number), choice=label)
            for number, (label, _action) in enumerate(self._others, 1)
        )
        if not choices:
            return
        first = next(field for field in self._page.fields if field.name in self._asked)
        if isinstance(first, Field) and first.secret:
            self._say(_("Other choices, after Enter alone: {choices}.", choices=choices))
        else:
            self._say(_("Other choices: {choices}.", choices=choices))

    def _tell(self, problem: Problem) -> None:
        self._say("! " + self._visit.language.say(sentence(problem)))

    def _tell_commands(self) -> None:
        if self._visit.surroundings.quits:
            commands = _(
                "At any prompt: ? explains the page, {back} goes back, {quit} leaves.", back=_BACK, quit=_QUIT
            )
        else:
            commands = _("At any prompt: ? explains the page, {back} goes back.", back=_BACK)
        self._say(commands)
        for code, language in LANGUAGES.items():
            if language.code != self._visit.language.code:
                self._say(labelled(f"/{code}", language.name))
        self._say("")

    def _say(self, text: Text) -> None:
        self._front.lines.write(self._wrapped(text) + "\n")

    def _end_of_prompt(self, secret: bool) -> None:
        if secret or not self._front.lines.terminal:
            self._front.lines.write("\n")

    def _wrapped(self, text: Text) -> str:
        return textwrap.fill(
            self._visit.language.say(text),
            max(20, self._front.lines.width - 1),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else max(0.0, span.total_seconds())


def _command_prompt() -> Message:
    return _("Nothing was typed. Type a command, or press Enter alone to go on:")
