"""What a search has found so far, for whichever front shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from i18n import Message, _, plural
from store.problems import Problem, Refusal
from tui.pages import Action, Found, FoundRow, Search


@dataclass(frozen=True, eq=False)
class _Wanted:
    """A query, and after which key each page of its rows was found, up to the one that is wanted."""

    query: str
    afters: tuple[str | None, ...] = (None,)


class Seeker:
    """One person's search: the `query` they typed, and the page of rows that it found, or the `problem`.

    Of the rows, one is `marked`, by its place; the key of the one that was `chosen` goes into the answers.

    It runs one `find` at a time. What is wanted meanwhile waits, and only the latest of it is found: rows of
    another query than the latest are never taken in.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.query = search.query
        self.problem: Problem | None = None
        self.found: Found | None = None
        self.marked = 0
        self.chosen = ""
        self._shown = _Wanted("")
        self._wanted: _Wanted | None = None
        self._finding = False

    @property
    def pending(self) -> bool:
        """Whether something else is wanted than what was found so far."""
        return self._wanted is not None

    @property
    def rows(self) -> tuple[FoundRow, ...]:
        """The rows that can be chosen from now; none while others are being found."""
        return () if self.found is None or self.pending else self.found.rows

    @property
    def number(self) -> int:
        """Which page of the rows this is, from 1 on."""
        return len(self._shown.afters)

    @property
    def follows(self) -> bool:
        """Whether another page of rows follows."""
        return not self.pending and self.found is not None and self.found.following is not None

    @property
    def precedes(self) -> bool:
        """Whether there is a page of rows before this one."""
        return not self.pending and self.number > 1

    def look_for(self, query: str) -> None:
        """Want the first rows of `query`, for `find` to find."""
        self.query, query = query, query.strip()
        limit = self.search.line.limit
        if self.search.least <= len(query) <= limit:
            self._wanted = _Wanted(query)
        else:
            too_long = Problem(Refusal.TOO_LONG, limit=limit) if len(query) > limit else None
            self._take(_Wanted(query), None, too_long)

    def turn(self, step: int) -> None:
        """Want the rows of the next page, or for a `step` of -1 of the one before; nothing where none is."""
        query, afters = self._shown.query, self._shown.afters
        if step > 0 and self.follows and self.found is not None:
            self._wanted = _Wanted(query, (*afters, self.found.following))
        elif step < 0 and self.precedes:
            self._wanted = _Wanted(query, afters[:-1])

    async def find(self) -> bool:
        """Find what is wanted; False where something is being found already, after which this will be.

        Raises what the search raises, but a `Problem`, which is kept.
        """
        if self._finding:
            return False
        self._finding = True
        try:
            while (latest := self._wanted) is not None:
                await self._find(latest)
        finally:
            self._finding = False
        return True

    def answers(self, action: Action) -> Mapping[str, str]:
        """Return what it adds to the answers of a page."""
        chosen = self.chosen if action.name == self.search.name else ""
        return {self.search.name: chosen, self.search.query_name: self.query}

    def status(self) -> Message:
        """Say what was found, or what to do so that something is."""
        if self.problem is not None:
            from tui.wording import sentence  # too slow for before the first picture

            return sentence(self.problem)
        if self.found is None:
            return self.search.needed
        if not self.found.rows:
            return self.search.empty
        if self.follows:
            return _("Page {number}. More follow.", number=str(self.number))
        if self.number > 1:
            return _("Page {number}, the last one.", number=str(self.number))
        return plural("{count} found.", "{count} found.", len(self.found.rows))

    async def _find(self, latest: _Wanted) -> None:
        found, problem = None, None
        try:
            found = await self.search.find(latest.query, latest.afters[-1])
        except Problem as refused:
            problem = refused
        if latest is self._wanted:
            self._take(latest, found, problem)

    def _take(self, shown: _Wanted, found: Found | None, problem: Problem | None) -> None:
        self._shown, self.found, self.problem = shown, found, problem
        self._wanted, self.marked = None, 0
