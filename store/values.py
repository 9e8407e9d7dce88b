"""The plain values that use cases take and return. Importing them loads no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from store.events import Happening
from store.problems import Problem
from store.rules.password_rules import Owner
from store.rules.secret import Secret


@dataclass(frozen=True)
class Session:
    """What a person who signs in holds: opens their account's use cases until it ends.

    What it allows so far, only the store knows. `username` is the account ID where there is no username.
    """

    token: Secret
    username: str
    language: str


class Challenge(Enum):
    """Where the codes of a method of the second step come from."""

    SHOWN = "shown"
    """The method shows them by itself: nothing is sent."""
    SENT = "sent"
    """One has to be sent to it first."""


@dataclass(frozen=True)
class Method:
    """One way to do the second step, of a kind such as `app`; `name` tells it from others of its kind."""

    id: str
    kind: str
    challenge: Challenge
    name: str
    is_default: bool


@dataclass(frozen=True)
class Ways:
    """What a person can do the second step with: the default method first, and so many recovery codes."""

    methods: tuple[Method, ...]
    recovery_codes: int


RECOVERY_SHEET = "recovery-codes"
"""In the place of a method's id: the sheet of recovery codes."""


@dataclass(frozen=True, repr=False)
class Confirmation:
    """A code of a method that stays, or a recovery code, typed on the page of a removal that it confirms.

    `method_id` may be `RECOVERY_SHEET`.
    """

    method_id: str
    code: Secret


@dataclass(frozen=True)
class SentTo:
    """A code on its way to `address`, masked or as it was typed: when it dies, when another may be sent."""

    address: str
    expires_at: datetime
    resend_at: datetime


@dataclass(frozen=True)
class CodeTicket:
    """A sign-up, a phone or an address that waits for the code that was sent to it."""

    token: Secret
    sent: SentTo


@dataclass(frozen=True)
class LivePin:
    """A one-time PIN that can be typed, as its page shows it: by the `code` beside it.

    It can be sent by SMS from a moment on; None where it was.
    """

    code: str
    expires_at: datetime
    by_sms_from: datetime | None
    tries_left: int


@dataclass(frozen=True)
class PinStanding:
    """How far a sign-in with a PIN is: what is `live`, whether a terminal shows it, which phone can get it.

    `phone_alone`: the second step can only be done with that phone, so it cannot get the PIN.
    """

    live: LivePin | None
    has_app: bool
    phone: str
    phone_alone: bool


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
    """What a terminal shows: whose PINs, and the one that can be typed now."""

    account: str
    pin: ShownPin | None


@dataclass(frozen=True, repr=False)
class Enrolment:
    """An authenticator app that is yet to be proved: its secret in base 32, and as an `otpauth:` address."""

    name: str
    secret: Secret
    address: Secret


@dataclass(frozen=True)
class NoticedChange:
    """A change that a notice told of; `id` names it, `kind` is that of the method it is about, if any."""

    id: int
    happening: Happening
    told_at: datetime
    kind: str | None = None


@dataclass(frozen=True)
class Disowned:
    """What the code of a notice did, besides closing the account: the changes that were undone.

    A second step, or recovery questions, `stay` where there were none before: no message alone takes them
    away.
    """

    changes: tuple[NoticedChange, ...]
    second_step_stays: bool
    questions_stay: bool


class Role(Enum):
    """What an account may do besides looking after itself."""

    PERSON = "person"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Operator:
    """Someone with a role, which gives no rights while it is `suspended`, nor without a second step."""

    username: str
    role: Role
    suspended: bool
    has_second_step: bool


class ProfileState(Enum):
    """How far a profile, or the request for one, has come."""

    PENDING = "pending"
    """An operator is to decide."""
    ACCEPTED = "accepted"
    """The personal key is yet to be made, when the password is next typed."""
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    """The password was reset: only the personal key opens the profile."""
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ProfileStatus:
    """`profile` is active, deactivated or None; `request` is what became of the newest request, if any.

    `reason` says why a request was refused. `key_kept` is False while the person has not said that they saved
    the key of an active profile.
    """

    profile: ProfileState | None
    request: ProfileState | None
    verified_at: datetime | None
    key_made_at: datetime | None
    reason: str = ""
    key_kept: bool = True


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


