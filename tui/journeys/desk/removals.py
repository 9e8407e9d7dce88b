"""Removals at the help desk: those that wait for a second operator, and those that run (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from i18n import Message, _, told
from store import Method, OpenedRemoval, PendingRemoval, PersonAtDesk, Problem, Refusal, Removable, Session
from store.accounts.store import Store
from store.messages.letters.methods import told_apart
from store.rules.limits import REMOVAL_HOLD
from tui.journeys.desk.paging import TURNS, Part, part
from tui.journeys.desk.reasons import KEPT_ALONE, reason_field
from tui.journeys.desk.standing import account_fact, why_nothing
from tui.journeys.endings import and_back
from tui.journeys.methods.words import WORDS, with_kind
from tui.journeys.password.password import perform_proved
from tui.pages import (
    BACK,
    CANCEL,
    LOOK_AGAIN_BY_KEY,
    Action,
    Answers,
    Bullets,
    Facts,
    Page,
    Paragraph,
    Row,
    Text,
    submit,
)
from tui.visit import UseCase, Visit
from tui.wording import sentence
from tui.wording.desk import age

T = TypeVar("T")

_APPROVE = Action("approve", _("Approve the removal"), key="f5")
_WITHDRAW = Action("withdraw", _("Withdraw the removal"), key="f6")
_GONE = Paragraph(sentence(Problem(Refusal.REMOVAL_GONE)), "warning")
_OF_A_REPLACEMENT = {
    _APPROVE.name: _("Approve the replacement"),
    _WITHDRAW.name: _("Withdraw the replacement"),
}
WHAT: Mapping[Removable, Message] = {
    Removable.METHOD: _("Method"),
    Removable.RECOVERY_CODES: _("Recovery codes"),
    Removable.QUESTIONS: _("Recovery questions"),
    Removable.REGISTERED_PHONE: _("Phone of the registration"),
}


async def removals(visit: Visit) -> None:
    """Look at what is to be removed, page by page, and decide on it, until going back."""
    await _removals(visit, _("Removals"), partial(_some, visit.signed_in))


async def removals_of(visit: Visit, seen: PersonAtDesk) -> None:
    """Look at what is to be removed of one person alone, and decide on it, until going back."""
    title = _("Removals of {name}", name=seen.name)
    await _removals(visit, title, partial(_all_of, visit.signed_in, seen.account))


async def _removals(visit: Visit, title: Message, find: Callable[[int, Store], Part[PendingRemoval]]) -> None:
    first, came_from, chosen = 0, "", None
    while True:
        pending = await visit.look(partial(find, first))
        page = removals_page(title, pending, visit.now())
        if chosen is not None and chosen not in pending.rows:
            came_from = _after(chosen, pending.rows) or came_from
        came_from = (await visit.ask(replace(page, came_from=came_from))).action
        first = pending.first + TURNS.get(came_from, 0)
        chosen = next((one for one in pending.rows if _opening(one).name == came_from), None)
        if chosen is not None:
            await and_back(visit, _look_at(visit, chosen))


def _after(decided: PendingRemoval, pending: tuple[PendingRemoval, ...]) -> str:
    """Return what opens the next one to approve, or the first; nothing where none is left."""
    to_approve = [one for one in pending if one.may_approve]
    following = [one for one in to_approve if one.asked_at >= decided.asked_at]
    return next((_opening(one).name for one in (*following, *to_approve)), "")


def _some(session: Session, first: int, store: Store) -> Part[PendingRemoval]:
    return part(first, store.removals.count(session), partial(store.removals.pending, session))


def _all_of(session: Session, account: str, first: int, store: Store) -> Part[PendingRemoval]:
    """Return all of one account, as nobody has many things to lose."""
    pending = store.removals.of(session, account)
    return Part(pending, first, len(pending))


async def _look_at(visit: Visit, one: PendingRemoval) -> None:
    """Show one removal, and approve or withdraw it."""
    session = visit.signed_in
    removal = await visit.look(lambda store: store.removals.open(session, one.id))
    page = removal_page(removal, visit.now(), own=removal.name == session.username)
    await _DECIDING[(await visit.ask(page)).action](visit, removal)


async def _approve(visit: Visit, removal: OpenedRemoval) -> None:
    session = visit.signed_in
    due_at = await perform_proved(
        visit,
        approve_page(removal),
        _unless_gone(lambda store, reason: store.removals.approve(session, removal.id, reason)),
    )
    if due_at is None:
        visit.say(_GONE)
        return
    done = _(
        "Approved. It will be done on {moment}, unless {name} cancels it.", moment=due_at, name=removal.name
    )
    visit.say(Paragraph(done, "success"))


async def _withdraw(visit: Visit, opened: OpenedRemoval) -> None:
    session = visit.signed_in
    # Somebody may have approved it meanwhile, and then all were told of it.
    removal = await visit.look(lambda store: store.removals.open(session, opened.id))

    def withdraw(store: Store, reason: str) -> bool:
        store.removals.withdraw(session, removal.id, reason)
        return True

    withdrawn = await perform_proved(visit, withdraw_page(removal), _unless_gone(withdraw))
    done = Paragraph(_("Withdrawn: everything stays as it is."), "success")
    visit.say(done if withdrawn else _GONE)


def _unless_gone(use_case: Callable[[Store, str], T]) -> UseCase[T | None]:
    """Return what decides for the reason given; it returns None where the removal waits no more."""

    def decide(store: Store, answers: Answers) -> T | None:
        try:
            return use_case(store, answers["reason"])
        except Problem as problem:
            if problem.refusal is not Refusal.REMOVAL_GONE:
                raise
            return None

    return decide


_DECIDING: Mapping[str, Callable[[Visit, OpenedRemoval], Awaitable[None]]] = {
    _APPROVE.name: _approve,
    _WITHDRAW.name: _withdraw,
}


def removals_page(title: Message, pending: Part[PendingRemoval], now: datetime) -> Page:
    nothing = () if pending.rows else (Paragraph(_("No removal waits, and none runs.")),)
    return Page(
        "removals",
        title,
        nothing,
        menu=(
            *(Row(_of_whom(one), _stands(one, now), _opening(one)) for one in pending.rows),
            *pending.turning,
            LOOK_AGAIN_BY_KEY,
            BACK,
        ),
        help=(
            _(
                "What someone has lost is removed once a second operator approves it, {hold} later.",
                hold=REMOVAL_HOLD,
            ),
            _("Meanwhile the person can cancel it, with the code of a message or by signing in."),
            _("First come those that wait for a second operator, the oldest first; then those that run."),
        ),
    )


def removal_page(removal: OpenedRemoval, now: datetime, *, own: bool) -> Page:
    """Return the page of one removal; `own`: of the operator's own account."""
    return Page(
        "removal",
        _of_whom(removal),
        (
            *why_nothing(own=own, of_supervisor=removal.of_supervisor, may_act=removal.may_act),
            *_failure(removal),
            Facts((*_facts(removal), *_history(removal, now))),
            *_who_can(removal),
        ),
        menu=(
            *((_said_of(_APPROVE, removal),) if removal.may_approve else ()),
            *((_said_of(_WITHDRAW, removal),) if removal.may_act else ()),
            BACK,
        ),
        help=(KEPT_ALONE, _("That you opened it is noted in both histories.")),
        came_from="" if removal.may_approve else BACK.name,
    )


