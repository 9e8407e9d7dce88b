"""Whether the events are those that were written: what their chain tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
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
)
from store.accounts.upkeep.judging import Faults, LinkJudge, all_rows
from store.database.chain_note import Acceptance
from store.database.tables.events import EventLink
from store.values.upkeep import ChainFault, ChainState, FaultKind


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
        faults, note = Faults[ChainFault](), self.context.chain_note
        # First the note: what is linked meanwhile must not be missed.
        noted = () if note is None else note.links()
        with self.context.database.read() as db:
            end, whole = end_of_chain(db), has_one(db, noted)
        linked = self._verify_links(end, faults)
        if not whole:
            faults.add(ChainFault(FaultKind.CUT_OFF, noted[0].position, None))
        unlinked = self._verify_tail(end, faults)
        return ChainState(linked, unlinked, tuple(faults.told), faults.number)

    def _verify_links(self, end: End, faults: Faults[ChainFault]) -> int:
        """Compare each link up to `end` with the one before and with its event; return how many there are."""
        number, expected, last_mac = 0, NO_END.position + 1, NO_END.mac
        database, judge = self.context.database, LinkJudge(self.context.mark_keys)
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
        for position, event_id, key_version, found, *columns in all_rows(
            database, linked, col(EventLink.position)
        ):
            number += 1
            event = None if columns[0] is None else columns
            fits = position >= expected and judge.fits(found, key_version, last_mac, event)
            if position > expected:
                faults.add(ChainFault(FaultKind.LINKS_GONE, expected, None))
            if event is None:
                faults.add(ChainFault(FaultKind.EVENT_GONE, position, event_id))
            elif position <= expected and not fits:
                faults.add(ChainFault(FaultKind.ALTERED, position, event_id))
            if position >= expected:
                expected, last_mac = position + 1, found
        return number

    def _verify_tail(self, end: End, faults: Faults[ChainFault]) -> int:
        """Look for events without a link; return how many may still come to be linked."""
        number, first = 0, first_of_tail(end)
        events = select(EVENT.c.id, col(EventLink.position)).join(
            EventLink, col(EventLink.event_id) == EVENT.c.id, isouter=True
        )
        for event_id, position in all_rows(self.context.database, events, EVENT.c.id):
            if position is not None:
                continue
            if event_id >= first:
                number += 1
            else:
                faults.add(ChainFault(FaultKind.NEVER_LINKED, None, event_id))
        return number
