"""What a journey can do: ask, tell, perform."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from i18n import LANGUAGES, Language, language_of
from store import Problem, Refusal
from store.problems import refuse_all
from tui.faults import faults, stays_wrong
from tui.front import Attempt, Copier, Front
from tui.help_desk import with_matters
from tui.pages import Answers, Find, Found, Page, Paragraph, Text
from tui.paper import Paper, SystemPaper
from tui.progress import Progress
from tui.stay import Stay
from tui.store_door import StoreDoor
from tui.surroundings import OWN_TERMINAL, Surroundings
from tui.unwinding import FOR_ADMINISTRATORS, OutOfOrder, SessionOver, WentBack

if TYPE_CHECKING:
    from store import Session
    from store.accounts.store import Store

T = TypeVar("T")
U = TypeVar("U")
UseCase = Callable[["Store", Answers], T]
_JUDGED_ANEW_AFTER = timedelta(seconds=30)
"""What was wrong may have expired by then, or be right."""
_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Chosen:
    """The action that was chosen on a page instead of submitting it, with what had been typed by then."""

    action: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Visit:
    """One person at one terminal: what their journeys share, and nothing of anyone else.

    `terminal` says where from, for the history of the account, and `place` what of it nobody else can claim
    (`tui.process.place`). `language_fixed` is true once the person, or `--lang`, chose a language, which the
    account's own then does not override. What was chosen stays, except for the next person.

    `where` says whose account the person is in and where in it: their name, then the section, if they are in
    one; empty where nobody is signed in. `known_as` is the name that the next sign-in has filled in, and
    `wanted` what it is for, where someone is led to it.
    `unsaid` is what the next page says first, `progress` that of what is under way, where it can take long.
    """

    front: Front
    door: StoreDoor
    language: Language
    terminal: str = ""
    language_fixed: bool = False
    session: Session | None = None
    place: str = ""
    paper: Paper = field(default_factory=SystemPaper)
    surroundings: Surroundings = OWN_TERMINAL
    where: tuple[Text, ...] = ()
    known_as: str = ""
    wanted: Journey | None = None
    progress: Progress = field(default_factory=Progress)
    unsaid: tuple[Paragraph, ...] = field(default=(), repr=False)
    _purpose: tuple[Paragraph, ...] = ()
    _unkept: bool = field(default=False, repr=False)
    _may_open: bool = field(default=False, repr=False)
    _stay: Stay = field(default_factory=Stay, repr=False)
    _language_of_place: tuple[Language, bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._language_of_place = self.language, self.language_fixed

    async def ask(self, page: Page) -> Answers:
        """Show a page and return what was answered. Raises `WentBack` for an action that leaves."""

        async def take(answers: Answers) -> Answers:
            return answers

        return await self._show(page, take)

    async def tell(self, page: Page) -> None:
        """Show a page that is there to be read."""
        with contextlib.suppress(WentBack):
            await self.ask(page)

    def say(self, *said: Paragraph) -> None:
        """Have the next page say what was done, or why it was not, above its title."""
        self.unsaid += said

    @contextlib.contextmanager
    def coming_in_for(self, purpose: Paragraph) -> Iterator[None]:
        """Say on each page, until one is in the account, what one signs in for."""
        self._purpose = (purpose,)
        try:
            yield
        finally:
            self._purpose = ()

    @contextlib.contextmanager
    def within(self, place: Text) -> Iterator[None]:
        """Be in an account, or in a section of one: its pages say so."""
        before, self.where = self.where, (*self.where, place)
        try:
            yield
        finally:
            self.where = before

    @contextlib.contextmanager
    def until_kept(self) -> Iterator[None]:
        """Show something that would be lost with the page: nobody signs out before it is kept."""
        self._unkept = True
        try:
            yield
        finally:
            self._unkept = False

    def know(self, name: str) -> None:
        """Have the next sign-in know the name of whose turn it is, unless another person may come by then."""
        self.known_as = "" if self.surroundings.next_person_waits else name

    @property
    def signs_out(self) -> bool:
        """Whether the person can sign out of the page they are on."""
        return bool(self.where) and not self._unkept

    @property
    def comes_in(self) -> bool:
        """Whether what is under way opens a session, or takes what the one that is open still needs."""
        return self._may_open or self.session is not None

    async def perform(
        self,
        page: Page,
        use_case: UseCase[T],
        others: Mapping[str, UseCase[U]] = _NONE,
        besides: UseCase[None] | None = None,
    ) -> T | U:
        """Ask, then run `use_case(store, answers)` off the event loop; refused, show the page again.

        What was found wrong and is soon sent again as it was is refused as before, and costs no other try.
        Every action of `page` submits it, or leaves, or runs the use case that `others` has under its name;
        where one of them runs none, there is `perform_or_choose`. Raises `ValueError`. Where a field is not
        of its form, `besides` says what the store refuses of the others, if that costs no try.
        """
        unmet = [one.name for one in page.choices if not (one.submits or one.leaves or one.name in others)]
        if unmet:
            raise ValueError(f"nothing is to be performed for {', '.join(unmet)} of {page.name}")

        async def attempt(answers: Answers) -> T | U:
            if answers.action in others:
                return await self.door.run(partial(self._run, others[answers.action], answers))
            return await self.door.run(partial(self._run, use_case, answers))

        return await self._show(page, attempt, besides)

    async def perform_or_choose(self, page: Page, use_case: UseCase[T]) -> T | Chosen:
        """Perform where the page is submitted; for any other action, run nothing and say which was chosen."""

        async def attempt(answers: Answers) -> T | Chosen:
            if not page.taken(answers).submits:
                return Chosen(answers.action, answers.values)
            return await self.door.run(partial(self._run, use_case, answers))

        return await self._show(page, attempt)

    async def sign_in(self, page: Page, opening: UseCase[Session]) -> Session | Chosen:
        """Perform what opens a session, and go on with it, or return what was `Chosen` instead."""
        with self.opens_session() as opened:
            done = await self.perform_or_choose(
                page, lambda store, answers: opened(store, opening(store, answers))
            )
        if not isinstance(done, Chosen):
            self.enter(done)
        return done

    @contextlib.contextmanager
    def opens_session(self) -> Iterator[Callable[[Store, Session], Session]]:
        """Show what may open a session; yield what the use case hands it to before anyone can `enter` it.

        One that is opened when the person is gone already ends at once.
        """
        stay = self._stay

        def note(store: Store, session: Session) -> Session:
            if not stay.opens(session):
                store.sessions.end(session)
            return session

        self._may_open = True
        try:
            yield note
        finally:
            self._may_open = False

    async def look(self, question: Callable[[Store], T]) -> T:
        """Run a use case that needs no page, off the event loop."""

        def use_case(store: Store, _answers: Answers) -> T:
            return question(store)

        return await self.door.run(partial(self._run, use_case, Answers("look")))

    def finding(self, use_case: Callable[[Store, str, str | None], Found]) -> Find:
        """Return what a `Search` finds by: a use case of the query and the key to go on after."""

        async def find(query: str, after: str | None) -> Found:
            return await self.look(lambda store: use_case(store, query, after))

        return find

    @property
    def signed_in(self) -> Session:
        """The session. Raises `SessionOver` where there is none."""
        if self.session is None:
            raise SessionOver
        return self.session

    @property
    def copier(self) -> Copier | None:
        """What sends a text to the terminal's clipboard, where the place and the front allow it."""
        return self.front.copier if self.surroundings.copies else None

    def now(self) -> datetime:
        """Return the store's idea of now, which in a demo can be ahead of the machine's."""
        return self.door.settings.clock()

    @property
    def next_language(self) -> Language:
        """The language that follows the one spoken now, told in the same time zone."""
        codes = list(LANGUAGES)
        code = codes[(codes.index(self.language.code) + 1) % len(codes)]
        return replace(LANGUAGES[code], zone=self.language.zone)

    def speak(self, language: Language) -> None:
        """Go on in `language`, which the person chose."""
        self.language = language
        self.language_fixed = True

    async def keep_alive(self) -> None:
        """Tell the store that the person is still there. Raises `SessionOver` where their session is not."""
        session = self.session
        if session is not None:
            await self.look(lambda store: store.sessions.touch(session))

    async def leave(self) -> None:
        """Leave nothing behind: end the session in the store as well, also one that is only being opened.

        What was typed, what was still to be said of the account, and its language, go with it; where the next
        person waits, any other language than the place's own does.
        """
        self.front.forget()
        self.progress.stop()
        session, self.session = self.session, None
        if session is not None:
            self.unsaid = ()
        stay, self._stay = self._stay, Stay()
        ended = [one for one in (session, stay.end()) if one is not None]
        if self.surroundings.next_person_waits or not self.language_fixed:
            self.language, self.language_fixed = self._language_of_place

        def end(store: Store) -> None:
            for one in ended:
                store.sessions.end(one)

        if ended:
            # Also where nobody waits for it any longer.
            await asyncio.shield(self.look(end))

    def enter(self, session: Session) -> None:
        """Go on signed in, in the account's language unless one was chosen."""
        self.session = session
        self._stay.enter()
        if not self.language_fixed:
            self.language = language_of(session.language)

    @contextlib.asynccontextmanager
    async def handed_over(self, surroundings: Surroundings, language: Language) -> AsyncIterator[None]:
        """Be the visit of somebody else beside the person, whose own is out of reach until that one has left.

        It begins like any other: signed out, in a `language`, with nothing said or typed, and what the
        `surroundings` allow. Its place is none that could be known as somebody's. Neither of the two sees
        what the other was shown.
        """
        own = copy(self)
        self.front.forget()
        self.front.wipe()
        self._become(
            Visit(self.front, self.door, language, self.terminal, paper=self.paper, surroundings=surroundings)
        )
        try:
            yield
        finally:
            try:
                with contextlib.suppress(Problem, SessionOver):
                    await self.leave()
                self.front.wipe()
            finally:
                self._become(own)

    def _become(self, other: Visit) -> None:
        """Carry all that another visit carries, and nothing else.

        It stays the same object, which the front and its host hold on to, and has nothing but its fields.
        """
        for one in fields(Visit):
            setattr(self, one.name, getattr(other, one.name))

    async def _show(self, page: Page, attempt: Attempt[T], besides: UseCase[None] | None = None) -> T:
        wrong: tuple[Answers, Problem, datetime] | None = None

        async def guarded(answers: Answers) -> T:
            nonlocal wrong
            action = page.taken(answers)
            if action.leaves:
                raise WentBack(page.open_values(answers.values))
            if action.submits and (found := [*faults(page, answers)]):
                if besides is not None:
                    try:
                        await self.door.run(partial(self._run, besides, answers))
                    except Problem as problem:
                        found += problem.all
                refuse_all(found)
            if wrong is not None:
                sent, refused, refused_at = wrong
                if sent == answers and abs(self.now() - refused_at) < _JUDGED_ANEW_AFTER:
                    raise refused
            try:
                return await attempt(answers)
            except Problem as problem:
                if stays_wrong(page, problem):
                    wrong = answers, problem, self.now()
                raise

        said, self.unsaid = (*(() if self.where else self._purpose), *self.unsaid), ()
        if said or self.where:
            # What the title says need not be said twice.
            where = tuple(place for place in self.where if place != page.title)
            page = replace(page, said=said, where=where)
        page = with_matters(page, self.door.settings.help_desk)
        return await self.front.show(self, page, guarded)

    def _run(self, use_case: UseCase[T], answers: Answers) -> T:
        try:
            return use_case(self.door.open(), answers)
        except Problem as problem:
            if problem.refusal is Refusal.SESSION_ENDED:
                raise SessionOver from None
            if problem.refusal in FOR_ADMINISTRATORS and self.surroundings.next_person_waits:
                raise OutOfOrder(problem) from None
            raise


Journey = Callable[[Visit], Awaitable[None]]
"""What a person does, as one coroutine."""
