"""The plain front: each page as line prompts, for screen readers and simple terminals."""

from __future__ import annotations

import asyncio
import contextlib
import textwrap
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from math import inf
from typing import TypeVar

from i18n import LANGUAGES, Message, _
from store import Problem, Refusal, Session
from store.rules.limits import SESSION_IDLE, SESSION_IDLE_WARNING
from tui.lines import Lines, Unfit
from tui.pages import Action, Answers, Choice, Field, Page, Text, Tick
from tui.reading import labelled, lines_of
from tui.visit import Attempt, SessionOver, Visit, VisitOver, WentBack, faults
from tui.wording import sentence

T = TypeVar("T")

_HELP = "?"
_BACK, _QUIT = _("/back"), _("/quit")
_YES, _NO = _("yes"), _("no")
_PATIENCE = 0.3
"""Seconds an attempt may take before the page says that it is under way."""

_TELL_STORE_EVERY = 10.0
"""Seconds between two times at most that the store is told of activity."""


class PlainFront:
    """Shows pages as text and prompts. It writes words, spaces and line ends, and nothing else.

    A signed-in person who types nothing for `idle` is signed out, and told so `warning` before.
    """

    def __init__(
        self, lines: Lines, *, idle: timedelta = SESSION_IDLE, warning: timedelta = SESSION_IDLE_WARNING
    ) -> None:
        self.lines = lines
        self.idle, self.warning = idle, warning
        self.commands_told = self.secrecy_told = False
        self._session: Session | None = None
        self._known_at = self._told_at = 0.0

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.visit.Front`)."""
        return await _Showing(self, visit, page).until_done(attempt)

    @property
    def copies(self) -> bool:
        """It writes words and nothing else, so nothing reaches a clipboard."""
        return False

    def copy(self, text: str) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        """What was typed went with its page."""

    def left(self, session: Session) -> timedelta:
        """Return what is left of `session`: only what the store was told of counts, as it does there."""
        now = asyncio.get_running_loop().time()
        if session is not self._session:
            self._session, self._known_at, self._told_at = session, now, -inf
        return self.idle - timedelta(seconds=now - self._known_at)

    async def keep_alive(self, visit: Visit) -> None:
        """Tell the store that the person is there, at most every ten seconds. Raises `SessionOver`."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= _TELL_STORE_EVERY:
            self._told_at = now
            # A store that cannot note it says so when it is asked for something.
            with contextlib.suppress(Problem):
                await visit.keep_alive()
                self._known_at = now


class _Showing:
    """One page on its way to being answered, with what has been typed so far."""

    def __init__(self, front: PlainFront, visit: Visit, page: Page) -> None:
        self._front, self._visit, self._page = front, visit, page
        self._values = {field.name: field.value for field in page.fields}

    async def until_done(self, attempt: Attempt[T]) -> T:
        await self._draw()
        asked: Collection[str] = self._values.keys()
        while True:
            action = await self._choose_action()
            if action.submits:
                await self._fill(asked)
            busy = asyncio.get_running_loop().call_later(_PATIENCE, self._say, _("One moment…"))
            try:
                return await attempt(Answers(action.name, dict(self._values)))
            except Problem as problem:
                self._tell(problem)
                asked = self._to_ask_again(problem)
            finally:
                busy.cancel()

    async def _draw(self) -> None:
        self._say("")
        for line in await asyncio.to_thread(lines_of, self._page, self._visit.language):
            self._say(line)
        if not self._front.commands_told:
            self._front.commands_told = True
            self._tell_commands()

    async def _choose_action(self) -> Action:
        actions = self._page.actions
        if len(actions) > 1:
            return actions[await self._choose(_("Your choice"), [action.label for action in actions], 0)]
        if not actions[0].submits:
            while await self._ask(_("Press Enter to go on ({action}):", action=actions[0].label)):
                self._say(_("Press Enter alone."))
        return actions[0]

    async def _fill(self, names: Collection[str]) -> None:
        for field in self._page.fields:
            if field.name not in names:
                continue
            if isinstance(field, Choice):
                values = [value for value, _words in field.options]
                words = [words for _value, words in field.options]
                chosen = values.index(self._values[field.name])
                self._values[field.name] = values[await self._choose(field.label, words, chosen)]
            elif isinstance(field, Tick):
                if not await self._ticked(field):
                    return  # the page is not sent without it, and says so
            else:
                await self._fill_line(field)

    async def _ticked(self, tick: Tick) -> bool:
        """Ask whether it is so: a word or its first letter; Enter keeps the answer, and at first is a no."""
        say = self._visit.language.say
        while True:
            kept = _YES if self._values[tick.name] else _NO
            prompt = _("{label} ({yes}/{no}) [{kept}]:", label=tick.label, yes=_YES, no=_NO, kept=kept)
            typed = (await self._ask(prompt)).strip().casefold() or say(kept)
            for word, value in ((_YES, "yes"), (_NO, "")):
                if typed in {say(word), say(word)[0]}:
                    self._values[tick.name] = value
                    return bool(value)
            self._say(_("Answer {yes} or {no}.", yes=_YES, no=_NO))

    async def _fill_line(self, field: Field) -> None:
        if field.hint is not None:
            self._say(field.hint)
        if field.secret and not self._front.secrecy_told:
            self._front.secrecy_told = True
            self._say(_("What you type now is not shown, and commands are not read. Ctrl+D goes back."))
        alone = replace(self._page, fields=(field,))
        while True:
            kept = "" if field.secret else self._values[field.name]
            line = await self._ask(_prompt(field, kept), secret=field.secret, joined=field.joined)
            if field.optional and line.isspace():
                line = kept = ""
            self._values[field.name] = line or kept
            problem = next(faults(alone, Answers("", self._values)), None)
            if problem is None:
                return
            self._tell(problem)
            self._values[field.name] = kept

    async def _choose(self, label: Message, words: Sequence[Text], default: int) -> int:
        """Return the place of one of `words`, which are listed with their numbers."""
        prompt = _("{label} [{value}]:", label=label, value=str(default + 1))
        while True:
            line = (await self._ask(prompt, words=words)).strip()
            if not line:
                return default
            if line.isdecimal() and 0 < int(line) <= len(words):
                return int(line) - 1
            self._say(_("Type a number from 1 to {count}.", count=len(words)))

    async def _ask(
        self, prompt: Message, *, secret: bool = False, joined: bool = False, words: Sequence[Text] = ()
    ) -> str:
        """Return a line that is not a command; `words` are what it chooses from."""
        self._list(words)
        while True:
            self._write_prompt(prompt)
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
            if line is None:
                continue
            if secret or not await self._obeyed(line):
                return line
            self._list(words)

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
            self._say(
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

    def _list(self, words: Sequence[Text]) -> None:
        for number, option in enumerate(words, 1):
            self._say(_("{number}. {option}", number=str(number), option=option))

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
        elif line == say(_QUIT):
            raise VisitOver
        elif line[:1] == "/" and line[1:] in LANGUAGES:
            self._visit.speak(LANGUAGES[line[1:]])
            await self._draw()
        else:
            return False
        return True

    @property
    def _leads_back(self) -> bool:
        return any(action.leaves for action in self._page.actions)

    def _to_ask_again(self, problem: Problem) -> Collection[str]:
        """Forget the secrets, and return the fields to ask for after a refusal.

        A field that is refused by itself is asked for again, with the secrets. A secret, or no field at all,
        may be refused for what stands elsewhere: then all are asked for, and Enter keeps what was typed. So
        they are after a box that was not ticked, where the questions ended.
        """
        secrets = {field.name for field in self._page.fields if isinstance(field, Field) and field.secret}
        self._values.update(dict.fromkeys(secrets, ""))
        refused = {name for name in self._values if name == problem.field} - secrets
        if not refused or problem.refusal is Refusal.NOT_TICKED:
            return self._values.keys()
        return refused | secrets

    def _tell(self, problem: Problem) -> None:
        # The sentence on a box follows the question itself, which is a sentence too.
        labels = {field.name: field.label for field in self._page.fields if not isinstance(field, Tick)}
        self._say(labelled(labels.get(problem.field or "", _("Error")), sentence(problem)))

    def _tell_commands(self) -> None:
        self._say(
            _("At any prompt: ? explains the page, {back} goes back, {quit} leaves.", back=_BACK, quit=_QUIT)
        )
        for code, language in LANGUAGES.items():
            if language.code != self._visit.language.code:
                self._say(labelled(f"/{code}", language.name))
        self._say("")

    def _say(self, text: Text) -> None:
        self._front.lines.write(self._wrapped(text) + "\n")

    def _write_prompt(self, prompt: Message) -> None:
        self._front.lines.write(self._wrapped(prompt) + " ")

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


def _prompt(field: Field, kept: str) -> Message:
    if kept and field.optional:
        return _("{label} [{value}, a space empties it]:", label=field.label, value=kept)
    if kept:
        return _("{label} [{value}]:", label=field.label, value=kept)
    if field.optional:
        return _("{label} (may be left empty):", label=field.label)
    return _("{label}:", label=field.label)
