"""One person's page at the help desk: how their account stands, and what can be done for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce

from i18n import LANGUAGES, Brief, Day, Message, Zone, _, plural, told
from store import (
    ActivationState,
    Happening,
    Hindrance,
    InPerson,
    PastEvent,
    PersonAtDesk,
    RegisteredLevel,
    Role,
    TriedSecret,
    Ways,
)
from tui.journeys.desk.reasons import DEEDS, END_SESSIONS, START_RESET, UNBLOCK, carry_out
from tui.journeys.endings import and_back
from tui.journeys.methods.words import changed
from tui.pages import BACK, LOOK_AGAIN, Action, Block, Facts, Page, Paragraph, Row, Table, Text
from tui.visit import Visit
from tui.wording.desk import ROLES
from tui.wording.events import happening
from tui.wording.form import opening
from tui.wording.profile import state

AtDesk = Callable[[Visit, PersonAtDesk], Awaitable[None]]
"""What is done for one person."""

_UNBLOCK = Action(UNBLOCK.name, UNBLOCK.title, key="f5")
_RESET = Action(START_RESET.name, START_RESET.title, key="f6")
_END_SESSIONS = Action(END_SESSIONS.name, END_SESSIONS.title, key="f7")
_CODE = Action("hand-out-code", _("Hand out another"), key="f8")
_REMOVE = Action("ask-removal", _("Remove what is lost"), key="ctrl+r")
_VERIFICATION = Action("verification", _("Decide"), key="ctrl+o")
_YOUR_TURN = Action("your-turn", _("Your turn"), key="ctrl+t")
_ALL_EVENTS = Action("events", _("All last events"), key="ctrl+e")
_LOOK_AGAIN = replace(LOOK_AGAIN, key="ctrl+l")
_SHOWN_EVENTS = 2

_SECRETS: Mapping[TriedSecret, Message] = {
    TriedSecret.PASSWORD: _("password"),
    TriedSecret.SECOND_STEP: _("security codes"),
    TriedSecret.ANSWER: _("recovery question"),
    TriedSecret.ACTIVATION_CODE: _("activation code"),
    TriedSecret.DOCUMENT: _("one-time PIN"),
    TriedSecret.PERSONAL_KEY: _("personal key"),
}


async def person(visit: Visit, account: str) -> None:
    """Show the page of an account (ID), and do what is chosen on it, until going back."""
    came_from = ""
    while True:
        seen = await _see(visit, account)
        page = person_page(seen, visit.now(), own=visit.signed_in.username == seen.name)
        with visit.within(seen.name):
            came_from = (await visit.ask(replace(page, came_from=came_from))).action
            if came_from != _LOOK_AGAIN.name:
                await and_back(visit, _do(visit, seen, came_from))


async def _see(visit: Visit, account: str) -> PersonAtDesk:
    session = visit.signed_in
    return await visit.look(lambda store: store.people.open(session, account))


async def _do(visit: Visit, seen: PersonAtDesk, action: str) -> None:
    if action in DEEDS:
        await carry_out(visit, DEEDS[action], seen)
    else:
        await _JOURNEYS[action](visit, seen)


async def _events(visit: Visit, seen: PersonAtDesk) -> None:
    """Show the last events, as many as the desk sees, and with them from where."""
    await visit.tell(events_page(seen))


_JOURNEYS: Mapping[str, AtDesk] = {
    _ALL_EVENTS.name: _events,
}


def person_page(seen: PersonAtDesk, now: datetime, *, own: bool) -> Page:
    """Return the page of an account; `own`: it is that of the operator who looks."""
    things = [*_things(seen)]
    return Page(
        "person",
        _("Account {username}", username=seen.name),
        (
            *_why_nothing(seen, own=own),
            Facts((*_facts(seen), *((name, words) for name, words, action in things if not action))),
            *_newest(seen.events, now),
        ),
        menu=(
            *(Row(name, words, action) for name, words, action in things if action),
            *((_YOUR_TURN,) if seen.may_act else ()),
            *((_ALL_EVENTS,) if seen.events else ()),
            _LOOK_AGAIN,
            BACK,
        ),
        help=(
            _("Each line below has its key. What cannot be done now stands above, with why."),
            _("You see no secret of anybody: addresses and numbers are masked."),
            _("That you opened this page is noted in both histories."),
        ),
    )


def events_page(seen: PersonAtDesk) -> Page:
    newest = seen.events[0].happened_at
    return Page(
        "person-events",
        _("Last events of {name}", name=seen.name),
        (
            Table(
                (_("When ({zone})", zone=Zone(newest)), _("What"), _("Operator"), _("Terminal")),
                tuple(
                    (told(Brief(one.happened_at, newest)), _what(one), one.by, one.terminal)
                    for one in seen.events
                ),
                _("Nothing yet."),
                telling=1,
            ),
        ),
        actions=(BACK,),
    )


def _why_nothing(seen: PersonAtDesk, *, own: bool) -> Iterator[Block]:
    """Say why nothing can be done here, where that is so."""
    if own:
        yield Paragraph(_("This is your own account: another operator acts on it."), "warning")
    elif not seen.may_act:
        yield Paragraph(_("This is a supervisor’s account: another supervisor acts on it."), "warning")


def _facts(seen: PersonAtDesk) -> Iterator[tuple[Message, Text]]:
    """Yield who it is."""
    since, language = Day(seen.since), LANGUAGES[seen.language].name
    yield (
        _("Account ID"),
        _("{account}, since {day}, {language}", account=seen.account, day=since, language=language),
    )
    yield _("Email address"), seen.email or _("none")
    if seen.role is not Role.PERSON:
        role = ROLES[seen.role]
        yield _("Role"), _("{role}, suspended", role=role) if seen.role_suspended else role
    yield _("Registration"), _registration(seen.registered)
    yield _("Profile"), state(seen.profile)


def _things(seen: PersonAtDesk) -> Iterator[tuple[Message, Text, Action | None]]:
    """Yield how each thing stands that can be looked after, and what is done there, None where nothing is."""
    for name, words, action in _all_things(seen):
        yield name, words, action if seen.may_act else None


def _all_things(seen: PersonAtDesk) -> Iterator[tuple[Message, Text, Action | None]]:
    if seen.hindrances:
        # A wait for the personal key is short, and goes by itself.
        lifted = any(one.secret is not TriedSecret.PERSONAL_KEY for one in seen.hindrances)
        yield _("State"), _in_a_row(map(_hindrance, seen.hindrances)), _UNBLOCK if lifted else None
    else:
        yield _("State"), _("nothing is blocked"), None
    if seen.registered is None:
        yield _("Password"), *_password(seen)
    elif not seen.has_password:
        yield _("Password"), _("none yet: set with the activation code"), None
    if seen.registered is not None:
        # Whoever was registered in person sets another password with a code, and no reset.
        yield _("Activation code"), activation(seen.registered), _CODE
    lost = ways_in_words(seen.ways, questions=seen.has_questions)
    yield _("Second step"), lost, _REMOVE if seen.ways.methods or seen.has_questions else None
    if seen.verification is not None:
        yield _("Verification"), _("waits for a decision"), _VERIFICATION
    if seen.sessions:
        open_now = plural("{count} open", "{count} open", seen.sessions)
        yield _("Sessions"), open_now, _END_SESSIONS
    else:
        yield _("Sessions"), _("none open"), None


def _password(seen: PersonAtDesk) -> tuple[Message, Action | None]:
    """Return how the password stands, and what starts a reset, where there is an address for it."""
    how = _("set") if seen.has_password else _("none yet")
    if seen.reset_due:
        how = _("reset due: nobody signs in before")
    if not seen.email:
        return _("{state}; there is no address for a reset", state=how), None
    return how, _RESET


def _registration(registered: InPerson | None) -> Message:
    if registered is None:
        return _("not in person")
    if registered.level is RegisteredLevel.ADVANCED:
        return _("in person, advanced level, {phone}", phone=registered.phone)
    return _("in person, basic level, {phone}", phone=registered.phone)


def activation(registered: InPerson) -> Message:
    """Return how the activation code of someone who was registered in person stands."""
    match registered.activation:
        case ActivationState.LIVE if registered.expires_at is not None:
            return _("good until {day}", day=Day(registered.expires_at))
        case ActivationState.LIVE:
            return _("good until it is used")
        case ActivationState.EXPIRED:
            return _("expired")
        case ActivationState.BLOCKED:
            return _("blocked")
        case None:
            return _("none")


def ways_in_words(ways: Ways, *, questions: bool) -> Text:
    """Return the methods of someone, masked, the recovery codes and questions, in one line."""
    codes = plural("{count} recovery code", "{count} recovery codes", ways.recovery_codes)
    things: list[Text] = [
        *(method.name for method in ways.methods),
        *((codes,) if ways.recovery_codes else ()),
        *((_("recovery questions"),) if questions else ()),
    ]
    return _in_a_row(things) if things else _("none")


def _hindrance(one: Hindrance) -> Message:
    secret = _SECRETS[one.secret]
    if one.until is None:
        return _("{secret}: blocked", secret=secret)
    return _("{secret}: from {clock} on", secret=secret, clock=opening(one.until))


def _in_a_row(words: Iterable[Text]) -> Text:
    return reduce(lambda said, one: _("{said}, {choice}", said=said, choice=one), words)


def _newest(events: tuple[PastEvent, ...], now: datetime) -> Iterator[Facts]:
    """Yield the newest events in few lines; that operators looked at the account is among all of them."""
    told_of = [one for one in events if one.happening is not Happening.PAGE_OPENED][:_SHOWN_EVENTS]
    if told_of:
        yield Facts(tuple((told(Brief(one.happened_at, now)), _by_whom(one)) for one in told_of))


def _by_whom(event: PastEvent) -> Message:
    what = _what(event)
    return _("{what}, by {operator}", what=what, operator=event.by) if event.by else what


def _what(event: PastEvent) -> Message:
    """Return what happened; which service was opened is nothing for an operator."""
    if event.undone is not None:
        what = changed(event.undone, event.kind) or happening(event.undone)
        return _("Undone: {what}", what=what)
    what = changed(event.happening, event.kind) or happening(event.happening)
    if event.times == 1:
        return what
    return plural("{what}, {count} time", "{what}, {count} times", event.times, what=what)
