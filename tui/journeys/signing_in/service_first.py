"""A service is chosen first, then the way to sign in (PRODUCT §8, seed 002)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from i18n import Message, _
from store import ListedService
from store.messages.letters.help_desk import ADVANCED_LEVEL
from tui.journeys.signing_in.pin_sign_in import WITH_PASSWORD, sign_in_with_pin
from tui.journeys.signing_in.services import (
    NONE_LISTED,
    NOT_HERE,
    WHAT_SERVICES_NEED,
    choosing,
    name_of,
    open_service,
)
from tui.journeys.signing_in.sign_in import sign_in
from tui.pages import BACK, Action, Page, Paragraph, Row
from tui.unwinding import WentBack
from tui.visit import Journey, Visit

_WAYS: Mapping[Action, Callable[[Visit, Journey], Coroutine[Any, Any, None]]] = {
    Action("with-pin", _("Sign in with a one-time PIN")): sign_in_with_pin,
    WITH_PASSWORD: sign_in,
}
"""What leads to a session, before a journey that someone signs in for; in the order of Cl@ve."""
_NEEDS: Mapping[int, Message] = {
    1: _("PIN or password"),
    2: _("PIN or password, security code"),
    3: _("PIN or password, security code, advanced registration"),
}
"""By level."""
_NEEDS_CODE = Paragraph(
    _(
        "Either way you enter a security code too. If you have no second step yet, sign in with the password:"
        " after a PIN none can be added."
    )
)


async def choose_service(visit: Visit) -> None:
    """Choose a service, then how to sign in; then it is opened, and the account page follows."""
    if not visit.surroundings.opens_addresses:
        visit.say(NOT_HERE)
        return
    chosen = ""
    while True:
        listed = await visit.look(lambda store: store.services.all())
        if not listed:
            visit.say(NONE_LISTED)
            return
        chosen = (await visit.ask(replace(services_page(listed), came_from=chosen))).action
        service = next(one for one in listed if choosing(one).name == chosen)
        with suppress(WentBack):
            await _sign_in_for(visit, service)
            return


async def _sign_in_for(visit: Visit, service: ListedService) -> None:
    """Choose a way to sign in, and go it, until one of them is gone to its end. Raises `WentBack`."""
    by_name, chosen = {action.name: journey for action, journey in _WAYS.items()}, ""
    while True:
        chosen = (await visit.ask(replace(ways_page(service), came_from=chosen))).action
        purpose = Paragraph(_("You sign in to open: {service}.", service=name_of(service)))
        with suppress(WentBack), visit.coming_in_for(purpose):
            await by_name[chosen](visit, partial(open_service, service=service))
            return


def services_page(listed: tuple[ListedService, ...]) -> Page:
    rows = (Row(name_of(one), _NEEDS[one.level], choosing(one)) for one in listed)
    return Page(
        "choose-service",
        _("Services"),
        (Paragraph(_("Choose a service; then you sign in.")),),
        menu=(*rows, BACK),
        help=WHAT_SERVICES_NEED,
        matter_of_help=ADVANCED_LEVEL,
    )


def ways_page(service: ListedService) -> Page:
    return Page(
        "ways-in",
        name_of(service),
        (Paragraph(_("How would you like to sign in?")), *([] if service.level == 1 else [_NEEDS_CODE])),
        menu=(*_WAYS, BACK),
        help=(
            _(
                "A one-time PIN takes your document number and its contrast datum; your terminal shows it, or"
                " it comes by SMS, and it is good for one sign-in. The password takes your document number,"
                " username or email address."
            ),
            _(
                "The PIN is for people who were registered in person. If you were and have no password yet,"
                " choose “Activate my password” on the welcome page."
            ),
            *WHAT_SERVICES_NEED,
        ),
        matter_of_help=ADVANCED_LEVEL,
    )