def approve_page(removal: OpenedRemoval) -> Page:
    approve = _said_of(_APPROVE, removal)
    return Page(
        "approve-removal",
        approve.label,
        (
            Facts(tuple(_facts(removal))),
            Bullets(
                (
                    _("Every address of the account is told now, the lost one too."),
                    _("The person has {hold} to cancel it; then it is done.", hold=REMOVAL_HOLD),
                    *consequences(removal.what),
                )
            ),
        ),
        (reason_field(KEPT_ALONE, is_told=False),),
        (submit(approve.label), CANCEL),
        help=(_("Approve only what you have seen yourself, such as the document."),),
    )


def withdraw_page(removal: OpenedRemoval) -> Page:
    withdraw = _said_of(_WITHDRAW, removal)
    if not removal.is_approved:
        told_of = _("No message told of it so far, and none will. It stays in the person’s activity.")
    else:
        told_of = _("Every address of the account is told that it will not be done.")
    return Page(
        "withdraw-removal",
        withdraw.label,
        (Facts(tuple(_facts(removal))), Paragraph(told_of)),
        (reason_field(KEPT_ALONE, is_told=False),),
        (submit(withdraw.label), CANCEL),
    )


def consequences(what: Removable) -> tuple[Message, ...]:
    """Return what it means once something was removed."""
    match what:
        case Removable.METHOD:
            return (
                _("If no other method is left, the recovery codes go too: the password alone then signs in."),
            )
        case Removable.RECOVERY_CODES:
            return (_("None of the codes works from then on. The methods stay."),)
        case Removable.QUESTIONS:
            return (_("A reset of the password then asks no question."),)
        case Removable.REGISTERED_PHONE:
            return (_("The new phone then gets the codes and PINs. Sessions that the old one opened end."),)


