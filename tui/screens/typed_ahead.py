"""Keys in the order in which they were typed, also those that come before the page that they are for."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from i18n import _
from tui.screens.keys import ENDS, GO_BACK, GO_ON, MOVE, SCROLL
from tui.screens.page_screen import PageScreen
from tui.surroundings import PAUSE
from tui.typed_text import unreadable
from tui.visit import Visit

if TYPE_CHECKING:
    from tui.screens.fields import Line  # the first page has none

Typed: TypeAlias = events.Key | events.Paste

_REPEATED = frozenset({"enter", "space", "escape"})
"""What one presses again where nothing seems to happen: it is not for the page that comes."""
_IN_ORDER = frozenset(
    {"left", "right", "backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+a", "ctrl+e"}.union(
        *(key.does for key in (MOVE, GO_ON, SCROLL, ENDS, GO_BACK))
    )
)
"""Besides text, what waits for a page: to quit, say, does not."""
_LAPS = 3
"""A key goes up to the application, which finds its action; what that tells goes up, and what comes of it."""
_MOST_HELD = 500
"""More than any field takes: what comes on top is typed by nobody, and would hold up whoever comes then."""
_PATIENCE = 0.5
"""Seconds for a key to do what it does. A widget that is taken away meanwhile says nothing."""
_ANOTHER_PAGE = _("Another page has come. Wait a moment before you go on.")


class TypedAhead:
    """Gives keys and pastes to the application one by one, each once the one before has done what it does.

    While no page takes keys, they wait for the next one. Where the same page comes back, as what was sent is
    refused, they are dropped: they were meant for another. What was typed behind a secret may be more of it,
    so its text goes into masked fields alone. Where it finds none, or the page of the secret was ended from
    outside, all of it goes astray, up to a pause: neither is it seen, nor does its Enter lead anywhere. So
    does text that comes first where this front `replaces` one that broke off: who begins with another key, or
    has come to another page by the mouse, sees the page.
    `clock` counts seconds. What the `visit` has under way, and can be stopped, Esc stops meanwhile.
    """

    def __init__(
        self,
        app: App[None],
        pages: PageScreen,
        give: Callable[[Typed], Awaitable[None]],
        clock: Callable[[], float],
        visit: Visit,
        *,
        replaces: bool,
    ) -> None:
        self._app, self._pages, self._give, self._clock, self._visit = app, pages, give, clock, visit
        self._held: deque[tuple[Typed, int | None]] = deque()
        """Each with the number of the page that took keys when it came."""
        self._given_to = 0
        """The number of the page on which a key did something last."""
        self._settling: Settling | None = None
        self._behind_secret = False
        self._may_be_unseen = replaces
        """Whether nobody has shown yet that they see the first page."""
        self._astray_at: float | None = clock() if replaces else None
        """When text went astray last; None once there was a pause."""
        self._interruptions = 0

    async def take(self, typed: Typed) -> None:
        """Give `typed` to the application, now or later."""
        self._drop_interrupted()
        if self._goes_astray(typed) or len(self._held) >= _MOST_HELD:
            return
        self._held.append((typed, None if self._wait else self._pages.pages_shown))
        await self.go_on()

    async def go_on(self) -> None:
        """Give what is held, as far as it can be."""
        self._drop_interrupted()
        while self._held and self._settling is None:
            if self._wait:
                await self._wait_for_page()
                break
            (typed, page), line = self._held.popleft(), self._line
            now = self._pages.pages_shown
            if _is_repeated(typed) and page != now != self._given_to:
                continue
            if line is not None or not _is_text(typed):
                self._given_to = now
            self._behind_secret |= page != now and self._pages.answers_secret
            if self._behind_secret and _is_text(typed) and not (line is not None and line.password):
                self.forget()
                self._astray_at = self._clock()
                break
            way = (self._app.focused or self._app.screen).ancestors_with_self
            await self._give(typed)
            if line is None or not _is_text(typed):
                self._settling = Settling(self._app, way, self._settled)
        if not self._held:
            self._behind_secret = False

    def forget(self) -> None:
        """Drop what is held; what is typed next is for the page that is there."""
        self._held.clear()
        self._behind_secret = False

    async def _wait_for_page(self) -> None:
        """Keep what is for the page that comes, and give what is for none."""
        for held in [held for held in self._held if not _is_for_page(held[0]) or self._stops(held[0])]:
            self._held.remove(held)
            if self._stops(held[0]):
                self._visit.progress.stop()
            else:
                await self._give(held[0])

    def _stops(self, typed: Typed) -> bool:
        """Return whether `typed` stops what the page is busy with."""
        can_be = self._pages.busy and self._visit.progress.is_under_way
        return can_be and isinstance(typed, events.Key) and typed.key in GO_BACK.does

    @property
    def _wait(self) -> bool:
        """Whether what is typed is for a page that is not there yet."""
        elsewhere = len(self._app.screen_stack) > 1 or self._pages.beside_is_focused
        return self._pages.waits and not elsewhere

    @property
    def _line(self) -> Line | None:
        """The field of the page that is in focus, where text is typed in it."""
        return next((line for line in self._pages.lines if line.has_focus), None)

    def _drop_interrupted(self) -> None:
        if self._interruptions != self._pages.interruptions:
            self._interruptions = self._pages.interruptions
            self.forget()
            if self._pages.answers_secret:
                self._astray_at = self._clock()

    def _goes_astray(self, typed: Typed) -> bool:
        """Return whether `typed` may still be for the page of a secret that is gone."""
        if self._astray_at is None:
            return False
        now = self._clock()
        sees_page = self._may_be_unseen and (not _is_text(typed) or self._pages.pages_shown > 1)
        if not self._wait and (sees_page or now - self._astray_at >= PAUSE):
            self._astray_at = None
            return False
        if _is_text(typed):
            self._may_be_unseen, self._astray_at = False, now
        astray = _is_text(typed) or _is_repeated(typed)
        if astray and not self._wait:
            self._pages.say_for_a_moment(_ANOTHER_PAGE)
        return astray

    async def _settled(self, settling: Settling) -> None:
        if self._settling is settling:
            self._settling = None
            await self.go_on()


class Settling:
    """Calls `then` once all that came of a key has been done, or has not been for too long."""

    def __init__(
        self, app: App[None], way: Sequence[MessagePump], then: Callable[[Settling], Awaitable[None]]
    ) -> None:
        self._app, self._way, self._then = app, chain.from_iterable(repeat(way, _LAPS)), then
        self._timer = app.set_timer(_PATIENCE, self._end)
        self._hop()

    def _hop(self) -> None:
        if not any(node.call_later(self._hop) for node in self._way):
            self._app.call_later(self._end)

    async def _end(self) -> None:
        self._timer.stop()
        await self._then(self)


def _is_for_page(typed: Typed) -> bool:
    return _is_text(typed) or (isinstance(typed, events.Key) and typed.key in _IN_ORDER)


def _is_repeated(typed: Typed) -> bool:
    return isinstance(typed, events.Key) and typed.key in _REPEATED


def _is_text(typed: Typed) -> bool:
    if isinstance(typed, events.Paste) or typed.character is None:
        return isinstance(typed, events.Paste)
    return typed.is_printable or unreadable(typed.character)
