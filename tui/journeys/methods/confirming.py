"""Confirming a removal with a code of another method, on the removal's own page (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeVar, assert_never

from i18n import Message, _
from store import RECOVERY_SHEET, Challenge, Confirmation, Method, Problem, Refusal, Ways
from store.accounts.store import Store
from store.rules.limits import NOTICE_LIFE
from tui import wording
from tui.journeys.methods.method_codes import (
    OTHER_METHOD,
    Sending,
    code_field,
    send_code,
    to_choose,
)
from tui.journeys.methods.words import words_of
from tui.journeys.sent_code import RESEND, resend
from tui.pages import BACK, Action, Answers, Block, Page, Paragraph
from tui.unwinding import WentBack
from tui.visit import Chosen, Visit

T = TypeVar("T")

_WITHOUT = Action("without-code", _("Go on without a code"))
_WHAT_A_CODE_SHOWS = _("A code shows that it is you, and not someone who found your session open.")
_FIELD = "confirmation"
_NO_WAY = ""
"""In the place of a way's id: the person goes on without a code."""

ConfirmedUseCase = Callable[["Store", Answers, Confirmation | None], T]


class _Turn(Enum):
    """What the page of a removal led to, other than the removal."""

    RESEND = "resend"
    OTHER = "other"
    GONE = "gone"
    SPENT = "spent"


_CHOSEN = {RESEND.name: _Turn.RESEND, OTHER_METHOD.name: _Turn.OTHER}
_LED_TO = {Refusal.METHOD_GONE: _Turn.GONE, Refusal.CODE_TRIES_SPENT: _Turn.SPENT}


@dataclass(frozen=True)
class _Turned:
    """The page leads elsewhere, and keeps what was typed on it."""

    turn: _Turn
    page: Page


@dataclass
class Removal:
    """Something that goes from an account, and what the person confirms that with, if they can and wish to.

    `removed` is the id of a method, `RECOVERY_SHEET`, or empty for the email; `why` says what a code is good
    for. The removal's own page asks for the password.
    """

    visit: Visit
    removed: str
    why: Message
    _ways: Ways = field(default=Ways((), 0), init=False)
    _way: str | None = field(default=None, init=False)
    _spent: set[str] = field(default_factory=set, init=False)

    @property
    def confirmed(self) -> bool:
        """Whether a code confirms it."""
        return bool(self._way)

    async def perform(self, page: Page, use_case: ConfirmedUseCase[T]) -> T:
        """Ask what to confirm with, then show the page of the removal, with a field for the code, until done.

        Where there is nothing to confirm with, or the person goes on without, the page is shown as it is.
        From it one goes back to that choice, where there is one. Raises `WentBack`.
        """
        notice, again = None, False
        while True:
            if self._way is None:
                await self._choose(notice)
            try:
                done = await self._show(page, use_case, again=again)
            except WentBack as left:
                if self._ways == Ways((), 0):
                    raise
                page, again = page.filled(left.typed), False
                await self._choose()
                continue
            if not isinstance(done, _Turned):
                return done
            page, again, notice = done.page, done.turn is _Turn.RESEND, None
            match done.turn:
                case _Turn.OTHER:
                    # Going back leads to where one was.
                    with suppress(WentBack):
                        await self._choose()
                case _Turn.GONE:
                    self._way, notice = None, wording.sentence(Problem(Refusal.METHOD_GONE))
                case _Turn.SPENT:
                    method = self._chosen()
                    notice = None if method is None else words_of(method).spent
                    self._drop_way()
                case _Turn.RESEND:
                    pass
                case _:
                    assert_never(done.turn)

    def leave_spent(self, problem: Problem) -> None:
        """Ask for another way where a refusal that another page told says that no code of this one helps."""
        if any(map(_says_spent, problem.all)):
            self._drop_way()

    def _drop_way(self) -> None:
        """Offer this way no more: none of its codes counts."""
        self._spent.add(self._way or _NO_WAY)
        self._way = None

    async def _choose(self, notice: Message | None = None) -> None:
        session = self.visit.signed_in
        self._ways = await self.visit.look(lambda store: store.confirming.ways(session, self.removed))
        if self._ways == Ways((), 0) and notice is None:
            self._way = _NO_WAY
            return
        unspent = tuple(method for method in self._ways.methods if method.id not in self._spent)
        page = choice_page(replace(self._ways, methods=unspent), self.why, notice, came_from=self._way or "")
        chosen = (await self.visit.ask(page)).action
        self._way = _NO_WAY if chosen == _WITHOUT.name else chosen

    async def _show(self, page: Page, use_case: ConfirmedUseCase[T], *, again: bool) -> T | _Turned:
        visit, way = self.visit, self._way or _NO_WAY
        shown = page
        if way != _NO_WAY:
            method = self._chosen()
            if method is None and way != RECOVERY_SHEET:
                return _Turned(_Turn.GONE, page)
            try:
                sending = await self._send(method, again=again)
            except Problem as problem:
                if problem.refusal not in _LED_TO:
                    raise
                return _Turned(_LED_TO[problem.refusal], page)
            shown = confirmed_page(page, method, sending)

        def attempt(store: Store, answers: Answers) -> T | _Turned:
            code = Confirmation(way, answers.secret(_FIELD)) if way != _NO_WAY else None
            try:
                return use_case(store, answers, code)
            except Problem as problem:
                if code is None or not self._is_of_the_code(store, problem):
                    raise
                return _Turned(_LED_TO[problem.refusal], page.filled(answers.values))

        done = await visit.perform_or_choose(shown, attempt)
        if isinstance(done, Chosen):
            return _Turned(_CHOSEN[done.action], page.filled(done.values))
        return done

    def _chosen(self) -> Method | None:
        """Return the method that is to confirm it; None for recovery codes, or none."""
        return next((method for method in self._ways.methods if method.id == self._way), None)

    async def _send(self, method: Method | None, *, again: bool) -> Sending:
        if method is None:
            return Sending()
        session, method_id = self.visit.signed_in, method.id
        return await send_code(
            self.visit,
            method,
            lambda store, again: store.confirming.send(session, method_id, again=again),
            again=again,
        )

    def _is_of_the_code(self, store: Store, problem: Problem) -> bool:
        """Tell whether no other code of this way helps; what is to be removed may be gone as well."""
        if problem.refusal is Refusal.METHOD_GONE:
            ways = store.confirming.ways(self.visit.signed_in, self.removed)
            return self._way not in {action.name for action in to_choose(ways)}
        return _says_spent(problem)


