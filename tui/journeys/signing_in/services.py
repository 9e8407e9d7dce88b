"""Services: what an account gives access to, opened from the account page (PRODUCT §8, seed 002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from i18n import Message, Named, _, told
from store import ListedService, Missing, OpenedService, Overview, Problem, Refusal
from store.accounts.store import Store
from store.messages.letters.help_desk import ADVANCED_LEVEL
from tui import wording
from tui.journeys.endings import SIGN_IN, refused
from tui.journeys.signing_in.second_step import second_step
from tui.journeys.signing_in.settings import settings
from tui.pages import BACK, Action, Block, Lasting, Link, Page, Paragraph, QrCode, Row
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit

NONE_LISTED = Paragraph(_("No service is listed here yet."))
_COPY = Action("copy", _("Copy the address"))
_OPEN_AGAIN = Action("open-again", _("Open again, with another address"))
TO_SETTINGS = Action("settings", _("Sign-in settings"), tone="primary")
TO_PASSWORD = Action("with-password", _("Sign out, and sign in with the password"), tone="primary")
_TO_ACTIVATE = Action("activate", _("Sign out, and activate my password"), tone="primary")
_NO_PASSWORD = _(
    "This service needs a second step, which is added with a password, and you have no password yet: set it"
    " with your activation code. If you have lost that, go back and renew it on the account page first."
)
NOT_HERE = Paragraph(
    _("No service can be opened here, since nothing here goes on to another address."), "error"
)
_REGISTERED_PHONE = Paragraph(
    _(
        "Choose “Sign-in settings”, then “Add a mobile phone number”, and enter the number of the phone that"
        " you were registered with: codes then come to it by SMS. A PIN and a code never count by the same"
        " phone: with that phone alone, no one-time PIN signs you in from then on. Add an authenticator app"
        " as well."
    )
)
_STATES = {
    None: _("Opens at once"),
    Missing.SECOND_STEP: _("Asks for a security code first"),
    Missing.METHOD: _("Needs a second step, not set up yet"),
    Missing.PASSWORD: _("Needs a second step, not set up yet"),
    Missing.REGISTRATION: _("Needs an advanced registration"),
}
WHAT_A_SERVICE_IS = _(
    "A service is another site that lets you in with your account. Each asks for as much as it needs."
)
WHAT_SERVICES_NEED = (
    WHAT_A_SERVICE_IS,
    _(
        "A PIN or password alone opens some. For others you need a second step, which security codes come"
        " from: it is added in “Sign-in settings”, after a sign-in with the password, not with a PIN."
    ),
    _(
        "An advanced registration is made in person, before an operator who sees your document. It lets you"
        " sign files as well."
    ),
)
_SHARED_HELP = (
    *WHAT_SERVICES_NEED,
    _(
        "Some get a statement with the address, signed here: that your account came, and at which level. It"
        " has a name for you that no other service knows."
    ),
)


def name_of(service: ListedService) -> Message:
    """Return what a service is called."""
    return told(Named(service.names))


def choosing(service: ListedService) -> Action:
    """Return what chooses a service; one may be called `back` in the administrator’s list."""
    return Action(f"service-{service.id}", name_of(service))


def names_of_services(store: Store) -> Mapping[str, Message]:
    """Return what each service that is listed is called, by its id; nothing where the list has a fault."""
    try:
        return {service.id: name_of(service) for service in store.services.all()}
    except Problem:
        return {}


async def my_services(visit: Visit) -> None:
    """Choose a service and open it, until one goes back."""
    session, chosen = visit.signed_in, ""
    while True:
        listed = await visit.look(lambda store: store.services.of(session))
        if not listed:
            visit.say(NONE_LISTED)
            return
        page = replace(services_page(listed), came_from=chosen)
        chosen = (await visit.ask(page)).action
        service = next(one for one in listed if choosing(one).name == chosen)
        try:
            await open_service(visit, service)
        except WentBack:
            continue
        except Problem as problem:
            visit.say(refused(problem))


async def open_service(visit: Visit, service: ListedService) -> None:
    """Ask for what is missing, then show where to go on, until one goes back.

    Raises `WentBack`, and `Problem` where what is missing cannot be given here.
    """
    session = visit.signed_in
    if not visit.surroundings.opens_addresses:
        visit.say(NOT_HERE)
        return
    while True:
        try:
            opened = await visit.look(lambda store: store.services.open(session, service.id))
        except Problem as problem:
            if problem.refusal is not Refusal.SERVICE_NEEDS:
                raise
            await _give(visit, service, problem)
            continue
        await _go_on(visit, service, opened)


async def _give(visit: Visit, service: ListedService, problem: Problem) -> None:
    """Take what is missing, or lead to where it is to be had; raise the `Problem` where that is not here."""
    match problem.facts["missing"]:
        case Missing.SECOND_STEP:
            try:
                await second_step(visit)
            except LeadsTo:
                # No code counts any more until they sign in again, for the same service.
                visit.wanted = partial(open_service, service=service)
                raise
        case Missing.METHOD:
            more = () if (await _overview(visit)).registered is None else (_REGISTERED_PHONE,)
            await visit.ask(needs_page(service, wording.sentence(problem), TO_SETTINGS, *more))
            with visit.within(TO_SETTINGS.label):
                await settings(visit)
        case Missing.PASSWORD:
            if (await _overview(visit)).password_set_at is None:
                await visit.ask(needs_page(service, _NO_PASSWORD, _TO_ACTIVATE))
                way = _TO_ACTIVATE
            else:
                await visit.ask(needs_page(service, wording.sentence(problem), TO_PASSWORD))
                way = SIGN_IN
            visit.wanted = partial(open_service, service=service)
            raise LeadsTo(way.name)
        case _:
            raise problem


async def _overview(visit: Visit) -> Overview:
    session = visit.signed_in
    return await visit.look(lambda store: store.account.overview(session))


async def _go_on(visit: Visit, service: ListedService, opened: OpenedService) -> None:
    """Show where to go on; return for another address. Raises `WentBack`."""
    chosen = ""
    while chosen != _OPEN_AGAIN.name:
        page = service_page(service, opened, copies=visit.copier is not None)
        chosen = (await visit.ask(replace(page, came_from=chosen))).action
        if chosen != _COPY.name or visit.copier is None:
            continue
        if opened.statement_expires_at is not None and opened.statement_expires_at <= visit.now():
            visit.say(Paragraph(_OVER, "warning"))
        else:
            visit.copier(opened.address.reveal())
            visit.say(Paragraph(_("Sent to your terminal. Paste it into your browser."), "success"))


def services_page(listed: tuple[ListedService, ...]) -> Page:
    rows = (Row(name_of(one), _STATES[one.missing], choosing(one)) for one in listed)
    lacks_registration = any(one.missing is Missing.REGISTRATION for one in listed)
    return Page(
        "services",
        _("Services"),
        menu=(*rows, BACK),
        help=_SHARED_HELP,
        matter=ADVANCED_LEVEL if lacks_registration else None,
    )


def needs_page(service: ListedService, needs: Message, way: Action, *more: Paragraph) -> Page:
    """Say what a service `needs`, with the way to it."""
    return Page(
        "service-needs",
        name_of(service),
        (Paragraph(needs, "warning"), *more),
        menu=(way, BACK),
        help=_SHARED_HELP,
    )


def service_page(service: ListedService, opened: OpenedService, *, copies: bool) -> Page:
    address, expires_at = opened.address, opened.statement_expires_at
    # Without encryption a service may be listed on this machine alone, which no phone reaches.
    here = address.reveal().startswith("http://")
    blocks: list[Block] = [Paragraph(_ON_THIS_MACHINE if here else _ANYWHERE), Link(address.reveal())]
    if expires_at is not None:
        blocks.append(Lasting(expires_at, _good_for, _OVER))
    return Page(
        "service",
        name_of(service),
        (*blocks, *(() if here else (QrCode(address),))),
        menu=(
            *((_COPY,) if copies else ()),
            *((_OPEN_AGAIN,) if expires_at is not None else ()),
            BACK,
        ),
        help=(
            _("Some terminals open the address at a click, often with the Ctrl key held down."),
            _("What you do there is the service’s. You stay signed in here until you sign out."),
            *_SHARED_HELP,
        ),
    )


_ANYWHERE = _("Go on at this address, in your browser or on your phone.")
_ON_THIS_MACHINE = _("Go on at this address, in a browser on the machine where Macle runs.")
_OVER = _("The address is no longer good. Open the service again.")


def _good_for(left: timedelta) -> Message:
    return _("The address works once, within {time}. Give it to nobody.", time=left)
