"""The account page, and what opens from it (PRODUCT §1, seed 001)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from i18n import Brief, Clock, Day, Message, Zone, _, plural, told
from store import (
    Overview,
    PastEvent,
    ProfileState,
    ProfileStatus,
    RegisteredLevel,
    Removable,
    Session,
)
from store.messages.letters.help_desk import ADVANCED_LEVEL, NOT_ASKED_FOR, SHOW_DOCUMENT
from store.rules.limits import PASSWORD_NOTICE
from tui.journeys.endings import and_back, when_signed_out
from tui.journeys.identity.personal_information import personal_information
from tui.journeys.methods.words import changed
from tui.journeys.password.activation import renew_code
from tui.journeys.profile.profile import get_first_key, my_key, my_profile
from tui.journeys.profile.reactivation import reactivate
from tui.journeys.profile.signature import SIGN_A_FILE, sign_files
from tui.journeys.profile.verification import verify_identity
from tui.journeys.signing_in.one_time_pin import ON_OWN_TERMINAL
from tui.journeys.signing_in.services import WHAT_A_SERVICE_IS, my_services, names_of_services
from tui.journeys.signing_in.settings import settings
from tui.pages import BACK, Action, Block, Facts, Page, Paragraph, Row, Table
from tui.surroundings import Surroundings
from tui.unwinding import SignedOut
from tui.visit import Journey, Visit
from tui.wording.events import happening
from tui.wording.profile import state

_REACTIVATE = Action("reactivate", _("Reactivate your profile now"), tone="primary")
_GET_KEY = Action("get-key", _("Get your personal key"), tone="primary")
_VERIFY = Action("verify", _("Verify your identity"))
_PROFILE = Action("profile", _("My profile"))
_MY_KEY = Action("my-key", _("My personal key"))
_LOOK_AGAIN = Action("look-again", _("See whether it was decided"))
_SETTINGS = Action("settings", _("Sign-in settings"))
_INFORMATION = Action("personal-information", _("Personal information"))
_RENEW_CODE = Action("renew-code", _("Renew the activation code"))
_ACTIVITY = Action("activity", _("My activity"))
_SERVICES = Action("services", _("Services"))
_OLDER = Action("older", _("Older"))
_NEWER = Action("newer", _("Newer"))
_SIGN_OUT = Action("sign-out", _("Sign out"), signs_out=True)
_JUST_SIGNED_IN = _("You have signed in successfully")

_AFTER_PIN = _(
    "You signed in with a one-time PIN. Settings, personal information and the profile need your password:"
    " sign out, then choose “Sign in” and enter your document number and the password."
)
_WITHOUT_PASSWORD = _(
    "You signed in with a one-time PIN. Settings, personal information and the profile need a password, and"
    " you have none yet: sign out, then choose “Activate my password”. If you have lost your activation code,"
    " renew it here first."
)

_NOT_REMOVED: Mapping[Removable, Message] = {
    Removable.METHOD: _(
        "The help desk was to remove a method of your second step as lost. You have signed in, so it stays:"
        " you can change it in the sign-in settings."
    ),
    Removable.RECOVERY_CODES: _(
        "The help desk was to remove your recovery codes as lost. You have signed in, so they stay: you can"
        " make others in the sign-in settings."
    ),
    Removable.QUESTIONS: _(
        "The help desk was to remove your recovery questions. You have signed in, so they stay: you can"
        " choose others in the sign-in settings."
    ),
    Removable.REGISTERED_PHONE: _(
        "The help desk was to register another phone for your codes and PINs. You have used the one before,"
        " so it stays."
    ),
}
"""Why a removal ended by itself."""
_NO_SECOND_STEP = _(
    "The help desk removed a method that you had lost, and only your password protects your account now: add"
    " another method in the sign-in settings."
)

_ABOUT_SIGNING = _(
    "“Sign a file” writes your signature beside a file, if you were registered at the advanced level."
)
_ABOUT_THE_CODE = _(
    "“Renew the activation code” sends you the code with which you set another password, should you forget"
    " yours."
)


async def account(visit: Visit, title: Message = _JUST_SIGNED_IN) -> None:
    """Show the account page until the person signs out, at first under `title`. Raises `SignedOut`."""
    session, chosen = visit.signed_in, ""
    if ended := await visit.look(lambda store: store.announced_removals.ended_by_coming_back(session)):
        kept = dict.fromkeys(_NOT_REMOVED[what] for what in ended)
        visit.say(*(Paragraph(said, "warning") for said in kept))
        visit.say(*map(Paragraph, NOT_ASKED_FOR.said(visit.door.settings.help_desk)))
    if await visit.look(lambda store: store.announced_removals.left_no_second_step(session)):
        visit.say(Paragraph(_NO_SECOND_STEP, "warning"))
    while True:
        overview = await visit.look(lambda store: store.account.overview(session))
        if chosen == _LOOK_AGAIN.name and overview.profile.request is ProfileState.PENDING:
            visit.say(Paragraph(_("No decision yet ({clock}).", clock=Clock(visit.now()))))
        page = account_page(overview, visit.now(), visit.surroundings, title)
        chosen = (await visit.ask(replace(page, came_from=chosen))).action
        if chosen == _SIGN_OUT.name:
            raise SignedOut
        title = account_title(session)
        if chosen == _LOOK_AGAIN.name:
            continue
        section = next(action.label for action in page.choices if action.name == chosen)
        with visit.within(section):
            await and_back(visit, _JOURNEYS[chosen](visit))


def account_title(session: Session) -> Message:
    """Return the title of the account page, but just after a sign-in."""
    return _("Account {username}", username=session.username)


async def activity(visit: Visit) -> None:
    """What happened to the account: when, what, from where."""
    session, names = visit.signed_in, await visit.look(names_of_services)
    before: list[int | None] = [None]
    chosen = ""
    while True:
        events = await visit.look(lambda store: store.history.recent(session, before[-1]))
        page = replace(activity_page(events, names, has_newer=len(before) > 1), came_from=chosen)
        chosen = (await visit.ask(page)).action
        if chosen == _OLDER.name:
            before.append(events[-1].earlier)
        else:
            before.pop()


_JOURNEYS: Mapping[str, Journey] = {
    _REACTIVATE.name: reactivate,
    _GET_KEY.name: get_first_key,
    _VERIFY.name: verify_identity,
    _PROFILE.name: my_profile,
    _MY_KEY.name: my_key,
    SIGN_A_FILE.name: sign_files,
    _SETTINGS.name: settings,
    _INFORMATION.name: personal_information,
    _RENEW_CODE.name: renew_code,
    _ACTIVITY.name: activity,
    _SERVICES.name: my_services,
}


def account_page(
    overview: Overview, now: datetime, place: Surroundings, title: Message = _JUST_SIGNED_IN
) -> Page:
    if overview.by_pin:
        return _page_by_pin(overview, place, title)
    return Page(
        "account",
        title,
        (
            *_profile_notices(overview.profile),
            *_password_notices(overview, now),
            Facts(
                (
                    (_("Account ID"), overview.account_number),
                    *_names(overview),
                    (_("Profile"), state(overview.profile)),
                )
            ),
        ),
        menu=(
            *_profile_actions(overview.profile),
            *_signing(overview, place),
            *(_SETTINGS, _INFORMATION),
            *((_RENEW_CODE,) if overview.registered is not None else ()),
            *(_ACTIVITY, _SERVICES, _SIGN_OUT),
        ),
        help=_help(overview, place),
        matter=SHOW_DOCUMENT if overview.profile.request is ProfileState.PENDING else None,
        matter_of_help=ADVANCED_LEVEL if overview.registered is RegisteredLevel.BASIC else None,
    )


def _page_by_pin(overview: Overview, place: Surroundings, title: Message) -> Page:
    """Return the page of a session that a one-time PIN opened: what changes the account is not on it."""
    return Page(
        "account",
        title,
        (
            Facts(((_("Account ID"), overview.account_number), *_names(overview))),
            Paragraph(_AFTER_PIN if overview.password_set_at is not None else _WITHOUT_PASSWORD),
        ),
        menu=(_RENEW_CODE, _ACTIVITY, _SERVICES, _SIGN_OUT),
        help=_help(overview, place),
    )


def _help(overview: Overview, place: Surroundings) -> tuple[Message, ...]:
    """Return what the page helps with: some of it is for whoever was registered in person."""
    signs = not overview.by_pin and _signing(overview, place)
    return (
        _("The account ID never changes; quote it when you ask for help."),
        WHAT_A_SERVICE_IS,
        *((_ABOUT_SIGNING,) if signs else ()),
        *(() if overview.registered is None else (_ABOUT_THE_CODE, ON_OWN_TERMINAL)),
        when_signed_out(place),
    )


def activity_page(events: tuple[PastEvent, ...], services: Mapping[str, Message], *, has_newer: bool) -> Page:
    """Return a page of the history; there is an older one if its last line says so.

    The `services` are those that are listed, by their ids.
    """
    has_older = bool(events) and events[-1].earlier is not None
    return Page(
        "activity",
        _("My activity"),
        (
            Table(
                (
                    # The zone is said once, so that a line has room for its event.
                    _("When ({zone})", zone=Zone(events[0].happened_at)) if events else _("When"),
                    _("What"),
                    _("Terminal"),
                ),
                tuple(
                    (
                        told(Brief(event.happened_at, events[0].happened_at)),
                        _what(event, services, beside=events[0].happened_at),
                        event.terminal,
                    )
                    for event in events
                ),
                _("Nothing yet."),
                telling=1,
            ),
        ),
        actions=(*((_OLDER,) if has_older else ()), *((_NEWER,) if has_newer else ()), BACK),
        help=(
            _("Anybody can ask for emails to your address: such requests in a row are one line."),
            _("If you do not recognise something here, change your password: that ends your other sessions."),
        ),
    )


def _what(event: PastEvent, services: Mapping[str, Message], *, beside: datetime) -> Message:
    what = _happened(event, services)
    if event.times == 1:
        return what
    if _in_minutes(event.since) == _in_minutes(event.happened_at):
        return plural("{what}, {count} time", "{what}, {count} times", event.times, what=what)
    return plural(
        "{what}, {count} time since {since}",
        "{what}, {count} times since {since}",
        event.times,
        what=what,
        since=Brief(event.since, beside),
    )


def _in_minutes(moment: datetime) -> datetime:
    """Return a moment as far as it is told."""
    return moment.replace(second=0, microsecond=0)


def _happened(event: PastEvent, services: Mapping[str, Message]) -> Message:
    if event.service is not None:
        return _("Service opened: {service}", service=services.get(event.service, event.service))
    if event.undone is not None:
        what = changed(event.undone, event.kind) or happening(event.undone)
        return _("Undone: {what}", what=what)
    return changed(event.happening, event.kind) or happening(event.happening, event.kind)


def _names(overview: Overview) -> Iterator[tuple[Message, str]]:
    """What one signs in by; an account may lack a username or an email."""
    if overview.username is not None:
        yield _("Username"), overview.username
    if overview.email is not None:
        yield _("Email address"), overview.email


def _signing(overview: Overview, place: Surroundings) -> tuple[Action | Row, ...]:
    """Signing writes a file, and is for whoever was registered in person; what is missing is told there."""
    if overview.registered is None or not place.saves:
        return ()
    if overview.registered is RegisteredLevel.BASIC:
        return (Row(SIGN_A_FILE.label, _("Needs an advanced registration"), SIGN_A_FILE),)
    return (SIGN_A_FILE,)


def _password_notices(overview: Overview, now: datetime) -> tuple[Block, ...]:
    expiry = overview.password_expires_at
    if expiry is None or expiry - now > PASSWORD_NOTICE:
        return ()
    days = max((expiry - now).days, 0)
    return (
        Paragraph(
            plural(
                "Your password must be changed within {count} day, by {day}.",
                "Your password must be changed within {count} days, by {day}.",
                days,
                day=Day(expiry),
            ),
            "warning",
        ),
    )


def _profile_notices(status: ProfileStatus) -> tuple[Block, ...]:
    notices: list[Block] = []
    if status.profile is ProfileState.DEACTIVATED:
        notices.append(
            Paragraph(_("Your profile was recently deactivated due to a password reset."), "warning")
        )
    if not status.key_kept:
        unkept = _(
            "You have not yet shown that you kept your personal key. Choose “My personal key” to see it."
        )
        notices.append(Paragraph(unkept, "warning"))
    match status.request:
        case ProfileState.PENDING:
            notices.append(Paragraph(_("Your request to verify your identity waits for an operator.")))
        case ProfileState.ACCEPTED:
            notices.append(Paragraph(_("Your identity has been verified. Get your personal key."), "success"))
        case ProfileState.REFUSED:
            refused = _("Your identity could not be verified: {reason}", reason=status.reason)
            notices.append(Paragraph(refused, "warning"))
        case ProfileState.CANCELLED:
            cancelled = _("Your request to verify your identity was cancelled by the password reset.")
            notices.append(Paragraph(cancelled, "warning"))
    return tuple(notices)


def _profile_actions(status: ProfileStatus) -> tuple[Action, ...]:
    actions: list[Action] = []
    if status.request is ProfileState.ACCEPTED:
        actions.append(_GET_KEY)
    if status.request is ProfileState.PENDING:
        actions.append(_LOOK_AGAIN)
    if status.profile is ProfileState.DEACTIVATED:
        actions.append(_REACTIVATE)
    elif status.profile is ProfileState.ACTIVE:
        actions += [_PROFILE, _MY_KEY]
    elif status.request not in {ProfileState.PENDING, ProfileState.ACCEPTED}:
        actions.append(_VERIFY)
    return tuple(actions)