class RegisteredLevel(Enum):
    """At which level someone was registered in person (PRODUCT §8)."""

    BASIC = "basic"
    ADVANCED = "advanced"


@dataclass(frozen=True, repr=False)
class ToRegister:
    """Someone who stands before an operator, as they and their document say: the number of a DNI or NIE, its
    contrast datum, and where codes go.
    """

    document: str
    contrast: str
    email: str
    phone: str
    advanced: bool


@dataclass(frozen=True)
class Overview:
    """What the account page says. `password_expires_at` None: the password lives for ever.

    Whoever was registered in person may have no username, no email, and no password yet. `registered` says at
    which level, if at all; a session that was opened `by_pin` has no settings.
    """

    account_number: str
    username: str | None
    email: str | None
    password_set_at: datetime | None
    password_expires_at: datetime | None
    profile: ProfileStatus
    ways: Ways
    has_questions: bool
    registered: RegisteredLevel | None = None
    by_pin: bool = False


@dataclass(frozen=True, repr=False)
class ContactDetails:
    """What an account says of its owner, as they wish: each may be empty.

    As they are kept, `country` is its code (ISO 3166) and `phone_number` in E.164.
    """

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    job_title: str = ""
    address: str = ""
    city: str = ""
    postal_code: str = ""
    state_province: str = ""
    country: str = ""
    phone_number: str = ""


@dataclass(frozen=True, repr=False)
class PersonalInformation:
    """What the page of that name shows. `version` counts the changes of the details, from 0 where there are
    none.
    """

    account_number: str
    email: str | None
    details: ContactDetails
    version: int


@dataclass(frozen=True, repr=False)
class Newcomer:
    """Someone an account is to be opened for, as the line of a file says. What is empty was not given."""

    line: int
    username: str
    email: str
    language: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ImportState:
    """How many accounts an import would open, or has opened, how many were there before, and how many of
    those it invites again.
    """

    opened: int
    known: int
    invited_again: int


@dataclass(frozen=True)
class LineFault:
    """What keeps a line of a file from being imported."""

    line: int
    problem: Problem


@dataclass(frozen=True, repr=False)
class Identity:
    """What a person states of themselves, and an operator compares with their document."""

    legal_name: str
    birth_date: date
    document_kind: str
    document_number: str
    address: str


@dataclass(frozen=True)
class PersonalKey:
    """A personal key (16 characters, not grouped), and when it was made; `id` tells it from every other."""

    key: Secret
    made_at: datetime
    id: str


@dataclass(frozen=True)
class OpenedProfile:
    """A profile that its owner has opened with their password."""

    identity: Identity
    verified_at: datetime
    personal_key: PersonalKey


@dataclass(frozen=True)
class PendingVerification:
    """A request that waits for an operator; `id` names it to accept or refuse.

    One whose `identity` is None is damaged: it can only be refused.
    """

    id: str
    username: str
    requested_at: datetime
    identity: Identity | None


@dataclass(frozen=True)
class OpenedReset:
    """What a live reset token opens: whose password it may set, and until when.

    `question` is the number of the recovery question that is to be answered first, None for none; a code of
    one of the ways `instead` does as well, None where none is taken. It `invites` to set a first password;
    the one that it sets `is_first` also where it goes with an activation code.
    """

    owner: Owner
    expires_at: datetime
    profile: ProfileStatus
    question: int | None = None
    instead: Ways | None = None
    invites: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class PastEvent:
    """One line of the history; `terminal` may be empty.

    What others did often in a row is one line: so many `times` between `since` and `happened_at`, with the
    terminal if it was always the same. `earlier`, on the last line of a page, leads to the next page.
    `undone` is the change that was, and `kind` that of the method which that or the event itself is about;
    `service` is the id of the one that was opened.
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
