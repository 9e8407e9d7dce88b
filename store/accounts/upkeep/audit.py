"""Whether the events are those that were written: what their chain tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from store.accounts.context import Context
from store.accounts.upkeep.chaining import (
    EVENT,
    NO_END,
    End,
    end_of_chain,
    first_of_tail,
    has_one,
    link_some,
    mac,
)
from store.database.chain_note import Acceptance
from store.database.tables.events import EventLink
from store.values import ChainFault, ChainState, FaultKind

_AT_ONCE = 1_000
_TOLD = 100
"""So many faults are told one by one."""


@dataclass(frozen=True)
class Audit:
    """For whoever has the machine, and not for the pages: nothing here asks who is calling."""

    context: Context

    def link(self) -> None:
        """Link all events that are not linked yet."""
        context = self.context
        while link_some(context.database, context.mark_keys, context.chain_note):
            pass

    def acceptances(self) -> Sequence[Acceptance] | None:
        """Return the older copies from which the chain went on, by this host's note, if there is one."""
        note = self.context.chain_note
        return None if note is None else note.acceptances()

    def verify(self) -> ChainState:
        """Compare each event with its link, a thousand at a time, while others go on writing.

        An event without a link is in the tail as long as it may still come to be linked; one from before was
        put there past the store. The first event after links that are gone is not judged: the link that it
        was tied to is not there. The chain does not tell of what was altered or removed before it was linked.
        That its end was cut off, links and all, tells the last link that this host has noted.
        """
        faults, note = _Faults(), self.context.chain_note
        # First the note: what is linked meanwhile must not be missed.
        noted = () if note is None else note.links()
        with self.context.database.read() as db:
            end, whole = end_of_chain(db), has_one(db, noted)
        linked = self._verify_links(end, faults)
        if not whole:
            faults.add(FaultKind.CUT_OFF, noted[0].position, None)
        unlinked = self._verify_tail(end, faults)
        return ChainState(linked, unlinked, tuple(faults.told), faults.number)

    def _verify_links(self, end: End, faults: _Faults) -> int:
        """Compare each link up to `end` with the one before and with its event; return how many there are."""
        number, expected, last_mac, last_version = 0, NO_END.position + 1, NO_END.mac, 0
        linked = (
            select(
                col(EventLink.position),
                col(EventLink.event_id),
                col(EventLink.key_version),
                col(EventLink.mac),
                *EVENT.c,
            )
            .join(EVENT, EVENT.c.id == col(EventLink.event_id), isouter=True)
            .where(col(EventLink.position) <= end.position)
        )
        for position, event_id, key_version, found, *event in self._all(linked, col(EventLink.position)):
            number += 1
            if position > expected:
                faults.add(FaultKind.LINKS_GONE, expected, None)
            if event[0] is None:
                faults.add(FaultKind.EVENT_GONE, position, event_id)
            elif position < expected or (
                position == expected and found != self._mac(key_version, last_version, last_mac, event)
            ):
                faults.add(FaultKind.ALTERED, position, event_id)
            if position >= expected:
                expected, last_mac = position + 1, found
                last_version = key_version if key_version in self.context.mark_keys.versions else last_version
        return number

    def _mac(self, key_version: Any, last_version: Any, last_mac: str, event: list[Any]) -> str | None:
        """Return what the HMAC of a link must be; None for a key that is none, or an earlier one again."""
        mark_keys = self.context.mark_keys
        if key_version not in mark_keys.versions or key_version < last_version:
            return None
        return mac(mark_keys, key_version, last_mac, event)

    def _verify_tail(self, end: End, faults: _Faults) -> int:
        """Look for events without a link; return how many may still come to be linked."""
        number, first = 0, first_of_tail(end)
        events = select(EVENT.c.id, col(EventLink.position)).join(
            EventLink, col(EventLink.event_id) == EVENT.c.id, isouter=True
        )
        for event_id, position in self._all(events, EVENT.c.id):
            if position is not None:
                continue
            if event_id >= first:
                number += 1
            else:
                faults.add(FaultKind.NEVER_LINKED, None, event_id)
        return number

    def _all(self, found: Select[Any], key: Any) -> Iterator[Any]:
        """Return all rows by their first column, the `key`, in transactions that are short."""
        first = found.order_by(key).limit(_AT_ONCE)
        portion: Select[Any] | None = first
        while portion is not None:
            with self.context.database.read() as db:
                rows = db.connection().execute(portion).all()
            yield from rows
            portion = first.where(key > rows[-1][0]) if len(rows) == _AT_ONCE else None


@dataclass
class _Faults:
    told: list[ChainFault] = field(default_factory=list)
    number: int = 0

    def add(self, kind: FaultKind, position: int | None, event_id: int | None) -> None:
        self.number += 1
        if len(self.told) < _TOLD:
            self.told.append(ChainFault(kind, position, event_id))
