"""Asking for lines at a page, and obeying the commands among them."""

from __future__ import annotations

import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from i18n import LANGUAGES, Message, _
from store import Problem
from tui.lines import Unfit
from tui.pages import Action, Page, Text
from tui.reading import labelled
from tui.visit import SessionOver, Visit, VisitOver, WentBack
from tui.wording import sentence

if TYPE_CHECKING:
    from tui.plain.front import PlainFront

Prompt: TypeAlias = Callable[[], Message]
"""Said anew each time it is shown: by then the language may have changed, and a hint been told."""

_HELP = "?"
_BACK, _QUIT = _("/back"), _("/quit")


class Instead(Exception):
    """Another choice than the fields that are asked for: an action, or None to be asked for all of them."""

    def __init__(self, action: Action | None) -> None:
        super().__init__()
        self.action = action


class Prompts(ABC):
    """What can be said and asked at one page; a line that is a command is obeyed at any prompt."""

    def __init__(self, front: PlainFront, visit: Visit, page: Page) -> None:
        self._front, self._visit, self._page = front, visit, page

    @abstractmethod
    async def draw(self) -> None:
        """Say all that the page says."""

    @property
    @abstractmethod
    def others(self) -> Sequence[tuple[Message, Action | None]]:
        """What can be chosen, by its number, instead of answering a prompt."""

    @abstractmethod
    def tell_others(self) -> None:
        """Say what the `others` are, if there are any."""

    async def choose(self, words: Sequence[Text], default: int, label: Message | None = None) -> int:
        """Return the place of one of `words`, which are listed with their numbers under `label`."""
        prompt = _("Your choice [{value}]:", value=str(default + 1))
        listed: list[Text] = [] if label is None else [_("{label}:", label=label)]
        listed += [
            _("{number}. {option}", number=str(number), option=option)
            for number, option in enumerate(words, 1)
        ]
        while True:
            line = (await self.ask(lambda: prompt, listed=listed)).strip()
            if not line:
                return default
            if line.isdecimal() and 0 < int(line) <= len(words):
                return int(line) - 1
            self.say(_("Type a number from 1 to {count}.", count=len(words)))

    async def ask(
        self, prompt: Prompt, *, secret: bool = False, joined: bool = False, listed: Sequence[Text] = ()
    ) -> str:
        """Return a line that is not a command; what is `listed` stands above the prompt.

        A secret is taken as it is. There, a command is read after Enter alone, and not shown either: it may
        be the secret after all.
        """
        while True:
            for text in listed:
                self.say(text)
            line = await self._line(prompt, secret, joined)
            if secret:
                if line:
                    return line
                line = await self._line(_command_prompt, secret, joined)
                if line and not await self._obeyed(line):
                    self.say(_("This is not a command, and was not taken for an answer."))
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
                self.say(unfit.sentence)
                continue
            except EOFError:
                self._front.lines.write("\n")
                raise WentBack if self._front.lines.terminal and self._leads_back else VisitOver from None
            self._end_of_prompt(secret)
            if line is not None:
                return line

    async def _read(self, secret: bool, joined: bool) -> str | None:
        """Return a line, or None where it only answered the warning that the session is about to end."""
        front, session = self._front, self._visit.session
        if session is None:
            return await front.lines.read(secret=secret, joined=joined)
        quiet = max(front.left(session) - front.warning, timedelta())
        try:
            line = await front.lines.read(secret=secret, joined=joined, seconds=quiet.total_seconds())
            warned = False
        except TimeoutError:
            front.lines.write("\n")
            left = max(min(front.left(session), front.warning), timedelta())
            self.say(
                _(
                    "You will be signed out in {time}. Press Enter to stay signed in.",
                    time=timedelta(seconds=round(left.total_seconds())),
                )
            )
            line = await self._read_at_last(secret, joined, left)
            warned = True
        await front.keep_alive(self._visit)
        return None if warned and not line else line

    async def _read_at_last(self, secret: bool, joined: bool, left: timedelta) -> str:
        lines = self._front.lines
        try:
            return await lines.read(secret=secret, joined=joined, seconds=left.total_seconds())
        except TimeoutError:
            lines.write("\n")
            raise SessionOver from None

    async def _obeyed(self, line: str) -> bool:
        """Carry out a command. Returns False for a line that is none."""
        say = self._visit.language.say
        if line == _HELP:
            for paragraph in self._page.help:
                self.say(paragraph)
            self.tell_commands()
        elif line == say(_BACK):
            if self._leads_back:
                raise WentBack
            self.say(_("There is nothing to go back to from this page."))
        elif line == say(_QUIT):
            raise VisitOver
        elif line[:1] == "/" and line[1:] in LANGUAGES:
            self._visit.speak(LANGUAGES[line[1:]])
            await self.draw()
            self.tell_others()
        elif (others := self.others) and line[:1] == "/" and line[1:].isdecimal():
            if 0 < int(line[1:]) <= len(others):
                raise Instead(others[int(line[1:]) - 1][1])
            self.tell_others()
        else:
            return False
        return True

    @property
    def _leads_back(self) -> bool:
        return any(action.leaves for action in self._page.actions)

    def tell(self, problem: Problem) -> None:
        """Say why something was refused."""
        self.say("! " + self._visit.language.say(sentence(problem)))

    def tell_commands(self) -> None:
        """Say what can be typed at any prompt."""
        self.say(
            _("At any prompt: ? explains the page, {back} goes back, {quit} leaves.", back=_BACK, quit=_QUIT)
        )
        for code, language in LANGUAGES.items():
            if language.code != self._visit.language.code:
                self.say(labelled(f"/{code}", language.name))
        self.say("")

    def say(self, text: Text) -> None:
        """Write `text` as lines of its own."""
        self._front.lines.write(self._wrapped(text) + "\n")

    def say_busy(self) -> None:
        """Say that something takes a moment, if it does."""
        self._front.lines.write_soon(self._wrapped(_("One moment…")) + "\n")

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


def _command_prompt() -> Message:
    return _("Nothing was typed. Type a command, or press Enter alone to go on:")
