"""The sign-in settings: what is set, what is missing, what is at risk (PRODUCT §6, seed 001)."""

from __future__ import annotations

from dataclasses import replace

from i18n import Day, Message, _, plural
from store import Method, MethodKind, Overview, Ways
from store.rules.limits import MOST_APPS, MOST_PHONES
from tui.journeys.endings import and_back
from tui.journeys.later import later
from tui.journeys.questions_and_answers import (
    LOST_PHONE,
    NO_SECOND_NUMBER,
    UPDATE_A_NUMBER,
    USE_OF_DETAILS,
    WHAT_IS_AN_APP,
    WHY_A_SECOND_STEP,
)
from tui.pages import BACK, Action, Block, Listing, Page, Paragraph, Row, Text
from tui.visit import Visit

_CHANGE, _ADD = _("Change"), _("Add")
_PASSWORD = Action("change-password", _CHANGE)
_EMAIL = Action("change-email", _CHANGE)
_ADD_APP = Action("add-app", _ADD)
_ADD_PHONE = Action("add-phone", _("Add a mobile phone number"))
_CODES = Action("recovery-codes", _CHANGE)
_MAKE_CODES = Action("recovery-codes", _("Make"))
_QUESTIONS = Action("recovery-questions", _CHANGE)
_CHOOSE_QUESTIONS = Action("recovery-questions", _("Choose"))
_OF_METHODS = {
    MethodKind.APP: later("methods.app", "change_app"),
    MethodKind.PHONE: later("methods.phone", "change_phone"),
}
_JOURNEYS = {
    _PASSWORD.name: later("password.password", "change_password"),
    _EMAIL.name: later("identity.email_address", "change_email"),
    _ADD_APP.name: later("methods.app", "add_app"),
    _ADD_PHONE.name: later("methods.phone", "add_phone"),
    _CODES.name: later("methods.recovery_codes", "recovery_codes"),
    _QUESTIONS.name: later("password.recovery_questions", "recovery_questions"),
}
_TO_ADD = {MethodKind.APP: _ADD_APP, MethodKind.PHONE: _ADD_PHONE}


async def settings(visit: Visit) -> None:
    """Show what the person signs in with, and let them look after each of it."""
    session, chosen, method = visit.signed_in, "", None
    while True:
        overview = await visit.look(lambda store: store.account.overview(session))
        methods = {_change(method).name: method for method in overview.ways.methods}
        if method is not None and chosen not in methods:
            chosen = _nearest(method, overview.ways)
        chosen = (await visit.ask(settings_page(overview, chosen))).action
        method = methods.get(chosen)
        await and_back(visit, _OF_METHODS[method.kind](visit, method) if method else _JOURNEYS[chosen](visit))


def _nearest(gone: Method, left: Ways) -> str:
    """Return the action in whose row one looks for a method that was deleted or replaced."""
    alike = [_change(method) for method in left.methods if method.kind is gone.kind]
    # The default one stands first, what was added last.
    return (alike[0 if gone.is_default else -1] if alike else _TO_ADD[gone.kind]).name


def settings_page(overview: Overview, came_from: str = "") -> Page:
    return Page(
        "settings",
        _("Sign-in settings"),
        (*_risks(overview.ways), Listing(_rows(overview))),
        actions=(BACK,),
        came_from=came_from,
        help=(
            WHY_A_SECOND_STEP,
            WHAT_IS_AN_APP,
            USE_OF_DETAILS,
            NO_SECOND_NUMBER,
            LOST_PHONE,
            UPDATE_A_NUMBER,
            _("Change the password if someone else may know it: your other sessions then end."),
        ),
    )


def _rows(overview: Overview) -> tuple[Row, ...]:
    ways = overview.ways
    apps = [method for method in ways.methods if method.kind is MethodKind.APP]
    phones = [method for method in ways.methods if method.kind is MethodKind.PHONE]
    rows = [
        *_password_row(overview),
        Row(_("Email address"), overview.email or "", _EMAIL),
        *_method_rows(_("Authenticator app"), apps, _("no app"), _ADD_APP, MOST_APPS),
        *_method_rows(_("Phones"), phones, _("no phone"), _ADD_PHONE, MOST_PHONES),
    ]
    if ways.methods:
        rows.append(
            Row(_("Recovery codes"), _codes_state(ways), _CODES if ways.recovery_codes else _MAKE_CODES)
        )
    if overview.has_questions:
        questions = Row(_("Recovery questions"), _("chosen"), _QUESTIONS)
    else:
        questions = Row(_("Recovery questions"), _("not chosen"), _CHOOSE_QUESTIONS)
    return (*rows, questions)


def _method_rows(
    name: Message, methods: list[Method], missing: Message, add: Action, most: int
) -> tuple[Row, ...]:
    """One row for each method, and one to add another while there may be one."""
    rows = [Row(None, _state(method), _change(method)) for method in methods]
    if len(methods) < most:
        rows.append(Row(None, "" if methods else missing, add))
    return (replace(rows[0], name=name), *rows[1:])


def _state(method: Method) -> Text:
    return _("{name}, by default", name=method.name) if method.is_default else method.name


def _change(method: Method) -> Action:
    return Action(f"change-{method.id}", _CHANGE)


def _password_row(overview: Overview) -> tuple[Row, ...]:
    """None where there is no password that could be changed."""
    if overview.password_set_at is None:
        return ()
    if overview.password_expires_at is None:
        state = _("set on {day}", day=Day(overview.password_set_at))
    else:
        state = _("good until {day}", day=Day(overview.password_expires_at))
    return (Row(_("Password"), state, _PASSWORD),)


def _codes_state(ways: Ways) -> Message:
    if not ways.recovery_codes:
        return _("none")
    return plural("{count} left", "{count} left", ways.recovery_codes)


def _risks(ways: Ways) -> tuple[Block, ...]:
    """What would lock the person out, or let someone else in; nothing where all is well."""
    kinds = [method.kind for method in ways.methods]
    if not kinds:
        risk = _("Your password alone opens your account. Add an authenticator app or a phone.")
    elif kinds == [MethodKind.PHONE] and not ways.recovery_codes:
        risk = _(
            "One phone, no backup: if you lose it, you can no longer sign in."
            " Add an authenticator app, which needs no second number, or another phone."
        )
    elif not ways.recovery_codes:
        risk = _("You have no recovery codes. With one of them you get in when no method is at hand.")
    else:
        return ()
    return (Paragraph(risk, "warning"),)
