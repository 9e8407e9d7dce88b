"""Asking for lines at a page, and obeying the commands among them."""

from __future__ import annotations

import contextlib
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from i18n import LANGUAGES, Message, _, plural
from store import Problem
from tui.idleness import Idleness
from tui.lines import Lines, Unfit
from tui.pages import Action, Page, Text
from tui.plain.words import places_of
from tui.reading import AsItStands, labelled, marked, possible_from, spoken
from tui.unwinding import SessionOver, SignedOut, Unwinding, VisitOver, WentBack
from tui.visit import Visit
from tui.wording import sentence

Prompt: TypeAlias = Callable[[], Message]
"""Said anew each time it is shown: by then the language may have changed, and a hint been told."""

_BACK, _SIGN_OUT, _QUIT, _HELP = _("/back"), _("/logout"), _("/quit"), _("help")
_HELP_TOO = (_HELP, _("/help"), "?")


class Talk:
    """What goes on from page to page: the lines, how long nothing has been typed, what was told already."""

    def __init__(self, lines: Lines, clock: Callable[[], float]) -> None:
        self.lines = lines
        self.commands_told = self.secrecy_told = False
        self.answered = False
        """Whether any line has come yet."""
        self._clock = clock
        self._idleness: Idleness | None = None

    def idleness(self, visit: Visit) -> Idleness:
        """Return how long nothing has been typed by whoever is there."""
        if self._idleness is None:
            self._idleness = Idleness(visit, self._clock)
        return self._idleness

    def forget_person(self) -> None:
        """Count anew: another one may come."""
        if self._idleness is not None:
            self._idleness.begin_anew()


class Instead(Exception):
    """Another choice than the fields that are asked for: an action, or None to be asked for all of them."""

    def __init__(self, action: Action | None) -> None:
        super().__init__()
        self.action = action


