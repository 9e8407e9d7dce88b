"""How an account stands, in the words of the help desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from store.messages.letters.methods import told_apart
from tui.journeys.methods.words import changed, with_kind
from tui.pages import Paragraph, Table, Text
from tui.wording.desk import ROLES
from tui.wording.events import happening
from tui.wording.form import opening
from tui.wording.profile import state

_SECRETS: Mapping[TriedSecret, Message] = {
    TriedSecret.PASSWORD: _("password"),
    TriedSecret.SECOND_STEP: _("security codes"),
    TriedSecret.ANSWER: _("recovery question"),
    TriedSecret.ACTIVATION_CODE: _("activation code"),
    TriedSecret.DOCUMENT: _("one-time PIN"),
    TriedSecret.PERSONAL_KEY: _("personal key"),
}


def account_fact(name: str, account: str) -> tuple[Message, Text]:
    """Return the fact that says whose account it is; whoever has no username is called as its ID is."""
    known = _("{name}, {account}", name=name, account=account)
    return _("Account"), account if name == account else known


def facts(seen: PersonAtDesk, now: datetime) -> Iterator[tuple[Message, Text]]:
    """Yield who it is, how the account stands, and what happened last."""
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
    yield _("State"), _in_a_row(map(_hindrance, seen.hindrances)) or _("nothing is blocked")
    yield _("Second step"), _in_a_row(_ways(seen.ways, questions=seen.has_questions)) or _("no method")
    yield from _last_event(seen.events, now)


def password(seen: PersonAtDesk) -> Message:
    """Return how the password stands."""
    if seen.reset_due:
        return _("reset due: nobody signs in before")
    if seen.password_expired_at is not None:
        return _("expired on {day}", day=Day(seen.password_expired_at))
    return _("set") if seen.has_password else _("none yet")


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


def events_table(events: tuple[PastEvent, ...]) -> Table:
    """Return the events, of which there is one at least, with who did them and from where."""
    newest = events[0].happened_at
    return Table(
        (_("When ({zone})", zone=Zone(newest)), _("What"), _("Operator"), _("Terminal")),
        tuple((told(Brief(one.happened_at, newest)), _what(one), one.by, one.terminal) for one in events),
        _("Nothing yet."),
        telling=1,
    )


def _registration(registered: InPerson | None) -> Message:
    if registered is None:
        return _("not in person")
    if registered.level is RegisteredLevel.ADVANCED:
        return _("in person, advanced level, phone {phone}", phone=registered.phone)
    return _("in person, basic level, phone {phone}", phone=registered.phone)


def _ways(ways: Ways, *, questions: bool) -> Iterator[Text]:
    """Yield what someone confirms with: the methods, masked, the recovery codes, the questions.

    Methods that are shown alike have their day, so that the wrong one is not taken for the lost one.
    """
    names = [method.name for method in ways.methods]
    for method in ways.methods:
        named = with_kind(method)
        yield told_apart(named, method) if names.count(method.name) > 1 else named
    if ways.recovery_codes:
        yield plural("{count} recovery code", "{count} recovery codes", ways.recovery_codes)
    if questions:
        yield _("questions")


def _hindrance(one: Hindrance) -> Message:
    secret = _SECRETS[one.secret]
    if one.until is None:
        return _("{secret}: blocked", secret=secret)
    return _("{secret}: waits until {clock} (wrong tries)", secret=secret, clock=opening(one.until))


def _in_a_row(words: Iterable[Text]) -> Text:
    """Return «one, another»; nothing of nothing."""
    first, *others = (*words, "")
    return reduce(lambda said, one: _("{said}, {choice}", said=said, choice=one), others[:-1], first)


def _last_event(events: tuple[PastEvent, ...], now: datetime) -> Iterator[tuple[Message, Text]]:
    """Yield the last event but those that operators looked at the account, which are among all of them."""
    last = next((one for one in events if one.happening is not Happening.PAGE_OPENED), None)
    if last is not None:
        moment = Brief(last.happened_at, now)
        yield _("Last event"), _("{moment}: {what}", moment=moment, what=_what(last))


def _what(event: PastEvent) -> Message:
    """Return what happened; which service was opened is nothing for an operator."""
    if event.undone is not None:
        what = changed(event.undone, event.kind) or happening(event.undone)
        return _("Undone: {what}", what=what)
    what = changed(event.happening, event.kind) or happening(event.happening, event.kind)
    if event.times == 1:
        return what
    return plural("{what}, {count} time", "{what}, {count} times", event.times, what=what)


def why_nothing(*, own: bool, of_supervisor: bool, may_act: bool) -> Iterator[Paragraph]:
    """Say why nothing can be done for an account, where that is so; `own`: the operator's own."""
    if own and of_supervisor:
        yield Paragraph(_("This is your own account: another supervisor acts on it."), "warning")
    elif own:
        yield Paragraph(_("This is your own account: another operator acts on it."), "warning")
    elif not may_act:
        yield Paragraph(_("This is a supervisor’s account: another supervisor acts on it."), "warning")
