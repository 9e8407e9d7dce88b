"""The account page, and what opens from it (PRODUCT §1, seed 001)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from i18n import Day, Message, _, plural
from store import Overview, PastEvent, Session
from store.rules.limits import PASSWORD_NOTICE
from tui import wording
from tui.journeys.password import change_password
from tui.pages import BACK, Action, Block, Facts, Page, Paragraph, Table
from tui.visit import Visit, WentBack

_SETTINGS = Action("settings", _("Sign-in settings"), tone="primary")
_ACTIVITY = Action("activity", _("My activity"))
_SIGN_OUT = Action("sign-out", _("Sign out"))
_CHANGE_PASSWORD = Action("change-password", _("Change the password"), tone="primary")


async def account(visit: Visit) -> None:
    """Show the account page until the person signs out."""
    session = visit.signed_in
    while True:
        overview = await visit.look(lambda store: store.sessions.overview(session))
        answers = await visit.ask(account_page(overview, visit.now()))
        with suppress(WentBack):
            match answers.action:
                case _SETTINGS.name:
                    await settings(visit, session)
                case _ACTIVITY.name:
                    await activity(visit, session)
                case _SIGN_OUT.name:
                    return


async def settings(visit: Visit, session: Session) -> None:
    """What the person signs in with, and how to change it."""
    while True:
        overview = await visit.look(lambda store: store.sessions.overview(session))
        await visit.ask(settings_page(overview))
        with suppress(WentBack):
            await change_password(visit, session)


async def activity(visit: Visit, session: Session) -> None:
    """What happened to the account: when, what, from where."""
    events = await visit.look(lambda store: store.history.recent(session))
    await visit.tell(activity_page(events))


def account_page(overview: Overview, now: datetime) -> Page:
    return Page(
        "account",
        _("You have signed in successfully"),
        (
            *_notices(overview, now),
            Facts(
                (
                    (_("Account ID"), overview.account_number),
                    (_("Username"), overview.username),
                    (_("Email address"), overview.email),
                )
            ),
        ),
        actions=(_SETTINGS, _ACTIVITY, _SIGN_OUT),
        help=(
            _("The account ID never changes; quote it when you ask for help."),
            _("You are signed out after 15 minutes without a key pressed, and after 12 hours in all."),
        ),
    )


def settings_page(overview: Overview) -> Page:
    rows: list[tuple[Message, Message]] = [
        (_("Password set on"), _told(overview.password_set_at)),
    ]
    if overview.password_expires_at is not None:
        rows.append((_("To be changed by"), _told(overview.password_expires_at)))
    return Page(
        "settings",
        _("Sign-in settings"),
        (Facts(tuple(rows)),),
        actions=(_CHANGE_PASSWORD, BACK),
    )


def activity_page(events: tuple[PastEvent, ...]) -> Page:
    return Page(
        "activity",
        _("My activity"),
        (
            Table(
                (_("When"), _("What"), _("Terminal")),
                tuple(
                    (
                        Message("{moment}", {"moment": event.happened_at}),
                        wording.happening(event.happening),
                        event.terminal,
                    )
                    for event in events
                ),
                _("Nothing yet."),
            ),
        ),
        actions=(BACK,),
        help=(
            _("If you do not recognise something here, change your password: that ends your other sessions."),
        ),
    )


def _notices(overview: Overview, now: datetime) -> tuple[Block, ...]:
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


def _told(moment: datetime) -> Message:
    return Message("{day}", {"day": Day(moment)})
