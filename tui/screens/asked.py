"""A page that is being shown: what is to come of it, and how far the person has got."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from i18n import Message
from store.problems import Problem
from tui.faults import typed_anew
from tui.front import Attempt
from tui.live_checks import Judgement, LiveChecks
from tui.pages import Action, Answers, Page, Search, Shown
from tui.qr import Modules, modules_of

if TYPE_CHECKING:
    from tui.searching import Seeker


class Asked:
    """A page, the attempt at it, the outcome that is awaited, and what was typed and refused so far."""

    def __init__(self, page: Page, attempt: Attempt[Any]) -> None:
        self.page = page
        self.attempt = attempt
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.seeker = None if page.search is None else _seeker_of(page.search)
        self.values = {field.name: field.value for field in page.fields}
        self.errors: dict[str | None, Message] = {}
        self.emptied: list[str] = []
        self.secrets_shown = False
        self.judgement: Judgement | None = None
        self.modules: Modules | None = None
        self.live: tuple[Shown, ...] = ()
        """What the live block of the page, if it has one, said last."""
        self._judging = self._changed = False

    @property
    def checks(self) -> LiveChecks | None:
        return next((block for block in self.page.blocks if isinstance(block, LiveChecks)), None)

    @property
    def entered(self) -> Action | None:
        """The action that answers Enter in a field."""
        actions = self.page.actions
        return next((action for action in actions if action.submits), actions[0] if actions else None)

    @property
    def begins_at(self) -> str:
        """Where the person begins: at the action they come back from, else at the first field to fill in."""
        if self.page.came_from:
            return f"action-{self.page.came_from}"
        return next((f"field-{name}" for name, value in self.values.items() if not value), "")

    def answers(self, action: Action) -> Answers:
        """Return what is answered with `action` as things are now."""
        found = {} if self.seeker is None else self.seeker.answers(action)
        return Answers(action.name, {**self.values, **found})

    def refuse(self, problem: Problem) -> str | None:
        """Note what is wrong, empty what is typed anew, and return the first field to see to, if any.

        It is the first at fault, or else the first that was emptied.
        """
        from tui.wording import sentence  # too slow for before the first picture

        # What was done before is old beside what is wrong now.
        still_said = tuple(one for one in self.page.said if one.tone != "success")
        self.page = replace(self.page, said=still_said)
        self.errors = {}
        for each in problem.all:
            at_fault = each.field if each.field in self.values else None
            self.errors.setdefault(at_fault, sentence(each))
        self.emptied = typed_anew(self.page, problem)
        self.values.update(dict.fromkeys(self.emptied, ""))
        emptied = next(iter(self.emptied), None)
        return next((name for name in self.values if name in self.errors), emptied)

    def unwind(self, error: BaseException) -> bool:
        """End the page with `error`; False where it has ended."""
        if self.outcome.done():
            return False
        self.outcome.set_exception(error)
        return True

    async def prepare(self) -> None:
        """Work out what the first picture of the page needs, unless something ends the page meanwhile."""
        if self.checks is None and self.page.qr_code is None and self.page.live is None:
            return
        working = asyncio.ensure_future(self._work_out())
        await asyncio.wait({working, self.outcome}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
        else:
            working.cancel()

    async def _work_out(self) -> None:
        await self.judge()
        await self.look_again()
        if self.page.qr_code is not None:
            self.modules = await asyncio.to_thread(modules_of, self.page.qr_code.text)

    async def look_again(self) -> None:
        """Have the live block of the page say how things are now."""
        if self.page.live is not None:
            self.live = await self.page.live.look()

    async def judge(self) -> bool:
        """Judge in a thread what is typed, up to the latest change; False if that is under way."""
        if self.checks is None:
            return False
        self._changed = True
        if self._judging:
            return False
        self._judging = True
        try:
            while self._changed:
                self._changed = False
                self.judgement = await asyncio.to_thread(self.checks.judge, dict(self.values))
        finally:
            self._judging = False
        return True


def _seeker_of(search: Search) -> Seeker:
    from tui.searching import Seeker  # the first picture would wait for it

    return Seeker(search)
