"""The second step of signing in (PRODUCT §6, seed 001): a code of an app, of a phone, or a recovery code."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from i18n import Clock, Message, _, plural
from store import Method, MethodKind, Problem, Refusal, Secret, SentTo, Session, Ways
from tui import wording
from tui.journeys.questions_and_answers import HELP_DESK, LOST_PHONE, WHY_A_SECOND_STEP
from tui.pages import BACK, CANCEL, Action, Answers, Block, Bullets, Field, Page, Paragraph, Tone, submit
from tui.visit import LeadsTo, Visit, WentBack

if TYPE_CHECKING:
    from store.accounts.store import Store

_RESEND = Action("resend", _("Resend code"))
_SIGN_IN = Action("sign-in", _("Sign in again"), tone="primary")
_OTHER = Action("other-method", _("Try another method"))
_NOT_HERE = Action("not-this-phone", _("I don't have this phone right now"))
_RECOVERY_CODE = "recovery-code"
_FEW = 2

Said = tuple[Block | None, ...]
"""What a page says before it asks; None is not said."""


class _Turn(Enum):
    """What a code page led to, other than the account."""

    RESEND = "resend"
    OTHER = "other"
    NOT_HERE = "not-here"
    GONE = "gone"
    SPENT = "spent"


_TURNS = {_RESEND.name: _Turn.RESEND, _OTHER.name: _Turn.OTHER, _NOT_HERE.name: _Turn.NOT_HERE}


@dataclass(frozen=True)
class _Waits:
    """No code is taken until the time that `problem` tells, of whatever method."""

    problem: Problem


@dataclass(frozen=True)
class Sending:
    """What became of a code for a phone: what to say of it, and where it went; None where none waits."""

    told: tuple[Block, ...] = ()
    sent: SentTo | None = None


async def second_step(visit: Visit, session: Session) -> Session:
    """Ask for a code of the default method, or of another one, until one is right.

    Return the session, with which the visit then goes on.
    """
    wanted, notice = "", None
    spent: set[str] = set()
    while True:
        ways = await visit.look(lambda store: store.second_step.ways(session))
        method = _wanted(ways, wanted)
        if wanted not in {"", _RECOVERY_CODE, method.id if method else ""}:
            notice = _gone()
        if method is None:
            outcome = await _enter_recovery_code(visit, session, notice)
        elif method.id in spent:
            outcome = _Turn.SPENT
        else:
            outcome = await _enter_code(visit, session, method, notice)
        notice = None
        match outcome:
            case Session():
                visit.enter(outcome)
                if method is None:
                    await _tell_codes_left(visit, outcome)
                return outcome
            case _Turn.GONE:
                wanted, notice = "", _gone()
            case _:
                if method is not None and outcome is _Turn.SPENT:
                    spent.add(method.id)
                    await _say_spent(visit, session)
                page = methods_page(ways, method, spent, not_here=outcome is _Turn.NOT_HERE)
                # Going back leads to where one was.
                with suppress(WentBack):
                    wanted = (await visit.ask(page)).action


async def _enter_code(
    visit: Visit, session: Session, method: Method, notice: Block | None
) -> Session | _Turn:
    """Ask for a code of an app, or for one that is sent to a phone as often as it is asked for."""

    def enter(store: Store, code: Secret) -> Session:
        return store.second_step.enter(session, method.id, code)

    again = False
    while True:
        sending = Sending()
        if method.kind is MethodKind.PHONE:
            try:
                sending = await _send(visit, session, method, again)
            except Problem as problem:
                turn = _turn_of(problem)
                if turn is None:
                    raise
                return turn
        said = (notice, *sending.told)
        outcome = await _ask(visit, session, partial(code_page, method, sent=sending.sent), said, enter)
        if outcome is not _Turn.RESEND:
            return outcome
        notice, again = None, True


async def _send(visit: Visit, session: Session, method: Method, again: bool) -> Sending:
    """Send a code to a phone; where none can be sent now, the page says why and takes an earlier one."""
    try:
        sent = await visit.look(lambda store: store.second_step.send(session, method.id, again=again))
    except Problem as problem:
        match problem.refusal:
            case Refusal.CODE_TOO_SOON:
                return await _send(visit, session, method, again=False)
            case Refusal.CODE_LOCKED:
                unsent = _(
                    "No code was sent: too many were wrong. When the wait is over, choose “Resend code”."
                )
                return Sending((Paragraph(unsent),))
            case Refusal.CODES_TOO_MANY:
                return Sending((Paragraph(wording.sentence(problem), "warning"),))
            case _:
                raise
    told: list[Block] = [Paragraph(_("We sent a code by SMS to {number}.", number=sent.address))]
    if again:
        told.append(Paragraph(_("Another code is on its way; only the newest one works."), "success"))
    return Sending(tuple(told), sent)


async def _say_spent(visit: Visit, session: Session) -> None:
    """Say that no code of this phone counts any more; return to choose another method, or sign in again."""
    opens_at = await visit.look(lambda store: store.second_step.opens_at(session))
    if (await visit.ask(spent_page(opens_at))).action == _SIGN_IN.name:
        raise LeadsTo(_SIGN_IN.name)


async def _enter_recovery_code(visit: Visit, session: Session, notice: Block | None) -> Session | _Turn:
    def enter(store: Store, code: Secret) -> Session:
        return store.second_step.enter_recovery_code(session, code)

    return await _ask(visit, session, recovery_code_page, (notice,), enter)


async def _ask(
    visit: Visit,
    session: Session,
    page: Callable[[Said], Page],
    said: Said,
    enter: Callable[[Store, Secret], Session],
) -> Session | _Turn:
    """Ask for a code until it is right or leads elsewhere; the page says until when none is taken."""

    def attempt(store: Store, answers: Answers) -> Session | _Turn | _Waits:
        if answers.action in _TURNS:
            return _TURNS[answers.action]
        try:
            return enter(store, answers.secret("code"))
        except Problem as problem:
            if (turn := _turn_of(problem)) is not None:
                return turn
            if problem.facts.get("until") is not None:
                return _Waits(problem)
            raise

    wait = await _wait(visit, session)
    while True:
        outcome = await visit.perform(page((*said, wait)), attempt)
        if not isinstance(outcome, _Waits):
            return outcome
        wait = Paragraph(wording.sentence(outcome.problem), "error")


async def _tell_codes_left(visit: Visit, session: Session) -> None:
    ways = await visit.look(lambda store: store.second_step.ways(session))
    await visit.tell(code_used_page(ways.recovery_codes))


async def _wait(visit: Visit, session: Session) -> Block | None:
    """Return what says that too many codes were wrong, while that is so."""
    opens_at = await visit.look(lambda store: store.second_step.opens_at(session))
    if opens_at is None:
        return None
    too_many = _("Too many wrong codes. Try again from {clock} on.", clock=wording.opening(opens_at))
    return Paragraph(too_many, "warning")


def _wanted(ways: Ways, wanted: str) -> Method | None:
    """Return the method of this name, else the default one; None for a recovery code."""
    if wanted == _RECOVERY_CODE or not ways.methods:
        return None
    return next((method for method in ways.methods if method.id == wanted), ways.methods[0])


def _turn_of(problem: Problem) -> _Turn | None:
    """Return where a refusal leads that leaves the page nothing to ask for; None for any other."""
    return {Refusal.METHOD_GONE: _Turn.GONE, Refusal.CODE_TRIES_SPENT: _Turn.SPENT}.get(problem.refusal)


def _gone() -> Paragraph:
    return Paragraph(_("The method you chose was removed meanwhile. Use this one, or another."), "warning")


def code_page(method: Method, said: Said = (), sent: SentTo | None = None) -> Page:
    blocks = [block for block in said if block is not None]
    if method.kind is MethodKind.APP:
        blocks.append(Paragraph(_("Enter the code that your app “{name}” shows.", name=method.name)))
        name, hint = "second-step-app", _("6 digits; the app changes them every 30 seconds.")
        others: tuple[Action, ...] = (_OTHER,)
    else:
        name, hint = "second-step-phone", _("6 digits, good for 10 minutes.")
        if sent is not None:
            hint = _("6 digits, good until {clock}.", clock=Clock(sent.expires_at))
        resend_at = None if sent is None else sent.resend_at
        others = (replace(_RESEND, opens_at=resend_at), _OTHER, _NOT_HERE)
    return Page(
        name,
        _("Security code"),
        tuple(blocks),
        (Field("code", _("Security code"), hint=hint, joined=True),),
        (submit(_("Continue")), *others, CANCEL),
        help=(WHY_A_SECOND_STEP, LOST_PHONE),
    )


def spent_page(opens_at: datetime | None) -> Page:
    blocks = [
        Paragraph(
            _("Five codes of this phone were wrong. It takes no more until you sign in again."), "error"
        )
    ]
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
        actions=(_SIGN_IN, _OTHER, CANCEL),
        help=(LOST_PHONE,),
    )


def recovery_code_page(said: Said = ()) -> Page:
    return Page(
        "second-step-recovery-code",
        _("Recovery code"),
        tuple(block for block in said if block is not None),
        (
            Field(
                "code",
                _("Recovery code"),
                hint=_("10 characters. Capitals, spaces and dashes do not matter."),
                joined=True,
            ),
        ),
        (submit(_("Continue")), _OTHER, CANCEL),
        help=(
            _("Recovery codes are the ten codes that you saved from the sign-in settings. Each works once."),
            WHY_A_SECOND_STEP,
            HELP_DESK,
        ),
    )


def methods_page(
    ways: Ways, current: Method | None, spent: Collection[str] = (), *, not_here: bool = False
) -> Page:
    """What there is besides the `current` way, None for a recovery code, and the ids of the `spent` methods.

    `not_here` says that the current one is a phone that is not at hand.
    """
    others = [method for method in ways.methods if method != current and method.id not in spent]
    actions = [Action(method.id, _way(method)) for method in others]
    if ways.recovery_codes and current is not None:
        left = plural("Recovery code ({count} left)", "Recovery code ({count} left)", ways.recovery_codes)
        actions.append(Action(_RECOVERY_CODE, left))
    if current is not None and not_here:
        said = _without_phone(current, others=bool(others), any_way=bool(actions))
    elif actions:
        said = (Paragraph(_("How would you like to get in?")),)
    else:
        said = (Paragraph(_("Your account has no other way in that takes a code now."), "warning"),)
    return Page(
        "second-step-methods",
        _("Try another method"),
        (*said, Paragraph(HELP_DESK, "quiet")),
        actions=(*actions, BACK),
        help=(LOST_PHONE, WHY_A_SECOND_STEP),
    )


def _without_phone(missing: Method, *, others: bool, any_way: bool) -> tuple[Block, ...]:
    """Say how to get in with `others`, phones or apps, or else by the one way there is, a recovery code."""
    without = Paragraph(_("Without the phone {phone}:", phone=missing.name))
    if others:
        choose = _("Choose another phone or an app below, or a recovery code that you saved.")
        enter = _("Enter the code that is sent to the other phone, or that the app shows.")
        return (without, Bullets((choose, enter)))
    if any_way:
        return (without, Bullets((_("Choose the recovery code below, and enter one that you saved."),)))
    nothing = _("{phone} is the only method of your account. Go back once you have it.", phone=missing.name)
    return (Paragraph(nothing, "warning"),)


def _way(method: Method) -> Message:
    if method.kind is MethodKind.PHONE:
        return _("Code by text to {phone}", phone=method.name)
    return _("Code of the app “{name}”", name=method.name)


def code_used_page(left: int) -> Page:
    tone: Tone = "success" if left > _FEW else "warning"
    return Page(
        "recovery-code-used",
        _("Recovery code used"),
        (
            Paragraph(
                plural("You have {count} recovery code left.", "You have {count} recovery codes left.", left),
                tone,
            ),
            Paragraph(_("You can make new ones in the sign-in settings; cross out the one you used.")),
        ),
        actions=(replace(BACK, label=_("Continue"), tone="primary"),),
    )
