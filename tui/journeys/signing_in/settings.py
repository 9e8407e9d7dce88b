"""The sign-in settings: what is set, what is missing, what is at risk (PRODUCT §6, seed 001)."""

from __future__ import annotations

from dataclasses import replace

from i18n import Day, Message, _, plural
from store import Method, Overview, Ways
from store.messages.letters.help_desk import LOST_METHOD
from tui.journeys.endings import and_back
from tui.journeys.identity.email_address import change_email
from tui.journeys.methods.kind import KINDS, Kind
from tui.journeys.methods.recovery_codes import recovery_codes
from tui.journeys.methods.words import WORDS, words_of
from tui.journeys.password.password import change_password
from tui.journeys.password.recovery_questions import recovery_questions
from tui.journeys.questions_and_answers import (
    LOST_PHONE,
    NO_SECOND_NUMBER,
    UPDATE_A_NUMBER,
    USE_OF_DETAILS,
    WHAT_IS_AN_APP,
    WHY_A_SECOND_STEP,
)
from tui.journeys.signing_in.pin_terminal import name_of, remove_pin_terminal
from tui.pages import BACK, Action, Block, Page, Paragraph, Row, Text
from tui.visit import Visit

_CHANGE = _("Change")
_PASSWORD = Action("change-password", _CHANGE)
_EMAIL = Action("change-email", _CHANGE)
_CODES = Action("recovery-codes", _CHANGE)
_MAKE_CODES = Action("recovery-codes", _("Make"))
_QUESTIONS = Action("recovery-questions", _CHANGE)
_CHOOSE_QUESTIONS = Action("recovery-questions", _("Choose"))
_PIN_TERMINAL = Action("remove-pin-terminal", _("Delete"))
_JOURNEYS = {
    _PASSWORD.name: change_password,
    _EMAIL.name: change_email,
    _CODES.name: recovery_codes,
    _QUESTIONS.name: recovery_questions,
    _PIN_TERMINAL.name: remove_pin_terminal,
}


async def settings(visit: Visit) -> None:
    """Show what the person signs in with, and let them look after each of it."""
    session, chosen, method = visit.signed_in, "", None
    journeys = _JOURNEYS | {_add(name).name: kind.add for name, kind in KINDS.items()}
    while True:
        overview = await visit.look(lambda store: store.account.overview(session))
        methods = {_change(method).name: method for method in overview.ways.methods}
        if method is not None and chosen not in methods:
            chosen = _nearest(method, overview.ways)
        chosen = (await visit.ask(settings_page(overview, chosen))).action
        method = methods.get(chosen)
        await and_back(visit, KINDS[method.kind].change(visit, method) if method else journeys[chosen](visit))


def _nearest(gone: Method, left: Ways) -> str:
    """Return the action in whose row one looks for a method that was deleted or replaced."""
    alike = [_change(method) for method in left.methods if method.kind == gone.kind]
    # The default one stands first, what was added last.
    return (alike[0 if gone.is_default else -1] if alike else _add(gone.kind)).name


def settings_page(overview: Overview, came_from: str = "") -> Page:
    return Page(
        "settings",
        _("Sign-in settings"),
        (*_risks(overview), *_no_pin(overview)),
        menu=(*_rows(overview), BACK),
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
        matter_of_help=LOST_METHOD,
    )


def _rows(overview: Overview) -> tuple[Row, ...]:
    ways = overview.ways
    rows = [
        *_password_row(overview),
        Row(_("Email address"), overview.email or "", _EMAIL),
        *(row for name, kind in KINDS.items() for row in _method_rows(name, kind, ways)),
    ]
    if ways.methods:
        rows.append(
            Row(_("Recovery codes"), _codes_state(ways), _CODES if ways.recovery_codes else _MAKE_CODES)
        )
    if overview.has_questions:
        questions = Row(_("Recovery questions"), _("chosen"), _QUESTIONS)
    else:
        questions = Row(_("Recovery questions"), _("not chosen"), _CHOOSE_QUESTIONS)
    return (*rows, questions, *_pin_terminal_row(overview))


def _pin_terminal_row(overview: Overview) -> tuple[Row, ...]:
    """None where no terminal shows the PINs: one is added by “macle pin”."""
    if overview.pin_terminal is None:
        return ()
    return (Row(_("Terminal for PINs"), name_of(overview.pin_terminal), _PIN_TERMINAL),)


def _method_rows(name: str, kind: Kind, ways: Ways) -> tuple[Row, ...]:
    """One row for each method of the kind of that name, and one to add another while there may be one."""
    words = WORDS[name]
    rows = [Row(None, _state(method), _change(method)) for method in ways.methods if method.kind == name]
    if len(rows) < kind.most:
        rows.append(Row(None, "", _add(name)))
    return (replace(rows[0], name=words.title), *rows[1:])


def _state(method: Method) -> Text:
    return _("{name}, default", name=method.name) if method.is_default else method.name


def _add(kind: str) -> Action:
    return Action(f"add-{kind}", WORDS[kind].add)


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


def _no_pin(overview: Overview) -> tuple[Block, ...]:
    if not overview.phone_alone:
        return ()
    said = _(
        "Your second step is the phone that PINs come by alone, so no PIN signs you in. Add an authenticator"
        " app or make recovery codes if you want to use PINs."
    )
    return (Paragraph(said),)


def _risks(overview: Overview) -> tuple[Block, ...]:
    """What would lock the person out, or let someone else in; nothing where all is well."""
    ways = overview.ways
    if not ways.methods:
        risk = _("Your password alone opens your account. Add an authenticator app or a phone.")
    elif ways.recovery_codes:
        return ()
    else:
        alone = len(ways.methods) == 1
        only = words_of(ways.methods[0]).at_risk if alone else None
        no_codes = _("You have no recovery codes. With one of them you get in when no method is at hand.")
        risk = only or no_codes
    return (Paragraph(risk, "warning"),)
