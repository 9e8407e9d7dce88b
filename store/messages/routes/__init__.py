"""The routes by which messages leave, each a module here; the settings say which kind takes which."""

from __future__ import annotations

from store.messages.message import MessageKind
from store.messages.routes.files import FileRoute
from store.messages.routes.printer import PrinterRoute
from store.messages.routes.route import Route
from store.settings import Settings


def declared_routes(settings: Settings) -> dict[str, Route]:
    """Return by kind of message the route that the settings declare for it: without any, into files.

    A slip goes to the printer alone: a file of it would be the secret that somebody else can read.
    """
    files = FileRoute.of(settings)
    routes: dict[str, Route] = {MessageKind.EMAIL: files, MessageKind.SMS: files}
    routes[MessageKind.SLIP] = PrinterRoute.of(settings)
    # Each is loaded where it is declared: no session carries the others.
    if settings.mail.server:
        from store.messages.routes.smtp import SmtpRoute

        routes[MessageKind.EMAIL] = SmtpRoute(settings.mail, settings.home)
    if settings.sms.url:
        from store.messages.routes.sms import SmsRoute

        routes[MessageKind.SMS] = SmsRoute(settings.sms)
    return routes
