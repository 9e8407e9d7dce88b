"""What operators have removed that someone has lost, with two of them and a delay (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from store.values.methods import Method


class Removable(Enum):
    """What an account has that can be lost or forgotten."""

    METHOD = "method"
    """One of its second step."""
    RECOVERY_CODES = "recovery-codes"
    """The sheet of them."""
    QUESTIONS = "questions"
    """The recovery questions, whose answers were forgotten."""
    REGISTERED_PHONE = "registered-phone"
    """The phone of the registration, which another one replaces."""


class Ending(Enum):
    """How a removal came to its end."""

    DONE = "done"
    CANCELLED = "cancelled"
    """By its person, with the code that they were sent."""
    WITHDRAWN = "withdrawn"
    """By an operator; or it could not be done in time, or whoever decided it has lost the rights."""
    LAPSED = "lapsed"
    """Nobody approved it in time."""
    NEEDLESS = "needless"
    """Its person came back, or changed it themselves; or its password was reset."""


@dataclass(frozen=True)
class ToRemove:
    """What is to be removed: of a method its id; in place of the registered phone, the `phone` as written."""

    what: Removable
    method_id: str = ""
    phone: str = ""


@dataclass(frozen=True)
class CanBeRemoved:
    """What the account that is called `name` has that can be removed: methods, so many recovery codes.

    The masked `phone` is that of the registration, None where its owner was not registered in person.
    """

    name: str
    methods: tuple[Method, ...]
    recovery_codes: int
    has_questions: bool
    phone: str | None


@dataclass(frozen=True)
class PendingRemoval:
    """A removal that waits for a second operator, or runs once it `is_approved`; `id` names it.

    It is of `what` of the `account` (ID), called `name`, which may be `of_supervisor`: of a method with its
    `kind` and `method_id`. At `due_at` it lapses, or is carried out once it was approved; it has `failed`
    where something damaged prevented that, and is tried again. Whoever looks decides on it only if they
    `may_act`, and approves it only if they `may_approve` too.
    """

    id: str
    account: str
    name: str
    of_supervisor: bool
    what: Removable
    kind: str
    method_id: str
    asked_at: datetime
    is_approved: bool
    due_at: datetime
    failed: bool
    may_act: bool
    may_approve: bool


@dataclass(frozen=True)
class OpenedRemoval(PendingRemoval):
    """A removal with all that one has to know to decide on it.

    `method` is None where it is damaged. `other_phone` is the one that replaces a registered one: to whoever
    may approve it the whole number, written internationally, to be compared with what its person says; masked
    to others. Operators are named by what their accounts are called.
    """

    method: Method | None
    other_phone: str
    reason: str
    asked_by: str
    approved_by: str | None


@dataclass(frozen=True)
class AnnouncedRemoval:
    """What the code of a message can keep from happening at `due_at`.

    It is told as that message tells it: of a method its `kind`, and the `method`, None where it is damaged;
    of a registered phone, the end of the number that replaces it, as `other_phone`.
    """

    what: Removable
    kind: str
    method: Method | None
    other_phone: str
    due_at: datetime
