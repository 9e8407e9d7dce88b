"""What an audit of the history returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FaultKind(Enum):
    """What can be wrong with the chain of events."""

    ALTERED = "altered"
    """The link does not fit: the event or the link was altered, or the links were put in another order."""
    EVENT_GONE = "event-gone"
    """There is a link, and no event."""
    LINKS_GONE = "links-gone"
    """One link or several are missing."""
    NEVER_LINKED = "never-linked"
    """There is an event without a link, where later ones have theirs."""
    CUT_OFF = "cut-off"
    """The chain has not the link that this host noted as its last: its end was removed, or made anew."""


@dataclass(frozen=True)
class ChainFault:
    """What is wrong at a `position` of the chain, or with an event that has none; None is not known."""

    kind: FaultKind
    position: int | None
    event_id: int | None


@dataclass(frozen=True)
class ChainState:
    """How many events are `linked`, and how many at the end are not yet: those are not vouched for.

    Of the faults, of which there are `faults_in_all`, only the first are listed.
    """

    linked: int
    unlinked: int
    faults: tuple[ChainFault, ...]
    faults_in_all: int


@dataclass(frozen=True)
class ExportFault:
    """What is wrong at a line of an export: ALTERED; LINKS_GONE where it does not follow the one before."""

    kind: FaultKind
    line: int


@dataclass(frozen=True)
class ExportedLines:
    """Lines of an export: so many of events that are linked, up to a position of the chain, and of others.

    Of the faults, of which there are `faults_in_all`, only the first are listed.
    """

    linked: int
    unlinked: int
    up_to: int
    faults: tuple[ExportFault, ...]
    faults_in_all: int
