"""Verifications of identity that wait, and an operator's decision on one (PRODUCT §4, §10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from i18n import Message, _, plural, told
from store import Identity, PendingVerification, Problem, Refusal, Session
from store.accounts.store import Store
from store.rules.limits import ACCEPTED_BY_ANOTHER
from tui.journeys.desk.paging import TURNS, Part, part
from tui.journeys.desk.reasons import KEPT_ALONE, reason_field
from tui.journeys.desk.standing import account_fact
from tui.journeys.endings import and_back
from tui.journeys.password.password import perform_proved, perform_proved_or_choose
from tui.journeys.profile.verification import identity_rows
from tui.pages import BACK, Action, Answers, Facts, Page, Paragraph, Row, Tick, submit
from tui.visit import Chosen, Visit
from tui.wording import sentence
from tui.wording.desk import age

_COMPARE = _("Compare")
_REFUSE = Action("refuse", _("Refuse"), tone="danger", key="ctrl+r")
_GONE = Paragraph(_("Somebody else has decided on this request, or it was cancelled meanwhile."), "warning")


async def verifications(visit: Visit) -> None:
    """Show the requests that wait, and decide on one after the other. Raises `WentBack`."""
    session, first, chosen = visit.signed_in, 0, ""
    while True:
        waiting = await visit.look(partial(_some, session, first))
        page = verifications_page(waiting, visit.now())
        chosen = (await visit.ask(replace(page, came_from=chosen))).action
        first = waiting.first + TURNS.get(chosen, 0)
        if chosen not in TURNS:
            await and_back(visit, decide(visit, chosen))


def _some(session: Session, first: int, store: Store) -> Part[PendingVerification]:
    """Return the requests of a page. The oldest come first, so that none waits for ever."""
    requests = partial(store.decisions.pending, session)
    return part(first, store.decisions.count(session), requests)


async def decide(visit: Visit, request: str) -> None:
    """Compare one request with the document, and accept or refuse it. Raises `WentBack`."""
    session = visit.signed_in
    one = await visit.look(lambda store: store.decisions.find(session, request))
    if one is None:
        visit.say(_GONE)
    elif not one.may_act:
        visit.say(Paragraph(_not_theirs(one, session), "error"))
    else:
        identity = await visit.look(lambda store: store.decisions.open(session, request))
        if identity is None or await _refuses(visit, one, identity):
            await _refuse(visit, one, damaged=identity is None)


async def _refuses(visit: Visit, one: PendingVerification, identity: Identity) -> bool:
    """Have a request accepted once all of it is ticked; return whether it is to be refused instead."""
    session = visit.signed_in

    def accept(store: Store, answers: Answers) -> bool:
        return _is_there(lambda: store.decisions.accept(session, one.id, answers["reason"]))

    accepted = await perform_proved_or_choose(visit, comparison_page(one, identity), accept)
    if isinstance(accepted, Chosen):
        return True
    done = _("The identity of {username} is verified.", username=one.username)
    visit.say(Paragraph(done, "success") if accepted else _GONE)
    return False


async def _refuse(visit: Visit, one: PendingVerification, *, damaged: bool) -> None:
    session = visit.signed_in

    def refuse(store: Store, answers: Answers) -> bool:
        return _is_there(lambda: store.decisions.refuse(session, one.id, answers["reason"]))

    refused = await perform_proved(visit, refusal_page(one, damaged=damaged), refuse)
    done = _("The request of {username} is refused.", username=one.username)
    visit.say(Paragraph(done, "success") if refused else _GONE)


def _is_there(use_case: Callable[[], None]) -> bool:
    """Carry out a decision; return False where the request no longer waits for one. Raises `Problem`."""
    try:
        use_case()
    except Problem as problem:
        if problem.refusal is Refusal.PROFILE_CHANGED:
            return False
        raise
    return True


def _not_theirs(one: PendingVerification, session: Session) -> Message:
    if one.username == session.username:
        return _(
            "This is your own request: another operator decides on it; on a supervisor’s, another supervisor."
        )
    if one.let_in:
        return sentence(Problem(Refusal.OTHER_OPERATOR_NEEDED))
    return _("This is the request of a supervisor: a supervisor decides on it.")


def verifications_page(waiting: Part[PendingVerification], now: datetime) -> Page:
    """Some of the requests that wait."""
    said = (
        plural(
            "{count} request waits. The person has to be there with their document.",
            "{count} requests wait, the oldest first. The person has to be there with their document.",
            waiting.count,
        )
        if waiting.count
        else _("No verification of identity waits.")
    )
    return Page(
        "verifications",
        _("Verifications of identity"),
        (Paragraph(said),),
        menu=(
            *(_row(one, now) for one in waiting.rows),
            *waiting.turning,
            BACK,
        ),
        help=(
            _("Each opening of one is noted in both histories."),
            _("A request that nobody decides on waits until its person resets their password."),
            _("You do not decide on your own request, nor, unless you are one, on a supervisor’s."),
            _(
                "Nor on that of someone whom you registered, or handed an activation code to within {days}"
                " days.",
                days=ACCEPTED_BY_ANOTHER.days,
            ),
        ),
    )


def _row(one: PendingVerification, now: datetime) -> Row:
    state = _("waits for {time}", time=age(one.requested_at, now))
    return Row(_("{name}", name=one.username), state, Action(one.id, _COMPARE))


def comparison_page(one: PendingVerification, identity: Identity) -> Page:
    """What was entered, each datum with a box to tick once it was compared."""
    data = ("legal_name", "birth_date", "number", "address")
    ticks = (
        Tick(name, _("{label}: {text}", label=label, text=value), Refusal.NOT_COMPARED)
        for name, (label, value) in zip(data, identity_rows(identity), strict=True)
    )
    return Page(
        "verification",
        _("Compare with the document: {username}", username=one.username),
        (),
        (
            *ticks,
            Tick("valid", _("The document is valid, and is this person’s own."), Refusal.NOT_COMPARED),
            reason_field(KEPT_ALONE, is_told=False),
        ),
        (submit(_("Accept")), BACK),
        menu=(_REFUSE,),
        help=(
            _("Accept only if all of it stands so on the document. Otherwise refuse: they can ask again."),
            _("The reason says how you compared it, such as “Came in person”."),
            _("Once you have decided, nobody at the help desk can read this any more."),
        ),
    )


def refusal_page(one: PendingVerification, *, damaged: bool) -> Page:
    unreadable = _("What was entered is damaged and cannot be read. The request can only be refused.")
    return Page(
        "refuse-verification",
        _("Refuse the verification"),
        (
            _whose(one),
            *((Paragraph(unreadable, "warning"),) if damaged else ()),
            Paragraph(_("What the person entered is destroyed.")),
        ),
        (reason_field(_("The person is told the reason."), is_told=True),),
        (submit(_("Refuse")), BACK),
        help=(_("Say what is to be corrected, such as “The address is another one on the document”."),),
    )


def _whose(one: PendingVerification) -> Facts:
    return Facts(
        (
            account_fact(one.username, one.account),
            (_("Asked for"), told(one.requested_at)),
        )
    )
