"""How a journey ends from inside a page: by an exception, which leaves nothing of it behind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Unwinding(Exception):
    """Something that ends a journey from inside a page."""


class WentBack(Unwinding):
    """The person chose to leave the journey; whoever started it goes on.

    `typed` is what they had typed by then on the page that they left, secrets aside.
    """

    def __init__(self, typed: Mapping[str, str] = _NOTHING) -> None:
        super().__init__()
        self.typed = typed


class SessionOver(Unwinding):
    """The session ended: idle or total limit, or ended from elsewhere."""


class IdleTooLong(SessionOver):
    """The session ended where its person sat, since nothing was typed for as long as the place allows."""


class Abandoned(Unwinding):
    """Nobody is signed in, and nothing was typed for as long as the place allows that."""


class LeadsTo(Unwinding):
    """The journey is over and leads straight to another, by the name of its action on the welcome page."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class SignedOut(Unwinding):
    """The person asked to be signed out."""


class VisitOver(Unwinding):
    """The person quit, or the terminal is gone."""
