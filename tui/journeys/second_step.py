"""The second step of signing in (PRODUCT §6, seed 001): a code of an app, of a phone, or a recovery code."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from i18n import Clock, Message, _, plural
from store import Method, MethodKind, Problem, Refusal, SentTo, Session, Ways
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


class _Turn(Enum):
    """What a code page led to, other than the account."""

    RESEND = "resend"
    OTHER = "other"
    NOT_HERE = "not-here"
    GONE = "gone"
    SPENT = "spent"


_TURNS = {_RESEND.name: _Turn.RESEND, _OTHER.name: _Turn.OTHER, _NOT_HERE.name: _Turn.NOT_HERE}


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
    while True:
        ways = await visit.look(lambda store: store.second_step.ways(session))
        method = _wanted(ways, wanted)
        if wanted not in {"", _RECOVERY_CODE, method.id if method else ""}:
            notice = _gone()
        if method is None:
            outcome = await _enter_recovery_code(visit, session, notice)
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
                if outcome is _Turn.SPENT:
                    await _say_spent(visit, session)
                missing = method if outcome is _Turn.NOT_HERE else None
                # Going back leads to where one was.
                with suppress(WentBack):
                    wanted = (await visit.ask(methods_page(ways, missing))).action


async def _enter_code(
    visit: Visit, session: Session, method: Method, notice: Block | None
) -> Session | _Turn:
    """Ask for a code of an app, or for one that is sent to a phone as often as it is asked for."""

    def enter(store: Store, answers: Answers) -> Session | _Turn:
        if answers.action in _TURNS:
            return _TURNS[answers.action]
        try:
            return store.second_step.enter(session, method.id, answers.secret("code"))
        except Problem as problem:
            return _turn_of(problem)

    again = False
    while True:
        sending = Sending()
        if method.kind is MethodKind.PHONE:
            try:
                sending = await _send(visit, session, method, again)
            except Problem as problem:
                return _turn_of(problem)
        said = (notice, *sending.told, await _wait(visit, session))
        outcome = await visit.perform(code_page(method, said, sending.sent), enter)
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
                # The page says so by itself.
                return Sending()
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
    def enter(store: Store, answers: Answers) -> Session | _Turn:
        if answers.action in _TURNS:
            return _TURNS[answers.action]
        return store.second_step.enter_recovery_code(session, answers.secret("code"))

    said = (notice, await _wait(visit, session))
    return await visit.perform(recovery_code_page(said), enter)


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


def _turn_of(problem: Problem) -> _Turn:
    """Return where a refusal leads that leaves the page nothing to ask for; raise any other."""
    match problem.refusal:
        case Refusal.METHOD_GONE:
            return _Turn.GONE
        case Refusal.CODE_TRIES_SPENT:
            return _Turn.SPENT
        case _:
            raise problem


def _gone() -> Paragraph:
    return Paragraph(_("The method you chose was removed meanwhile. Use this one, or another."), "warning")


def code_page(method: Method, said: tuple[Block | None, ...] = (), sent: SentTo | None = None) -> Page:
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


def recovery_code_page(said: tuple[Block | None, ...] = ()) -> Page:
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


def methods_page(ways: Ways, missing: Method | None = None) -> Page:
    """What else there is; `missing` is the phone that is not at hand."""
    others = [method for method in ways.methods if method != missing]
    actions = [Action(method.id, _way(method)) for method in others]
    if ways.recovery_codes:
        left = plural("Recovery code ({count} left)", "Recovery code ({count} left)", ways.recovery_codes)
        actions.append(Action(_RECOVERY_CODE, left))
    if missing is None:
        said: tuple[Block, ...] = (Paragraph(_("How would you like to get in?")),)
    else:
        said = _without_phone(missing, bool(actions))
    return Page(
        "second-step-methods",
        _("Try another method"),
        (*said, Paragraph(HELP_DESK, "quiet")),
        actions=(*actions, BACK),
        help=(LOST_PHONE, WHY_A_SECOND_STEP),
    )


def _without_phone(missing: Method, another: bool) -> tuple[Block, ...]:
    if not another:
        nothing = _(
            "{phone} is the only method of your account. Go back once you have it.", phone=missing.name
        )
        return (Paragraph(nothing, "warning"),)
    return (
        Paragraph(_("Without the phone {phone}:", phone=missing.name)),
        Bullets(
            (
                _("Choose another phone or an app below, or a recovery code that you saved."),
                _("Enter the code that is sent to the other phone, or that the app shows."),
            ),
            numbered=True,
        ),
    )


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