def _says_spent(problem: Problem) -> bool:
    """Tell whether no other code of the way that was chosen counts."""
    return problem.refusal is Refusal.CODE_TRIES_SPENT and problem.field == _FIELD


def choice_page(ways: Ways, why: Message, notice: Message | None = None, came_from: str = "") -> Page:
    """What a removal can be confirmed with, or not at all."""
    without = _(
        "If you go on without, the message about it has a code that can undo it for {time}.", time=NOTICE_LIFE
    )
    return Page(
        "confirm-with",
        _("Confirm with a code"),
        (
            *(() if notice is None else (Paragraph(notice, "warning"),)),
            Paragraph(why),
            Paragraph(without, "quiet"),
        ),
        menu=(*to_choose(ways), _WITHOUT, BACK),
        help=(
            _WHAT_A_CODE_SHOWS,
            _(
                "Only methods and recovery codes that you have had for {time} can confirm it.",
                time=NOTICE_LIFE,
            ),
        ),
        came_from=came_from,
    )


def confirmed_page(page: Page, method: Method | None, sending: Sending) -> Page:
    """Return the page of a removal with a field for the code of `method`; for a recovery code where None."""
    said: tuple[Block, ...] = sending.told
    more: tuple[Action, ...] = (OTHER_METHOD,)
    # The page has enough to say of its own, besides where the code is sent.
    asked = code_field(_FIELD, method, sending.sent, tells_where=True)
    if method is not None:
        match method.challenge:
            case Challenge.SHOWN:
                said = (Paragraph(words_of(method).asked(method.name)),)
            case Challenge.SENT:
                more = (resend(sending.sent), OTHER_METHOD)
            case _:
                assert_never(method.challenge)
    return replace(
        page,
        blocks=(*page.blocks, *said),
        fields=(*page.fields, asked),
        menu=(*page.menu, *more),
        help=(_WHAT_A_CODE_SHOWS, *page.help),
    )
