"""The chain of events: each link is an HMAC over the link before and one event.

A use case writes its events without links, so that people who do things at the same time need not wait for
each other. What is committed is linked soon after, by whichever process comes first, alone with the chain.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, column, exists, insert, select, table, tuple_
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.database.alone import CHAIN
from store.database.chain_note import ChainNote, NotedLink
from store.database.port import Database
from store.database.tables.events import EventLink
from store.vault.marking import MarkKeys

PAUSE_S = 0.25
"""Before each piece of linking; see `Afterwards`."""
EVENT = table(
    "event",
    *map(
        column,
        ("id", "account_id", "kind", "happened_at", "terminal", "actor_id", "reason", "about", "request"),
    ),
)
"""Events as they are stored, without types: in one that was altered, anything may be anywhere."""
_LATE = 1_000
"""So many ids below the event of the last link, another may still come to be linked.

A database with several writers commits ids in another order than it gives them out in.
"""
_AT_ONCE = 500


class End(NamedTuple):
    """The last link of the chain."""

    position: int
    event_id: int
    mac: str

    @property
    def noted(self) -> NotedLink:
        """What the host notes of it."""
        return NotedLink(self.position, self.mac)


NO_END = End(0, 0, "")


def link_some(database: Database, mark_keys: MarkKeys, note: ChainNote | None) -> bool:
    """Link the oldest of the events that are not, in one short transaction; return whether there are more.

    The host notes the last link, but for a chain that has not the one noted before: that is told of.
    """
    # Another process may have been first, or the transaction that asked for it was undone in part.
    with database.read() as db:
        if not _not_linked(db, end_of_chain(db), 1):
            return False
    noted = () if note is None else note.links()
    with database.write(alone_with=CHAIN) as db:
        whole = has_one(db, noted)
        end, links, key_version = end_of_chain(db), [], mark_keys.newest
        for event in _not_linked(db, end, _AT_ONCE):
            end = End(end.position + 1, event[0], mac(mark_keys, key_version, end.mac, event))
            links.append({**end._asdict(), "key_version": key_version})
        if links:
            db.connection().execute(insert(EventLink), links)
    if note is not None and links and whole:
        note.go_on(end.noted)
    return len(links) == _AT_ONCE


def mac(mark_keys: MarkKeys, key_version: int, last_mac: str, event: Sequence[Any]) -> str:
    """Return the HMAC of a link, by one of the keys of marks: over the link before it and an `EVENT`."""
    columns = list(event)
    # Events were linked before there were the last two columns: where they are empty, they are no part of it.
    for _later in ("request", "about"):
        if columns[-1] == "":
            columns.pop()
    # JSON tells a number from a text; bytes are only where somebody put them.
    content = json.dumps([key_version, last_mac, *columns], default=lambda value: [value.hex()])
    return mark_keys.mark("event", content, version=key_version)


def end_of_chain(db: Transaction) -> End:
    """Return the last link, or `NO_END`."""
    position, event_id = col(EventLink.position), cast(col(EventLink.event_id), Integer)
    last = select(position, event_id, col(EventLink.mac)).order_by(position.desc()).limit(1)
    found = db.connection().execute(last).first()
    return NO_END if found is None else End(*found)


def has_one(db: Transaction, noted: Sequence[NotedLink]) -> bool:
    """Return whether the chain has one of the links that were noted; so has each where there is none."""
    if not noted or NO_END.noted in noted:
        return True
    link = tuple_(col(EventLink.position), col(EventLink.mac))
    found = select(col(EventLink.position)).where(link.in_([tuple(one) for one in noted])).limit(1)
    return db.connection().execute(found).first() is not None


def first_of_tail(end: End) -> int:
    """Return the lowest id of an event that may still come to be linked. Ids are given out from 1 on."""
    return max(end.event_id - _LATE, 1)


def _not_linked(db: Transaction, end: End, limit: int) -> Sequence[Sequence[Any]]:
    linked = exists().where(col(EventLink.event_id) == EVENT.c.id)
    found = select(*EVENT.c).where(EVENT.c.id >= first_of_tail(end), ~linked)
    return db.connection().execute(found.order_by(EVENT.c.id).limit(limit)).all()
