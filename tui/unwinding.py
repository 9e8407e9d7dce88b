"""How a journey ends from inside a page: by an exception, which leaves nothing of it behind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from store.problems import Problem, Refusal

FOR_ADMINISTRATORS = frozenset(
    {
        Refusal.DISK_FULL,
        Refusal.QUOTA_SPENT,
        Refusal.FILE_LIMIT,
        Refusal.DISK_FAULT,
        Refusal.DISK_GONE,
        Refusal.READ_ONLY,
        Refusal.NO_PERMISSION,
        Refusal.FILE_SYSTEM,
        Refusal.NO_STORE,
        Refusal.DATABASE_MISSING,
        Refusal.DATABASE_MOVED,
        Refusal.OLDER_COPY,
        Refusal.NEWER_SCHEMA,
        Refusal.KEY_MISSING,
        Refusal.KEY_FOREIGN,
        Refusal.KEY_DAMAGED,
        Refusal.SETTINGS_FORM,
        Refusal.FOLDER_UNUSABLE,
        Refusal.FOLDER_OPEN,
        Refusal.HOME_FOREIGN,
        Refusal.FILE_FOREIGN,
        Refusal.FILE_LINK,
        Refusal.FILE_OPEN,
        Refusal.FILE_WRITABLE,
    }
)
"""The store cannot be used, for anyone, until somebody mends what keeps it from that.

What is CORRUPT may be one account alone, and refuses that one.
"""
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


class OutOfOrder(VisitOver):
    """The `problem` is one `FOR_ADMINISTRATORS`, in a place where its sentence helps nobody."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem
