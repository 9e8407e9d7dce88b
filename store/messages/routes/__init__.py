"""The routes by which messages leave, each a module here; which kind takes which is a setting.

Another one, such as SMTP, is a module, a line in `ROUTES`, and its name in `store.settings.Routes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from store.messages.routes.files import FileRoute
from store.messages.routes.route import Route
from store.settings import Settings

ROUTES: Mapping[str, Callable[[Settings], Route]] = {"files": FileRoute.of}


def declared_routes(settings: Settings) -> dict[str, Route]:
    """Return by kind of message the route that the settings declare for it."""
    return {kind: ROUTES[name](settings) for kind, name in asdict(settings.routes).items()}
