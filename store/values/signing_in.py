"""Signing in, one-time PINs, services, and the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.events import Happening
from store.rules.secret import Secret


@dataclass(frozen=True)
class Session:
    """What a person who signs in holds: opens their account's use cases until it ends.

    What it allows so far, only the store knows. `username` is the account ID where there is no username.
    """

    token: Secret
    username: str
    language: str


@dataclass(frozen=True)
class LivePin:
    """A one-time PIN that can be typed, as its page shows it: by the `code` beside it.

    It can be sent by SMS from a moment on; None where it was.
    """

    code: str
    expires_at: datetime
    by_sms_from: datetime | None


@dataclass(frozen=True)
class PinStanding:
    """How far a sign-in with a PIN is: what is `live`, whether a terminal shows it, which phone can get it.

    `phone_alone`: the second step can only be done with that phone, so no PIN is made.
    """

    live: LivePin | None
    has_app: bool
    phone: str
    phone_alone: bool


@dataclass(frozen=True)
class PinTerminal:
    """The terminal that shows an account's PINs, and since when."""

    name: str
    added_at: datetime


@dataclass(frozen=True, repr=False)
class OwnTerminal:
    """A terminal that is to show PINs: its name, its place, its system user, and the secret that it keeps."""

    name: str
    place: str
    user: str
    secret: Secret


@dataclass(frozen=True)
class ShownPin:
    """A PIN where it is read, with the code by which one knows that it belongs to the page."""

    code: str
    pin: Secret
    expires_at: datetime


@dataclass(frozen=True)
class PinsShown:
    """What a terminal shows: whose PINs, and the one that can be typed now.

    `phone_alone`: none is made or taken, as in `PinStanding`.
    """

    account: str
    pin: ShownPin | None
    phone_alone: bool


class Missing(Enum):
    """What a session lacks for a service, and how its holder gets that."""

    SECOND_STEP = "second-step"
    """The account has a method: it is done there and then."""
    METHOD = "method"
    """The account has none: one is added in the settings first."""
    PASSWORD = "password"
    """The same, where a one-time PIN opened the session, which has no settings."""
    REGISTRATION = "registration"
    """Registration at the advanced level, in person."""


@dataclass(frozen=True)
class ListedService:
    """A service that the administrator lists: its name in each language, by their codes, and its level.

    `missing` is what the session that asked lacks for it; None: nothing, or nobody is signed in.
    """

    id: str
    names: tuple[tuple[str, str], ...]
    level: int
    missing: Missing | None = None


@dataclass(frozen=True, repr=False)
class OpenedService:
    """The address to go on at. It holds a statement until then, where the service gets one."""

    address: Secret
    statement_expires_at: datetime | None


@dataclass(frozen=True)
class PastEvent:
    """One line of the history; `terminal` may be empty.

    What others did often in a row is one line: so many `times` between `since` and `happened_at`, with the
    terminal if it was always the same. `earlier`, on the last line of a page, leads to the next page.
    `undone` is the change that was, and `kind` that of the method which that or the event itself is about;
    `service` is the id of the one that was opened. To operators it says `by` which of them it was done.
    """

    happening: Happening
    happened_at: datetime
    terminal: str
    times: int
    since: datetime
    earlier: int | None = None
    kind: str | None = None
    undone: Happening | None = None
    service: str | None = None
    by: str = ""