def thing(removal: PendingRemoval, method: Method | None = None) -> Text:
    """Return what is removed: of a method its kind, and where that is known its name with its day."""
    if method is not None:
        return told_apart(with_kind(method), method)
    is_known = removal.what is Removable.METHOD and removal.kind in WORDS
    return WORDS[removal.kind].one if is_known else WHAT[removal.what]


def _opening(removal: PendingRemoval) -> Action:
    return Action(f"removal-{removal.id}", _("Open"))


def _said_of(action: Action, removal: PendingRemoval) -> Action:
    """Return the action as it is called of a removal, or of the phone that replaces another."""
    is_replaced = removal.what is Removable.REGISTERED_PHONE
    return replace(action, label=_OF_A_REPLACEMENT[action.name]) if is_replaced else action


def _of_whom(removal: PendingRemoval) -> Message:
    return _("{name}: {what}", name=removal.name, what=thing(removal))


def _stands(removal: PendingRemoval, now: datetime) -> Message:
    waits = age(removal.asked_at, now)
    if removal.failed:
        return _("could not be done: damaged")
    if removal.is_approved:
        return _("approved; done in {time}", time=max(removal.due_at - now, timedelta()))
    if removal.may_approve:
        return _("waits {age}, for you", age=waits)
    return _("waits {age}, for another", age=waits)


def _facts(removal: OpenedRemoval) -> Iterator[tuple[Message, Text]]:
    yield account_fact(removal.name, removal.account)
    yield _("Lost"), thing(removal, removal.method)
    if removal.other_phone:
        yield _("New phone"), removal.other_phone


def _history(removal: OpenedRemoval, now: datetime) -> Iterator[tuple[Message, Text]]:
    waits = age(removal.asked_at, now)
    yield _("Asked for by"), _("{operator}, {age} ago", operator=removal.asked_by, age=waits)
    yield _("Reason"), removal.reason
    if removal.approved_by is None:
        yield _("Lapses on"), told(removal.due_at)
    else:
        yield _("Approved by"), removal.approved_by
        yield _("Was to be done on") if removal.failed else _("Will be done on"), told(removal.due_at)


def _failure(removal: PendingRemoval) -> Iterator[Paragraph]:
    if removal.failed:
        yield Paragraph(
            _(
                "It could not be done: something that it needs is damaged. It is tried again every hour. Tell"
                " the administrator, and the person that they have to wait."
            ),
            "error",
        )


def _who_can(removal: OpenedRemoval) -> Iterator[Paragraph]:
    """Say who can approve it, and to whoever can, how they see who it is."""
    if removal.may_approve:
        yield Paragraph(
            _(
                "First see for yourself who it is: their document, and their page. The search finds it by the"
                " account ID, or, of whoever was registered in person, by the number of the document."
            )
        )
    elif removal.may_act and not removal.is_approved:
        asked_by = removal.asked_by
        who = (
            _("Another supervisor has to approve this: not {operator}, nor the person.", operator=asked_by)
            if removal.of_supervisor
            else _("Another operator has to approve this: not {operator}, nor the person.", operator=asked_by)
        )
        yield Paragraph(who, "warning")
