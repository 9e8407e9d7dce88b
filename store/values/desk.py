"""What operators and the administrator work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.problems import Problem
from store.values.profile import Identity


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
    that goes with the code. It is of the `account` (ID).
    """

    slip: str
    email: str
    account: str


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
    """A request that waits for an operator; `id` names it to accept or refuse.

    One whose `identity` is None is damaged: it can only be refused.
    """

    id: str
    username: str
    requested_at: datetime
    identity: Identity | None
