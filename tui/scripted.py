"""The scripted front: a person in a test, who answers page after page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from i18n import ENGLISH, Language
from store import Problem
from tui.faults import typed_anew
from tui.front import Attempt, Copier
from tui.pages import Action, Answers, Page, Text
from tui.reading import found_rows, lines_of, prompts_of
from tui.searching import Seeker
from tui.store_door import StoreDoor
from tui.unwinding import IdleTooLong, SignedOut, VisitOver
from tui.visit import Visit
from tui.wording import sentence

T = TypeVar("T")
Journey = Callable[[Visit], Coroutine[Any, Any, object]]


class ScriptedFront:
    """Shows each page to whoever waits for one, and waits for the answer."""

    def __init__(self) -> None:
        self.shown: asyncio.Queue[tuple[Page, Problem | None]] = asyncio.Queue()
        self.given: asyncio.Queue[Answers | Exception] = asyncio.Queue()
        self.copied: list[str] = []

    async def show(self, visit: Visit, page: Page, attempt: Attempt[T]) -> T:
        """Show `page` until an attempt at it succeeds (see `tui.front.Front`)."""
        problem: Problem | None = None
        while True:
            self.shown.put_nowait((await page.as_it_is(), problem))
            given = await self.given.get()
            if isinstance(given, Exception):
                raise given
            try:
                return await attempt(given)
            except Problem as refusal:
                problem = refusal

    @property
    def copier(self) -> Copier:
        """What is sent to the clipboard is kept in `copied`."""
        return self.copied.append

    def forget(self) -> None:
        """A page that was answered is gone already; `copied` is the terminal's, not the front's."""

    wipes = True

    def wipe(self) -> None:
        """It shows one page at a time, and keeps none."""


class Person:
    """Someone on a journey, one page at a time.

        person = Person(door)
        await person.start(welcome)
        await person.chooses("forgot-password")
        await person.answers(email="alexandre@example.org")
        assert "spam" in person.says()

    What a journey raises at its end is raised by the step that led there. `problems` holds what the page
    refused, by field ("" for what belongs to none); `copied` all that was sent to their clipboard. A box is
    ticked with "yes".
    """

    def __init__(self, door: StoreDoor, language: Language = ENGLISH, terminal: str = "pts/0") -> None:
        self._front = ScriptedFront()
        self.visit = Visit(self._front, door, language, terminal)
        self.problems: dict[str, Problem] = {}
        self.copied = self._front.copied
        self._page: Page | None = None
        self._values: dict[str, str] = {}
        self._seeker: Seeker | None = None
        self._journey: asyncio.Task[object] | None = None

    @property
    def page(self) -> Page:
        """The page before them."""
        assert self._page is not None, "the journey is over"
        return self._page

    @property
    def is_through(self) -> bool:
        """Whether the journey is over."""
        return self._journey is not None and self._journey.done()

    async def start(self, journey: Journey) -> Page | None:
        """Set out, and return the first page; each step returns the page it led to, None at the end."""
        self._journey = asyncio.create_task(journey(self.visit))
        return await self._look_up()

    async def chooses(self, action: str) -> Page | None:
        """Press a button, leaving the fields as they are."""
        return await self.answers(action)

    async def answers(self, action: str = "submit", /, **values: str) -> Page | None:
        """Fill in fields and press a button. Other fields keep their value, but for a wrong secret."""
        chosen = next((each for each in self.page.choices if each.name == action), None)
        assert chosen is not None, f"{self.page.name} has no «{action}»"
        for name, value in values.items():
            assert name in self._values, f"{self.page.name} has no field «{name}»"
            self._values[name] = value
        return await self._gives(chosen)

    async def searches(self, query: str) -> Page | None:
        """Type a query; `says` then has the rows that it finds, and `found` their keys."""
        self._search.look_for(query)
        return await self._finds()

    async def turns(self, step: int) -> Page | None:
        """Have the next page of rows shown, or the one before for a `step` of -1."""
        assert self._search.follows if step > 0 else self._search.precedes, "there is no such page of rows"
        self._search.turn(step)
        return await self._finds()

    @property
    def found(self) -> list[str]:
        """The keys of the rows that can be chosen."""
        return [row.key for row in self._search.rows]

    async def picks(self, key: str) -> Page | None:
        """Choose the row with this key."""
        assert key in self.found, f"{self.page.name} shows no row «{key}»"
        self._search.chosen = key
        return await self._gives(self._search.search.choosing)

    async def leaves(self) -> Page | None:
        """Press Back or Cancel, whichever there is."""
        leaving = self.page.leaving
        assert leaving is not None, f"{self.page.name} cannot be left"
        return await self.chooses(leaving.name)

    async def idles(self) -> Page | None:
        """Do nothing until the idle limit ends the session."""
        return await self._unwinds(IdleTooLong())

    async def signs_out(self) -> Page | None:
        """Ask to be signed out where the front, not the page, offers it."""
        return await self._unwinds(SignedOut())

    async def vanishes(self) -> None:
        """Close the terminal: the visit is over."""
        try:
            await self._unwinds(VisitOver())
        except VisitOver:
            return
        assert self.is_through, f"the visit went on to {self.page.name}"

    def speaks(self, language: Language) -> None:
        """Switch the language of the page."""
        self.visit.speak(language)

    def says(self) -> str:
        """Return all the words of the page, with what it refused, in the person's language."""
        language = self.visit.language
        said: list[Text] = [*map(sentence, self.problems.values())]
        if self._seeker is not None:
            said += [self._seeker.status(), *found_rows(self._seeker)]
        words = map(language.say, said)
        return "\n".join(
            [*lines_of(self.page, language, self.visit.now()), *prompts_of(self.page, language), *words]
        )

    @property
    def done(self) -> str:
        """What the page says was done before it; empty where nothing was."""
        say = self.visit.language.say
        return "\n".join(say(said.text) for said in self.page.said if said.tone == "success")

    @property
    def _search(self) -> Seeker:
        assert self._seeker is not None, f"{self.page.name} has nothing to search"
        return self._seeker

    async def _gives(self, action: Action) -> Page | None:
        found = {} if self._seeker is None else self._seeker.answers(action)
        self._front.given.put_nowait(Answers(action.name, {**self._values, **found}))
        return await self._look_up()

    async def _finds(self) -> Page | None:
        try:
            await self._search.find()
        except Exception as error:
            return await self._unwinds(error)
        problem = self._search.problem
        self.problems = {} if problem is None else {"": problem}
        return self.page

    async def _unwinds(self, ending: Exception) -> Page | None:
        self._front.given.put_nowait(ending)
        return await self._look_up()

    async def _look_up(self) -> Page | None:
        """Wait for the next page, or for the end of the journey."""
        assert self._journey is not None
        shown = asyncio.ensure_future(self._front.shown.get())
        await asyncio.wait([shown, self._journey], return_when=asyncio.FIRST_COMPLETED)
        if not shown.done():
            shown.cancel()
            self._page, self.problems, self._values, self._seeker = None, {}, {}, None
            self._journey.result()
            return None
        page, problem = shown.result()
        if problem is None:
            self._values = {field.name: field.value for field in page.fields}
            self._seeker = None if page.search is None else Seeker(page.search)
        self._page, self.problems = page, {}
        if problem is not None:
            self._values.update(dict.fromkeys(typed_anew(page, problem), ""))
            for each in problem.all:
                self.problems.setdefault(each.field or "", each)
        return page
