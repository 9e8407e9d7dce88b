"""Asking for a code of a method, at sign-in or elsewhere, or for a recovery code (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Generic, TypeVar, assert_never

from i18n import Message, _, plural
from store import RECOVERY_SHEET, Challenge, Method, Problem, Refusal, Secret, SentTo, Ways
from store.accounts.store import Store
from store.messages.letters.help_desk import LOST_METHOD, NONE_AT_HAND
from store.rules.limits import RECOVERY_CODES
from store.rules.paper_codes import RECOVERY_CODE
from tui import wording
from tui.journeys.methods.words import Words, words_of
from tui.journeys.questions_and_answers import LOST_PHONE, NOTHING_AT_HAND, WHY_A_SECOND_STEP
from tui.journeys.sent_code import ANOTHER_SENT, RESEND, resend, security_code
from tui.pages import BACK, CANCEL, Action, Answers, Block, Field, Page, Paragraph, submit
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Chosen, Visit

T = TypeVar("T")

OTHER_METHOD = Action("other-method", _("Try another method"))
_NOT_HERE = "not-here"

Said = tuple[Block | None, ...]
"""What a page says before it asks; None is not said."""


class _Turn(Enum):
    """What a code page led to, other than what the code is for."""

    RESEND = "resend"
    OTHER = "other"
    NOT_HERE = "not-here"
    GONE = "gone"
    SPENT = "spent"


_TURNS = {RESEND.name: _Turn.RESEND, OTHER_METHOD.name: _Turn.OTHER, _NOT_HERE: _Turn.NOT_HERE}


@dataclass(frozen=True)
class _Waits:
    """No code is taken until the time that `problem` tells, of whatever method."""

    problem: Problem


@dataclass(frozen=True)
class Sending:
    """What became of a code to be sent: why it was not, and where it went; None where none waits."""

    told: tuple[Block, ...] = ()
    sent: SentTo | None = None


@dataclass(frozen=True)
class Taking(Generic[T]):
    """What takes a code: its use cases, by the id of a method or `RECOVERY_SHEET`.

    Where five codes of a method were wrong, the page says so as `spent`, and `again` leads to the start.
    """

    ways: Callable[[Store], Ways]
    opens_at: Callable[[Store], datetime | None]
    send: Callable[[Store, str, bool], SentTo]
    enter: Callable[[Store, str, Secret], T]
    spent: Callable[[Words], Message | None]
    again: Action


async def take_code(visit: Visit, taking: Taking[T]) -> tuple[T, Method | None]:
    """Ask for a code of the default method, or of another one, until one is right.

    Return what it led to, and whose code it was; None for a recovery code.
    """
    wanted, notice = "", None
    spent: set[str] = set()
    while True:
        ways = await visit.look(taking.ways)
        method = _wanted(ways, wanted)
        if wanted not in {"", RECOVERY_SHEET, method.id if method else ""}:
            notice = gone()
        if method is not None and method.id in spent:
            outcome: T | _Turn = _Turn.SPENT
        else:
            outcome = await _enter_code(visit, taking, method, notice)
        notice = None
        if not isinstance(outcome, _Turn):
            return outcome, method
        if outcome is _Turn.GONE:
            wanted, notice = "", gone()
            continue
        if method is not None and outcome is _Turn.SPENT:
            spent.add(method.id)
            await _say_spent(visit, taking, method)
        page = methods_page(ways, method, spent, not_here=outcome is _Turn.NOT_HERE)
        # Going back leads to the page before.
        with suppress(WentBack):
            wanted = (await visit.ask(page)).action


async def _enter_code(
    visit: Visit, taking: Taking[T], method: Method | None, notice: Block | None
) -> T | _Turn:
    """Ask for a code of the method, sending it again when the person asks; or for a recovery code."""
    if method is None:
        return await _ask(visit, taking, RECOVERY_SHEET, recovery_code_page, (notice,))
    again, method_id = False, method.id
    while True:
        try:
            sending = await send_code(
                visit, method, lambda store, again: taking.send(store, method_id, again), again=again
            )
        except Problem as problem:
            turn = _turn_of(problem)
            if turn is None:
                raise
            return turn
        page = partial(code_page, method, sent=sending.sent)
        outcome = await _ask(visit, taking, method_id, page, (notice, *sending.told))
        if outcome is not _Turn.RESEND:
            return outcome
        notice, again = None, True


async def send_code(
    visit: Visit, method: Method, use_case: Callable[[Store, bool], SentTo], *, again: bool
) -> Sending:
    """Send a code to the method, unless it shows its codes; where none can be sent now, say why.

    Then the page takes an earlier one. `again` also where one that was sent still works. Raises `Problem`
    METHOD_GONE, CODE_TRIES_SPENT.
    """
    match method.challenge:
        case Challenge.SHOWN:
            return Sending()
        case Challenge.SENT:
            return await _send(visit, use_case, again=again)
        case _:
            assert_never(method.challenge)


async def _send(visit: Visit, use_case: Callable[[Store, bool], SentTo], *, again: bool) -> Sending:
    try:
        sent = await visit.look(lambda store: use_case(store, again))
    except Problem as problem:
        match problem.refusal:
            case Refusal.CODE_TOO_SOON:
                return await _send(visit, use_case, again=False)
            case Refusal.CODE_LOCKED:
                unsent = _(
                    "No code was sent: too many were wrong. From {clock} on, choose “Resend code”.",
                    clock=wording.opening(problem.until),
                )
                return Sending((Paragraph(unsent, "warning"),))
            case Refusal.CODES_TOO_MANY:
                return Sending((Paragraph(wording.sentence(problem), "warning"),))
            case _:
                raise
    if again:
        visit.say(ANOTHER_SENT)
    return Sending((), sent)


async def _say_spent(visit: Visit, taking: Taking[T], method: Method) -> None:
    """Say that no code of this method counts any more; return to choose another one, or start again."""
    opens_at, spent = await visit.look(taking.opens_at), taking.spent(words_of(method))
    if (await visit.ask(spent_page(spent, taking.again, opens_at))).action == taking.again.name:
        raise LeadsTo(taking.again.name)


async def _ask(
    visit: Visit, taking: Taking[T], method_id: str, page: Callable[[Said], Page], said: Said
) -> T | _Turn:
    """Ask for a code until it is right or leads elsewhere; the page says until when none is taken."""

    def attempt(store: Store, answers: Answers) -> T | _Turn | _Waits:
        try:
            return taking.enter(store, method_id, answers.secret("code"))
        except Problem as problem:
            if (turn := _turn_of(problem)) is not None:
                return turn
            if problem.facts.get("until") is not None:
                return _Waits(problem)
            raise

    opens_at = await visit.look(taking.opens_at)
    wait = None if opens_at is None else Paragraph(_too_many(opens_at), "warning")
    while True:
        match await visit.perform_or_choose(page((*said, wait)), attempt):
            case Chosen(action):
                return _TURNS[action]
            case _Waits(problem):
                wait = Paragraph(wording.sentence(problem), "error")
            case outcome:
                return outcome


def _too_many(opens_at: datetime) -> Message:
    return _("Too many wrong codes. Try again from {clock} on.", clock=wording.opening(opens_at))


def _wanted(ways: Ways, wanted: str) -> Method | None:
    """Return the method of this name, else the default one; None for a recovery code."""
    if wanted == RECOVERY_SHEET or not ways.methods:
        return None
    return next((method for method in ways.methods if method.id == wanted), ways.methods[0])


def _turn_of(problem: Problem) -> _Turn | None:
    """Return where a refusal leads that leaves the page nothing to ask for; None for any other."""
    return {Refusal.METHOD_GONE: _Turn.GONE, Refusal.CODE_TRIES_SPENT: _Turn.SPENT}.get(problem.refusal)


def gone() -> Paragraph:
    return Paragraph(_("The method you chose was deleted meanwhile. Use this one, or another."), "warning")


def code_field(
    name: str, method: Method | None, sent: SentTo | None = None, *, tells_where: bool = False
) -> Field:
    """Return the field of a code of a method, which may have been `sent`; of a recovery code for None.

    Its hint `tells_where` the code was sent on a page that says it nowhere else.
    """
    if method is None:
        hint = _(
            "{count} characters. Capitals, spaces and dashes do not matter.", count=RECOVERY_CODE.characters
        )
        return Field(name, _("Recovery code"), hint=hint, joined=True, form=RECOVERY_CODE.read)
    return security_code(words_of(method).hint(sent, tells_where=tells_where), name)


def to_choose(ways: Ways) -> tuple[Action, ...]:
    """Return an action for each of these ways, by its id."""
    actions = [Action(method.id, words_of(method).choice(method.name)) for method in ways.methods]
    if ways.recovery_codes:
        left = plural("Recovery code ({count} left)", "Recovery code ({count} left)", ways.recovery_codes)
        actions.append(Action(RECOVERY_SHEET, left))
    return tuple(actions)


def code_page(method: Method, said: Said = (), sent: SentTo | None = None) -> Page:
    words, others = words_of(method), [OTHER_METHOD]
    blocks = [block for block in said if block is not None]
    asked = Paragraph(words.asked(method.name))
    match method.challenge:
        case Challenge.SHOWN:
            blocks.append(asked)
        case Challenge.SENT:
            others.insert(0, resend(sent))
            if sent is not None:
                blocks.append(asked)
        case _:
            assert_never(method.challenge)
    if words.not_here is not None:
        others.append(Action(_NOT_HERE, words.not_here))
    return Page(
        f"second-step-{method.kind}",
        _("Security code"),
        tuple(blocks),
        (code_field("code", method, sent),),
        (submit(_("Continue")), CANCEL),
        tuple(others),
        help=(WHY_A_SECOND_STEP, LOST_PHONE),
        matter_of_help=LOST_METHOD,
    )


def spent_page(spent: Message | None, again: Action, opens_at: datetime | None) -> Page:
    blocks = [] if spent is None else [Paragraph(spent, "error")]
    if opens_at is not None:
        blocks.append(
            Paragraph(
                _("Another code, of any method, is taken from {clock} on.", clock=wording.opening(opens_at))
            )
        )
    return Page(
        "second-step-spent",
        _("Too many wrong codes"),
        tuple(blocks),
        menu=(again, OTHER_METHOD, CANCEL),
        help=(LOST_PHONE,),
        matter_of_help=LOST_METHOD,
    )


def recovery_code_page(said: Said = ()) -> Page:
    return Page(
        "second-step-recovery-code",
        _("Recovery code"),
        tuple(block for block in said if block is not None),
        (code_field("code", None),),
        (submit(_("Continue")), CANCEL),
        (OTHER_METHOD,),
        help=(
            _(
                "Recovery codes are the {count} codes that you saved from the sign-in settings. Each works"
                " once.",
                count=RECOVERY_CODES,
            ),
            WHY_A_SECOND_STEP,
            NOTHING_AT_HAND,
        ),
        matter_of_help=LOST_METHOD,
    )


def methods_page(
    ways: Ways, current: Method | None, spent: Collection[str] = (), *, not_here: bool = False
) -> Page:
    """What there is besides the `current` way, None for a recovery code, and the ids of the `spent` methods.

    `not_here` says that the current one is not at hand.
    """
    others = tuple(method for method in ways.methods if method != current and method.id not in spent)
    actions = to_choose(Ways(others, 0 if current is None else ways.recovery_codes))
    if current is not None and not_here:
        said = words_of(current).without(current.name, others=bool(others), any_way=bool(actions))
    elif actions:
        said = (Paragraph(_("What would you like to use instead?")),)
    else:
        said = (Paragraph(_("Your account has no other method that takes a code now."), "warning"),)
    return Page(
        "second-step-methods",
        _("Try another method"),
        (*said, *((Paragraph(NOTHING_AT_HAND, "quiet"),) if actions else ())),
        menu=(*actions, BACK),
        help=(LOST_PHONE, WHY_A_SECOND_STEP),
        matter=NONE_AT_HAND if actions else LOST_METHOD,
    )
