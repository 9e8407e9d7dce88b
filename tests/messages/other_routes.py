"""Routes other than those that a store has, and an outbox that takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from store.messages.message import Outgoing
from store.messages.outbox import Outbox
from store.messages.routes.route import Route, Send
from tests.town import Town


class AnyRoute:
    """A route that sends in one way, without a connection."""

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self.send

    def send(self, message: Outgoing) -> None:
        raise NotImplementedError


class Broken(AnyRoute):
    """A route that fails so many times, and then works."""

    def __init__(self, failures: int = 10**9, error: str = "no mail server today") -> None:
        self.failures, self.error = failures, error
        self.sent: list[Outgoing] = []

    def send(self, message: Outgoing) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError(self.error)
        self.sent.append(message)


class Watched(AnyRoute):
    """A route that works, and while it sends does something besides."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile
        self.sent: list[Outgoing] = []

    def send(self, message: Outgoing) -> None:
        self.meanwhile()
        self.sent.append(message)


def outbox_with(town: Town, route: Route) -> Outbox:
    """Return an outbox of the town's store that sends everything by another route."""
    return outbox_by_kind(town, email=route, sms=route)


def outbox_by_kind(town: Town, **routes: Route) -> Outbox:
    """Return an outbox of the town's store that has these routes alone."""
    context = town.store.context
    return Outbox(context.database, context.keys, routes, context.settings)