class Prompts(ABC):
    """What can be said and asked at one page; a line that is a command is obeyed at any prompt."""

    def __init__(self, talk: Talk, visit: Visit, page: Page) -> None:
        self._talk, self._visit, self._page = talk, visit, page

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

    async def choose(
        self,
        words: Sequence[Text],
        default: int,
        label: Message | None = None,
        also: Sequence[Text] = (),
    ) -> int:
        """Return the place of one of `words`, which are listed with their numbers under `label`.

        It is chosen by its number, or by its words; the first ones `also` by others.
        """
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
            match self._places_of(line, words, also):
                case [place]:
                    return place
                case []:
                    why = plural("Type 1.", "Type a number from 1 to {count}.", len(words))
                case places:
                    why = _several(str(place + 1) for place in places)
            self.refuse_choice(line, why)

    def _places_of(self, line: str, words: Sequence[Text], also: Sequence[Text] = ()) -> Sequence[int]:
        """Return the places of the `words` that a line fits; a command and a number fit none."""
        if line[:1] == "/" or line.isdecimal():
            return ()
        say = self._visit.language.say
        return places_of(line, list(map(say, words)), list(map(say, also)))

    async def ask(
        self,
        prompt: Prompt,
        *,
        secret: bool = False,
        joined: bool = False,
        then_secret: bool = False,
        listed: Sequence[Text] = (),
    ) -> str:
        """Return a line that is not a command; what is `listed` stands above the prompt.

        A secret is taken as it is. There, a command is read after Enter alone, and not shown either: it may
        be the secret after all. With the line may come the secret that is asked for next (`then_secret`).
        """
        while True:
            for text in listed:
                self.say(text)
            line = await self._line(prompt, secret, joined, then_secret)
            if secret:
                if line:
                    return line
                line = await self._line(_command_prompt, secret, joined)
                if line and not await self._obeyed(line):
                    self.refuse(
                        _("This is not a command, and was not taken for an answer. Press Enter to go on.")
                    )
            elif not await self._obeyed(line):
                return line

    async def _line(self, prompt: Prompt, secret: bool, joined: bool, then_secret: bool = False) -> str:
        """Return the line that is typed at `prompt`."""
        while True:
            try:
                line = await self._read(self._wrapped(prompt()) + " ", secret, joined, then_secret)
            except Unfit as unfit:
                self.refuse(unfit.sentence)
            except EOFError:
                lines = self._talk.lines
                if lines.terminal and self._leads_back:
                    lines.secret_over = True
                    raise WentBack from None
                if not lines.terminal and not self._talk.answered:
                    self.refuse(_("The input ended before anything was answered."))
                if self._visit.surroundings.quits or lines.ended:
                    raise VisitOver from None
            else:
                self._talk.answered = True
                if line is not None:
                    return line

    async def _read(self, prompt: str, secret: bool, joined: bool, then_secret: bool) -> str | None:
        """Return a line, or None where it only answered the warning that the session is about to end."""
        idleness = self._talk.idleness(self._visit)
        read = partial(self._talk.lines.read, secret=secret, joined=joined, then_secret=then_secret)
        warned = False
        try:
            line = await read(prompt, seconds=_seconds(idleness.until_warning))
        except TimeoutError:
            if idleness.over:
                raise self._ending(idleness) from None
            self._warn(idleness.left or timedelta())
            warned = True
            try:
                line = await read(seconds=_seconds(idleness.left))
            except TimeoutError:
                raise self._ending(idleness) from None
        if idleness.over:
            raise self._ending(idleness)
        if idleness.note_typing():
            await idleness.tell_store()
        return None if warned and not line else line

    def _ending(self, idleness: Idleness) -> Unwinding:
        """Return what ends the page; what was typed on it is no answer to what comes next."""
        self._talk.lines.forget()
        return idleness.ending

    def _warn(self, left: timedelta) -> None:
        if self._visit.session is not None:
            self.say(_("You will be signed out in {time}. Press Enter to stay signed in.", time=left))
        else:
            self.say(_("This page will be closed in {time}. Press Enter to go on.", time=left))

    async def _obeyed(self, line: str) -> bool:
        """Carry out a command. Returns False for a line that is none."""
        self._talk.lines.secret_over = line[:1] == "/"
        if _is_one_of(line, *_HELP_TOO):
            for paragraph in self._page.help:
                self.say(paragraph)
            self.tell_commands()
        elif _is_one_of(line, _BACK):
            if self._leads_back:
                raise WentBack
            self.refuse(_("There is nothing to go back to from this page. Choose something else."))
        elif _is_one_of(line, _SIGN_OUT):
            self._sign_out()
        elif self._visit.surroundings.quits and _is_one_of(line, _QUIT):
            await self._quit()
        elif line[:1] == "/" and line[1:] in LANGUAGES:
            self._visit.speak(LANGUAGES[line[1:]])
            await self.draw()
            self.tell_others()
        elif line[:1] == "/" and (others := self.others):
            return self._chooses_other(others, line[1:].strip())
        else:
            return False
        return True

    def _chooses_other(self, others: Sequence[tuple[Message, Action | None]], typed: str) -> bool:
        """Choose one by its number or its words; return False for what can be an answer, such as a path."""
        if typed.isdecimal():
            if 0 < int(typed) <= len(others):
                self._choose_other(others[int(typed) - 1][1])
            else:
                self.refuse(plural("Type /1.", "Type one from /1 to /{count}.", len(others)))
                self.tell_others()
            return True
        match self._places_of(typed, [label for label, _action in others]):
            case [place]:
                self._choose_other(others[place][1])
            case [] if typed.replace(" ", "").isalpha():
                self._refuse_command()
            case []:
                return False
            case places:
                self.refuse(_several(f"/{place + 1}" for place in places))
        return True

    def _choose_other(self, action: Action | None) -> None:
        """Raise `Instead` for one of the others, unless it is too early for it."""
        if action is not None and action.opens_at is not None and action.opens_at > self._visit.now():
            self.refuse(possible_from(action.label, action.opens_at))
            return
        raise Instead(action)

    async def _quit(self) -> None:
        """Raise what ends the visit; whoever is in their account is signed out before, and told so."""
        if self._visit.where:
            with contextlib.suppress(Problem, SessionOver):
                await self._visit.leave()
                self.say(_("You have signed out."))
        raise VisitOver

    def _sign_out(self) -> None:
        if self._visit.signs_out:
            raise SignedOut
        if self._visit.where:
            self.say(_("You can sign out once you have kept what is shown."))
        else:
            self.say(_("Nobody is signed in."))

    @property
    def _leads_back(self) -> bool:
        return self._page.leaving is not None

    def tell(self, problem: Problem) -> None:
        """Say why something was refused."""
        self.refuse(sentence(problem))

    def refuse(self, why: Message) -> None:
        """Say why what was typed is not taken, and what to do."""
        said = marked(why, "error", self._visit.language)
        self._talk.lines.complain(self._wrapped(said) + "\n")

    def refuse_choice(self, line: str, why: Message) -> None:
        """Say `why` a line is no choice, or which commands there are where it looks like one."""
        if line[:1] == "/" and not line[1:].isdecimal():
            self._refuse_command()
        else:
            self.refuse(why)

    def _refuse_command(self) -> None:
        self.refuse(_("There is no such command."))
        self.tell_commands()

    def tell_commands(self) -> None:
        """Say what can be typed at any prompt."""
        if self._visit.surroundings.quits:
            commands = _(
                "At any prompt: {help} explains the page, {back} goes back, {sign_out} signs out,"
                " {quit} leaves.",
                help=_HELP,
                back=_BACK,
                sign_out=_SIGN_OUT,
                quit=_QUIT,
            )
        else:
            commands = _(
                "At any prompt: {help} explains the page, {back} goes back, {sign_out} signs out.",
                help=_HELP,
                back=_BACK,
                sign_out=_SIGN_OUT,
            )
        self.say(commands)
        for code, language in LANGUAGES.items():
            if language.code != self._visit.language.code:
                self.say(labelled(f"/{code}", language.name))
        self.say(
            _("Choose by the number, or by the first words of a choice; after the slash, if it has one.")
        )
        self.say("")

    def say(self, text: Text) -> None:
        """Write `text` as lines of its own."""
        self._talk.lines.write(self._wrapped(text) + "\n")

    def say_busy(self) -> None:
        """Say that something takes a moment, if it does."""
        self._talk.lines.write_soon(self._wrapped(_("One moment…")) + "\n")

    def _wrapped(self, text: Text) -> str:
        if isinstance(text, AsItStands):
            return text
        language = self._visit.language
        return textwrap.fill(
            spoken(language.say(text), language),
            max(20, self._talk.lines.width - 1),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _is_one_of(line: str, *words: Text) -> bool:
    """Tell whether a line is one of the words, in whichever language."""
    return line.strip().casefold() in {spoken.say(word) for word in words for spoken in LANGUAGES.values()}


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else max(0.0, span.total_seconds())


def _several(numbers: Iterable[str]) -> Message:
    """Return that what was typed fits the choices of these numbers."""
    return _("This fits several choices: {numbers}. Type one of these numbers.", numbers=", ".join(numbers))


def _command_prompt() -> Message:
    return _("Nothing was typed. Type a command, or press Enter alone to go on:")
