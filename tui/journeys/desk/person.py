"""One person's page at the help desk: how their account stands, and what can be done for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from i18n import Message, _, language_of, plural
from store import PendingRemoval, PersonAtDesk, Removable, Role, TriedSecret
from tui.journeys.desk.asking_removal import ask_removal
from tui.journeys.desk.deeds import DEEDS, END_SESSIONS, START_RESET, UNBLOCK, carry_out
from tui.journeys.desk.removals import removals_of
from tui.journeys.desk.slips import hand_out_code
from tui.journeys.desk.standing import activation, events_table, facts, password, why_nothing
from tui.journeys.desk.verifying import decide
from tui.journeys.desk.your_turn import HAND_OVER, hand_over_screen
from tui.journeys.endings import and_back
from tui.pages import BACK, LOOK_AGAIN_BY_KEY, Action, Facts, Page, Row, Text
from tui.visit import Visit

AtDesk = Callable[[Visit, PersonAtDesk], Awaitable[None]]
"""What is done for one person."""

_UNBLOCK = Action(UNBLOCK.name, UNBLOCK.title, key="f5")
_RESET = Action(START_RESET.name, START_RESET.title, key="f6")
_END_SESSIONS = Action(END_SESSIONS.name, _("End the sessions"), key="f7")
_CODE = Action("hand-out-code", _("Hand out a code"), key="f8")
_REMOVE = Action("ask-removal", _("Remove what is lost"), key="ctrl+r")
_VERIFICATION = Action("verification", _("Decide on it"), key="ctrl+o")
_REMOVALS = Action("removals", _("See the removals"), key="ctrl+g")
_ALL_EVENTS = Action("events", _("Last events"), key="ctrl+e")


async def person(visit: Visit, account: str) -> None:
    """Show the page of an account (ID), and do what is chosen on it, until going back."""
    came_from = ""
    while True:
        seen, going = await _see(visit, account)
        page = person_page(seen, going, visit.now(), own=visit.signed_in.username == seen.name)
        with visit.within(seen.name):
            came_from = (await visit.ask(replace(page, came_from=came_from))).action
            if came_from != LOOK_AGAIN_BY_KEY.name:
                await and_back(visit, _do(visit, seen, came_from))
                # Enter alone does not begin again what was just done.
                came_from = "" if visit.unsaid else came_from


async def _see(visit: Visit, account: str) -> tuple[PersonAtDesk, tuple[PendingRemoval, ...]]:
    """Return how an account stands, and what is to be removed of it."""
    session = visit.signed_in
    return await visit.look(
        lambda store: (store.people.open(session, account), store.removals.of(session, account))
    )


async def _do(visit: Visit, seen: PersonAtDesk, action: str) -> None:
    if action in DEEDS:
        await carry_out(visit, DEEDS[action], seen)
    else:
        await _JOURNEYS[action](visit, seen)


async def _events(visit: Visit, seen: PersonAtDesk) -> None:
    """Show the last events, as many as the desk sees, and with them from where."""
    await visit.tell(events_page(seen))


async def _decide(visit: Visit, seen: PersonAtDesk) -> None:
    """Decide on their request, if nobody else has meanwhile."""
    if seen.verification is not None:
        await decide(visit, seen.verification)


async def _hand_over(visit: Visit, seen: PersonAtDesk) -> None:
    """Let the person use the screen, which speaks their language."""
    await hand_over_screen(visit, language_of(seen.language))


_JOURNEYS: Mapping[str, AtDesk] = {
    HAND_OVER.name: _hand_over,
    _CODE.name: lambda visit, seen: hand_out_code(visit, seen.account),
    _REMOVE.name: lambda visit, seen: ask_removal(visit, seen.account),
    _REMOVALS.name: removals_of,
    _VERIFICATION.name: _decide,
    _ALL_EVENTS.name: _events,
}


def person_page(seen: PersonAtDesk, going: tuple[PendingRemoval, ...], now: datetime, *, own: bool) -> Page:
    """Return the page of an account, of which some removals are `going` on; `own`: the operator's own."""
    return Page(
        "person",
        _("Account {username}", username=seen.name),
        (
            *why_nothing(own=own, of_supervisor=seen.role is Role.SUPERVISOR, may_act=seen.may_act),
            Facts((*facts(seen, now), *_not_now(seen, going))),
        ),
        menu=(
            *(_offered(seen, going, now) if seen.may_act else ()),
            *((_ALL_EVENTS,) if seen.events else ()),
            LOOK_AGAIN_BY_KEY,
            BACK,
        ),
        help=(
            _("The list has what can be done now. What cannot be done stands above, with why."),
            _("You see no secret of anybody: addresses and numbers are masked."),
            _("That you opened this page is noted in both histories."),
        ),
    )


def events_page(seen: PersonAtDesk) -> Page:
    return Page(
        "person-events",
        _("Last events of {name}", name=seen.name),
        (events_table(seen.events),),
        actions=(BACK,),
    )


def _not_now(seen: PersonAtDesk, going: tuple[PendingRemoval, ...]) -> Iterator[tuple[Message, Text]]:
    """Yield what nothing can be done about now, with why."""
    if seen.registered is not None and not seen.has_password:
        yield _("Password"), _("none yet: set with the activation code")
    elif seen.registered is not None:
        yield _("Password"), _("{state}; an activation code sets another", state=password(seen))
    elif not seen.email:
        yield _("Password"), _("{state}; there is no address for a reset", state=password(seen))
    if _phone_is_replaced(going):
        yield _("Activation code"), _("no other one until the new phone is registered")
    if not seen.sessions:
        yield _("Sessions"), _("none open")


def _phone_is_replaced(going: tuple[PendingRemoval, ...]) -> bool:
    """Tell whether another phone is about to take the place of the one of a registration."""
    return any(one.what is Removable.REGISTERED_PHONE and one.is_approved for one in going)


def _offered(seen: PersonAtDesk, going: tuple[PendingRemoval, ...], now: datetime) -> Iterator[Action | Row]:
    """Yield what can be done now, beside what it is done to."""
    # A wait for the personal key is short, and goes by itself.
    if any(one.secret is not TriedSecret.PERSONAL_KEY for one in seen.hindrances):
        yield _UNBLOCK
    # Whoever was registered in person sets another password with a code, and no reset.
    if seen.registered is not None and not _phone_is_replaced(going):
        yield Row(_("Activation code"), activation(seen.registered), _CODE)
    elif seen.registered is None and seen.email:
        yield Row(_("Password"), password(seen), _RESET)
    if seen.sessions:
        yield Row(_("Sessions"), plural("{count} open", "{count} open", seen.sessions), _END_SESSIONS)
    if seen.verification is not None:
        yield Row(_("Verification"), _("waits for a decision"), _VERIFICATION)
    if going:
        yield Row(_("Removals"), _removals(going, now), _REMOVALS)
    if seen.ways.methods or seen.has_questions or seen.registered is not None:
        yield _REMOVE
    yield HAND_OVER


def _removals(going: tuple[PendingRemoval, ...], now: datetime) -> Message:
    """Return that one could not be done, else when the first is done, or how many wait for an approval."""
    if any(one.failed for one in going):
        return _("could not be done: damaged")
    due = [one.due_at for one in going if one.is_approved]
    if due:
        return _("done in {time}", time=max(min(due) - now, timedelta()))
    return plural("{count} waits for a second operator", "{count} wait for a second operator", len(going))
