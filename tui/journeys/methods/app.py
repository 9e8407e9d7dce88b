"""Authenticator apps for the second step: added, made the default, deleted (PRODUCT §6, seed 001)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from i18n import _
from store import Enrolment, Method, Ways
from store.accounts.store import Store
from store.rules import totp
from store.rules.limits import APP_NAME_LONGEST
from tui.journeys.methods.changes import (
    DELETE,
    SET_DEFAULT,
    TOLD,
    change_method,
    deleted,
    set_default,
    shown,
    ways_of,
    ways_to_change,
)
from tui.journeys.methods.confirming import Removal
from tui.journeys.methods.words import APP, APP_CODE_HINT
from tui.journeys.password.password import (
    CONFIRM_WITH_PASSWORD,
    PASSWORD_AGAIN,
    perform_proved,
    perform_proved_or_choose,
)
from tui.journeys.questions_and_answers import WHAT_IS_AN_APP, WHY_A_SECOND_STEP
from tui.journeys.sent_code import security_code
from tui.pages import (
    BACK,
    CANCEL,
    Action,
    Answers,
    Facts,
    Field,
    Page,
    Paragraph,
    QrCode,
    submit,
)
from tui.unwinding import WentBack
from tui.visit import Chosen, Visit

_COPY = Action("copy", _("Copy the address"))
_ADD_ANOTHER = Action("add-app", _("Add another app"), tone="primary")


async def add_app(visit: Visit) -> None:
    """Name an app, give it its secret, and have it prove with one code that it has it."""
    session, enrolment = visit.signed_in, None
    while True:
        begun = await perform_proved(
            visit,
            name_page("" if enrolment is None else enrolment.name),
            lambda store, answers: store.authenticator.begin(session, answers["name"]),
        )
        # Who went back for another name may have scanned the code already.
        enrolment = begun if enrolment is None else replace(enrolment, name=begun.name)
        with suppress(WentBack):
            visit.say(*added(await _prove(visit, enrolment)))
            return


async def change_app(visit: Visit, method: Method) -> None:
    """Make an app the default, or delete it; beside the only method, add another."""
    await change_method(visit, method, change_page, _CHANGES)


async def _prove(visit: Visit, enrolment: Enrolment) -> Method:
    """Ask for a code of the app until it is right; return the app, which is the account's then."""
    session, page = visit.signed_in, app_page(enrolment, visit.copier is not None)
    sent = _("Sent to your terminal. Paste it into your app to see whether it arrived.")

    def confirm(store: Store, answers: Answers) -> Method:
        return store.authenticator.confirm(session, enrolment, answers.secret("code"))

    while True:
        match await perform_proved_or_choose(visit, page, confirm):
            case Method() as app:
                return app
            case Chosen(_COPY.name, typed) if visit.copier is not None:
                visit.copier(enrolment.address.reveal())
                visit.say(Paragraph(sent, "success"))
                page = page.filled(typed)


async def _delete(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    removal = Removal(visit, method.id, APP.why_confirm(method.name))
    await removal.perform(
        delete_page(method),
        lambda store, answers, confirmation: store.authenticator.remove(
            session, method.id, answers.secret("password"), confirmation
        ),
    )
    visit.say(*deleted_app(method, await ways_of(visit), confirmed=removal.confirmed))


async def _add_another(visit: Visit, _method: Method) -> None:
    await add_app(visit)


_CHANGES = {SET_DEFAULT.name: set_default, DELETE.name: _delete, _ADD_ANOTHER.name: _add_another}


def name_page(typed: str) -> Page:
    return Page(
        "add-app",
        _("Add an authenticator app"),
        (Paragraph(_("You need an authenticator app on your phone or computer. Any will do.")),),
        (
            Field(
                "name",
                _("Give it a nickname"),
                hint=_(
                    "For example, the device that it is on. At most {count} characters.",
                    count=APP_NAME_LONGEST,
                ),
                value=typed,
                limit=APP_NAME_LONGEST,
            ),
        ),
        (submit(_("Continue")), CANCEL),
        help=(WHAT_IS_AN_APP, WHY_A_SECOND_STEP, TOLD),
    )


def app_page(enrolment: Enrolment, copies: bool) -> Page:
    blocks = (
        Paragraph(
            _("In your app, scan the QR code, or enter the setup key. Then type the code that the app shows.")
        ),
        QrCode(enrolment.address),
        Facts(
            (
                (_("Setup key"), totp.grouped(enrolment.secret.reveal())),
                (_("Address"), enrolment.address.reveal()),
            )
        ),
    )
    return Page(
        "app-setup",
        _("Set up the app"),
        blocks,
        (security_code(APP_CODE_HINT),),
        (submit(_("Continue")), BACK),
        (_COPY,) if copies else (),
        help=(
            _("In the app, choose to add an account. It scans the QR code with the camera of its device."),
            _("Or choose to enter a setup key; spaces do not matter. Some apps take the whole address."),
            _("Nothing is kept until you have entered a code. If it is refused, check the device’s clock."),
            WHAT_IS_AN_APP,
            WHY_A_SECOND_STEP,
        ),
        written_down=True,
    )


def added(app: Method) -> tuple[Paragraph, ...]:
    """Say what the app that was added is good for."""
    if app.is_default:
        said = _(
            "From now on, signing in takes a code from “{name}” as well as your password.", name=app.name
        )
    else:
        said = _("When you sign in, you can enter a code from “{name}”.", name=app.name)
    used = _("The code that you have just entered is used up: the next one signs you in.")
    return (Paragraph(said, "success"), Paragraph(used))


def change_page(method: Method, *, only: bool) -> Page:
    return Page(
        "change-app",
        _("Change the authenticator app"),
        shown(
            _("Authenticator app"),
            method,
            only=only,
            instead=_("To move to another device, add the app there first; then you can delete this one."),
        ),
        menu=(*((_ADD_ANOTHER,) if only else ()), *ways_to_change(method, only=only), BACK),
        help=(
            _("The default method is the one that you are asked for first when you sign in."),
            _("If the app is to move to another device, add it there first, then delete it here."),
            TOLD,
            WHAT_IS_AN_APP,
        ),
    )


def delete_page(method: Method) -> Page:
    return Page(
        "delete-app",
        _("Delete the authenticator app"),
        (
            Paragraph(_("Codes from “{name}” will no longer sign you in.", name=method.name), "warning"),
            CONFIRM_WITH_PASSWORD,
        ),
        (PASSWORD_AGAIN,),
        (Action("submit", _("Delete"), tone="danger", submits=True), CANCEL),
        help=(_("Afterwards, delete the account from the app as well: its codes open nothing any more."),),
    )


def deleted_app(gone: Method, left: Ways, *, confirmed: bool = False) -> tuple[Paragraph, ...]:
    """Say that an app was deleted, and what follows."""
    said = _("Codes from “{name}” no longer sign you in.", name=gone.name)
    return deleted(gone, left, said, confirmed=confirmed)
