"""One page as line prompts: what it says, and what is asked on it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import TypeVar

from i18n import Message, _
from store import Problem, Refusal
from tui.faults import faults, typed_anew
from tui.front import Attempt
from tui.live_checks import LiveChecks
from tui.pages import LOOK_AGAIN, Action, Answers, Choice, Field, Live, Page, Tick
from tui.plain.finding import choose_found
from tui.plain.prompts import Instead, Prompts, Talk
from tui.reading import (
    QR_CODE_ON_DARK,
    QR_CODE_ON_LIGHT,
    block_lines,
    choices_of,
    labelled,
    lines_of,
    offered,
    prompt_of,
    qr_code_lines,
    with_qr_code_that_fits,
)
from tui.searching import Seeker
from tui.unwinding import WentBack
from tui.visit import Visit
from tui.wording import sentence
from tui.wording.password import must_have

T = TypeVar("T")

_LOOK_EVERY = 0.5
"""Seconds between two looks at how far something is."""
_STEP = 10
"""Of a hundred, so much further it is said again."""
_YES, _NO = _("yes"), _("no")
_FILL_IN_ALL = _("Type everything again")
_SECRET = _("What you type now is not shown. For a command, press Enter alone first. Ctrl+D goes back.")
_SECRET_AGAIN = _("Not shown. For a command, press Enter alone first.")
"""What is said once, and then on each page that asks for a secret."""


class Showing(Prompts):
    """One page on its way to being answered, with what has been typed so far."""

    def __init__(self, talk: Talk, visit: Visit, page: Page) -> None:
        super().__init__(talk, visit, page)
        self._whole = page
        self._seeker = None if page.search is None else Seeker(page.search)
        lines = page.fields if page.search is None else (page.search.line,)
        self._values = {field.name: field.value for field in lines}
        self._asked: Collection[str] = self._values.keys()
        self._hinted: set[str] = set()
        self._secrecy_told = False

    async def until_done(self, attempt: Attempt[T]) -> T:
        """Ask until an attempt at the page succeeds, and return what it returned."""
        await self.draw()
        while True:
            try:
                action = await self._answer()
            except WentBack:
                raise WentBack(self._page.open_values(self._values)) from None
            if action in {QR_CODE_ON_LIGHT, QR_CODE_ON_DARK}:
                await self._show_qr_code(on_dark=action is QR_CODE_ON_DARK)
                continue
            if action is LOOK_AGAIN:
                await self._look_again()
                continue
            self.say_busy()
            try:
                done = await self._following(attempt(self._answers(action)))
            except Problem as problem:
                for each in problem.all:
                    self._tell_of_field(each)
                self._ask_again(problem)
            else:
                self._talk.lines.secret_over = True
                if action.submits:
                    self._talk.lines.failed = False
                return done

    def _tell_of_field(self, problem: Problem) -> None:
        """Say why something is refused once all was typed: of which field, if one sees it among others."""
        fields = [field for field in self._page.fields if isinstance(field, Field)]
        at_fault = next((field for field in fields if field.name == problem.field), None)
        if at_fault is None or at_fault.secret or len(fields) == 1:
            self.tell(problem)
        else:
            self.refuse(labelled(at_fault.label, sentence(problem)))

    async def draw(self) -> None:
        self._hinted.clear()
        self.say("")
        width = self._talk.lines.width
        self._page = await asyncio.to_thread(with_qr_code_that_fits, self._whole, width)
        page = await self._page.as_it_is()
        for line in await asyncio.to_thread(lines_of, page, self._visit.language, self._visit.now()):
            self.say(line)
        if not self._talk.commands_told:
            self._talk.commands_told = True
            self.tell_commands()

    async def _look_again(self) -> None:
        """Say what changes by itself; the rest of the page stands above."""
        changing = tuple(block for block in self._page.blocks if isinstance(block, Live))
        page = await replace(self._page, blocks=changing).as_it_is()
        self.say("")
        for line in block_lines(page, self._visit.language, self._visit.now()):
            self.say(line)

    async def _answer(self) -> Action:
        """Ask for what the page asks for, and return the action that was chosen."""
        if self._seeker is not None:
            return await self._search(self._seeker)
        return await (self._fill() if self._page.fields else self._choose_action())

    def _answers(self, action: Action) -> Answers:
        found = {} if self._seeker is None else self._seeker.answers(action)
        return Answers(action.name, {**self._values, **found})

    async def _search(self, seeker: Seeker) -> Action:
        """Ask for a query until one of the rows that it finds is chosen, or another action."""
        line = seeker.search.line
        while True:
            self.tell_others()
            try:
                await self._fill_line(line)
                self.say_busy()
                seeker.look_for(self._values[line.name])
                await seeker.find()
                chosen = await choose_found(self, seeker, offered(self._page))
            except Instead as instead:
                chosen = instead.action
            if chosen is not None:
                return chosen

    async def _show_qr_code(self, *, on_dark: bool) -> None:
        lines = self._talk.lines
        drawn = await asyncio.to_thread(
            qr_code_lines, self._page, lines.width, self._visit.language, on_dark=on_dark
        )
        if len(drawn) > lines.height:
            self.say(
                _("The QR code has {count} lines. To scan it, make the terminal higher.", count=len(drawn))
            )
        lines.write("\n".join(("", *drawn, "", "")))

    async def _choose_action(self) -> Action:
        actions = offered(self._page)
        if len(actions) > 1:
            default, labels = actions.index(self._default), [action.label for action in actions]
            return actions[await self.choose(choices_of(self._page), default, also=labels)]
        await self._press_enter(actions[0])
        return actions[0]

    async def _press_enter(self, action: Action) -> None:
        prompt = _("Press Enter ({action}):", action=action.label)
        while line := await self.ask(lambda: prompt):
            self.refuse_choice(line.strip(), _("Press Enter alone."))

    @property
    def _default(self) -> Action:
        """What Enter alone chooses: what ends the page, or the first line of its menu.

        It is the line that one came back from, if there is one. Else, where the menu says how things stand,
        it is the way back, so that nothing is changed by Enter alone. Where something changes by itself, it
        is to be told that again.
        """
        page = self._page
        if page.live is not None:
            return LOOK_AGAIN
        lines = page.choices[: len(page.menu)]
        if came_from := next((line for line in lines if line.name == page.came_from), None):
            return came_from
        if page.listed and not page.actions and page.leaving is not None:
            return page.leaving
        return (*page.actions, *page.choices)[0]

    async def _fill(self) -> Action:
        """Ask for the fields, and return the action that sends them, or the one chosen instead."""
        submits = next(action for action in self._page.actions if action.submits)
        while True:
            self.tell_others()
            try:
                if not self._asked:
                    await self._press_enter(submits)
                asked = [field for field in self._page.fields if field.name in self._asked]
                for field, following in zip(asked, (*asked[1:], None), strict=False):
                    await self._fill_in(field, isinstance(following, Field) and following.secret)
            except Instead as instead:
                if instead.action is not None:
                    return instead.action
                self._asked = self._values.keys()
            else:
                return submits

    async def _following(self, attempt: Awaitable[T]) -> T:
        """Await an attempt, and say how far it is where that is told."""
        under_way, told = asyncio.ensure_future(attempt), -_STEP
        try:
            while not (await asyncio.wait([under_way], timeout=_LOOK_EVERY))[0]:
                percent = self._visit.progress.percent
                if percent is not None and percent >= told + _STEP:
                    told = percent
                    self.say(_("Reading: {percent} % · Ctrl+C stops it", percent=percent))
            return await under_way
        finally:
            under_way.cancel()

    async def _fill_in(self, field: Field | Choice | Tick, then_secret: bool) -> None:
        match field:
            case Field():
                await self._fill_line(field, then_secret)
            case Choice():
                values = [value for value, _words in field.options]
                words = [words for _value, words in field.options]
                chosen = values.index(self._values[field.name])
                self._values[field.name] = values[await self.choose(words, chosen, field.label)]
            case Tick():
                await self._tick(field)

    async def _tick(self, tick: Tick) -> None:
        """Ask whether it is so, until it is: a word or its first letter; Enter alone is a no."""
        say = self._visit.language.say
        prompt = _("{label} ({yes}/{no}) [{kept}]:", label=tick.label, yes=_YES, no=_NO, kept=_NO)
        while not self._values[tick.name]:
            typed = (await self.ask(lambda: prompt)).strip().casefold()
            if typed in {say(_YES), say(_YES)[0]}:
                self._values[tick.name] = "yes"
            elif typed in {"", say(_NO), say(_NO)[0]}:
                self.tell(Problem(tick.unticked, tick.name))
                self.tell_others()
            else:
                self.refuse_choice(typed, _("Answer {yes} or {no}.", yes=_YES, no=_NO))

    async def _fill_line(self, field: Field, then_secret: bool = False) -> None:
        if field.secret and not self._secrecy_told:
            self.say(_SECRET_AGAIN if self._talk.secrecy_told else _SECRET)
            self._secrecy_told = self._talk.secrecy_told = True
        alone = replace(self._page, blocks=(), fields=(field,))
        while True:
            kept = "" if field.secret else self._values[field.name]
            prompt = partial(self._prompt, field, kept)
            line = await self.ask(prompt, secret=field.secret, joined=field.joined, then_secret=then_secret)
            if field.optional and line.isspace():
                line = kept = ""
            self._values[field.name] = line or kept
            problem = next(faults(alone, Answers("", self._values)), None)
            repeated = self._repeated_otherwise(field) if problem is None else None
            if problem is not None:
                self.tell(problem)
            elif unmet := await self._unmet(field):
                self.refuse(must_have(unmet))
            elif repeated is not None:
                self.tell(Problem(Refusal.PASSWORDS_DIFFER, field.name))
            else:
                return
            self._values[field.name] = kept if line else ""
            if repeated is not None:
                # Neither is seen, so either can be the one that was mistyped.
                await self._fill_line(repeated, then_secret=field.secret)

    async def _unmet(self, field: Field) -> Sequence[Message]:
        """Return the rules of the page that what was typed in `field` does not meet."""
        rules = next((block for block in self._page.blocks if isinstance(block, LiveChecks)), None)
        if rules is None or rules.about != field.name:
            return ()
        # What is to be typed again is taken for the same.
        values = dict.fromkeys(self._values, self._values[field.name])
        judgement = await asyncio.to_thread(rules.judge, values)
        # Without a word for its strength nobody could judge it now: the store does, once it is sent.
        return [] if judgement.strength is None else [one.rule for one in judgement.checks if not one.met]

    def _repeated_otherwise(self, field: Field) -> Field | None:
        """Return the field that `field` repeats, where another text was typed in that."""
        one, other = (
            unicodedata.normalize("NFC", self._values.get(name, "")) for name in (field.name, field.repeats)
        )
        if not field.repeats or one == other:
            return None
        return next(
            each for each in self._page.fields if isinstance(each, Field) and each.name == field.repeats
        )

    def _prompt(self, field: Field, kept: str) -> Message:
        hinted = field.name in self._hinted
        self._hinted.add(field.name)
        return prompt_of(field, kept, self._visit.language, hinted=hinted)

    def _ask_again(self, problem: Problem) -> None:
        """Forget what was refused, so that Enter never repeats it, and ask for that alone.

        What repeats it is typed again too. Where no field is at fault, all is asked for, and Enter keeps what
        was typed and is no secret.
        """
        fields = [field for field in self._page.fields if isinstance(field, Field)]
        at_fault = {each.field for each in problem.all if each.field in self._values}
        at_fault |= {field.name for field in fields if field.repeats in at_fault}
        anew = at_fault.union(typed_anew(self._page, problem))
        for field in fields:
            if field.name in anew:
                self._values[field.name] = ""
        self._asked = anew if at_fault else self._values.keys()

    @property
    def others(self) -> Sequence[tuple[Message, Action | None]]:
        """What can be chosen, by its number, where a field or a query is asked for."""
        if self._seeker is not None:
            return [(action.label, action) for action in offered(self._page)]
        if not self._page.fields:
            return ()
        # What opens later is not always there: it stands last, so that the others keep their numbers.
        actions = sorted(offered(self._page), key=lambda action: action.opens_at is not None)
        others: list[tuple[Message, Action | None]] = [
            (action.label, action) for action in actions if not action.submits
        ]
        if len(self._asked) < len(self._values):
            others.append((_FILL_IN_ALL, None))
        return others

    def tell_others(self) -> None:
        if not self.others:
            return
        choices = reduce(
            lambda said, choice: _("{said}, {choice}", said=said, choice=choice),
            (
                _("/{number} {choice}", number=str(number), choice=label)
                for number, (label, _action) in enumerate(self.others, 1)
            ),
        )
        first = next((field for field in self._page.fields if field.name in self._asked), None)
        if isinstance(first, Field) and first.secret:
            self.say(_("Other choices, after Enter alone: {choices}.", choices=choices))
        else:
            self.say(_("Other choices: {choices}.", choices=choices))
