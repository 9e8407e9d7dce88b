"""What operators and the administrator work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from store.events import Happening
from store.problems import Problem
from store.values.identity import RegisteredLevel
from store.values.methods import Ways
from store.values.profile import ProfileStatus
from store.values.signing_in import PastEvent


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


@dataclass(frozen=True, repr=False)
class ToRegister:
    """Someone who stands before an operator, as they and their document say: the number of a DNI or NIE, its
    expiry date or support number, and where codes go. A permanent DNI was `issued` on a day that is needed.
    """

    document: str
    contrast: str
    email: str
    phone: str
    advanced: bool
    issued: str = ""


@dataclass(frozen=True)
class HandedOver:
    """The `slip` that another activation code was printed on, by its number, and the masked `email` address
    that goes with the code. It is of the `account` (ID). A block of one-time PINs that stays, as enough were
    lifted already, can be lifted at `liftable_at`.
    """

    slip: str
    email: str
    account: str
    liftable_at: datetime | None = None


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


@dataclass(frozen=True)
class PendingVerification:
    """A request that waits for an operator; `id` names it to accept or refuse. It is of this `account` (ID).

    `may_act`: whether the operator who asks
    decides on it; not where they `let_in` the person, whom they registered or handed a code to lately.
    """

    id: str
    account: str
    username: str
    requested_at: datetime
    may_act: bool
    let_in: bool


class AccountState(Enum):
    """What an operator is to know of an account first."""

    NORMAL = "normal"
    BLOCKED = "blocked"
    """Of one of its secrets at least, none is right any more."""
    WAITING = "waiting"
    """Of one of its secrets at least, none is taken for a while, after wrong tries."""
    RESET_DUE = "reset-due"
    """Nobody signs in before the password is reset."""
    PASSWORD_EXPIRED = "password-expired"
    """It is right, and whoever signs in with it has to set another."""
    NOT_ACTIVATED = "not-activated"
    """It has no password yet."""


@dataclass(frozen=True)
class FoundPerson:
    """An account that a search found: its ID, what it is called, and its masked `email` (empty: none)."""

    account: str
    name: str
    email: str
    role: Role
    state: AccountState


@dataclass(frozen=True)
class FoundPeople:
    """A page of what a search found; `following` leads to the next one, None where this is the last."""

    rows: tuple[FoundPerson, ...]
    following: str | None = None


class TriedSecret(Enum):
    """What wrong tries are counted of, as operators speak of it."""

    PASSWORD = "password"
    SECOND_STEP = "second-step"
    """Its codes, wherever one is asked for; also those to the phone of a registration."""
    ANSWER = "answer"
    """To a recovery question."""
    ACTIVATION_CODE = "activation-code"
    DOCUMENT = "document"
    """Its contrast datum, or a PIN: signing in with a one-time PIN."""
    PERSONAL_KEY = "personal-key"


@dataclass(frozen=True)
class Hindrance:
    """Too many were wrong: none is taken before `until`, or, where that is None, none is right any more."""

    secret: TriedSecret
    until: datetime | None


class ActivationState(Enum):
    """What an activation code is good for."""

    LIVE = "live"
    EXPIRED = "expired"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class InPerson:
    """What is known of someone who was registered in person: the level, and the masked `phone`.

    `activation` is the state of their activation code, None where they have none; one that lives until it is
    used has no `expires_at`.
    """

    level: RegisteredLevel
    phone: str
    activation: ActivationState | None
    expires_at: datetime | None


@dataclass(frozen=True)
class PersonAtDesk:
    """One account as an operator sees it, who sees no secret of it: the email and the phones are masked.

    `email` is empty where there is none. `hindrances` are what waits or is blocked. `events` are the last
    ones, the newest first, each with the operator whose doing it was. `verification` is the id of a request
    that waits for a decision. `password_expired_at` is None where the password has not expired. `may_act`: it
    is not the operator's own account, nor, unless they are one themselves, a supervisor's.
    """

    account: str
    name: str
    email: str
    language: str
    role: Role
    role_suspended: bool
    since: datetime
    state: AccountState
    has_password: bool
    reset_due: bool
    password_expired_at: datetime | None
    hindrances: tuple[Hindrance, ...]
    registered: InPerson | None
    profile: ProfileStatus
    ways: Ways
    has_questions: bool
    sessions: int
    events: tuple[PastEvent, ...]
    verification: str | None
    may_act: bool


@dataclass(frozen=True)
class Act:
    """What an operator did, when, to whom and for what reason; `name` is what the account (ID) is called.

    The reason is empty where none is asked for: opening a page, exporting. `kind` is that of what was to be
    removed, as a `PastEvent` has it.
    """

    id: int
    happened_at: datetime
    operator: str
    happening: Happening
    kind: str | None
    account: str
    name: str
    reason: str


@dataclass(frozen=True)
class ActFilter:
    """Which acts are wanted: of one `operator`, by username; of some kinds; from a moment on, before another.

    What is empty or None asks for all.
    """

    operator: str = ""
    happenings: frozenset[Happening] = frozenset()
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Acts:
    """A page of acts, the newest first; `earlier` leads to the next page, None where this is the last."""

    acts: tuple[Act, ...]
    earlier: int | None


@dataclass(frozen=True)
class BusyOperator:
    """An operator who did something `times` `within` some time, between two moments: more than usual.

    Without a `happening` it is all that they did together.
    """

    operator: str
    happening: Happening | None
    times: int
    within: timedelta
    since: datetime
    until: datetime
