"""The events as lines of JSON for an auditor, each with its link; and what such lines tell afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, exists, select
from sqlmodel import col

from store.accounts.context import Context
from store.accounts.upkeep.chaining import EVENT, NO_END
from store.accounts.upkeep.judging import AT_ONCE, Faults, LinkJudge, all_rows
from store.database.tables.events import EventLink
from store.database.tables.identity import Account
from store.database.tables.row import table_of
from store.values.upkeep import ExportedLines, ExportFault, FaultKind

_LAST_POSITION = (1 << 63) - 1
"""No database counts further."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ACCOUNT, _HAPPENED_AT, _ACTOR = (
    EVENT.c.keys().index(name) for name in ("account_id", "happened_at", "actor_id")
)
_LINK_KEYS = ["position", "previous", "mac", "key_version"]
_NAMES = {"id": "event", "account_id": "account", "actor_id": "actor"}
_EVENT_KEYS = [_NAMES.get(name, name) for name in EVENT.c.keys()]  # noqa: SIM118  # not a mapping
_OWNER, _BY = table_of(Account).alias(), table_of(Account).alias()
_NUMBERS = {"account_id": _OWNER.c.number, "actor_id": _BY.c.number}
_SHOWN = [_NUMBERS.get(column.name, column) for column in EVENT.c]
"""The columns of an event, with the numbers of its accounts."""


@dataclass(frozen=True)
class AuditTrail:
    """For whoever has the machine: nothing here asks who is calling."""

    context: Context

    def lines(self) -> Iterator[str]:
        """Yield a line for each link, in their order, then for each event without one; a thousand at a time.

        People go on meanwhile: what is linked after the last line of a link is told as without one.
        Of a link whose event is gone, there is the link. Accounts are told by their numbers, moments in UTC.
        Other characters than those of ASCII are escaped, so that no text steers a terminal.
        """
        database, last_mac, end = self.context.database, NO_END.mac, NO_END.position
        links = select(
            col(EventLink.position),
            col(EventLink.event_id),
            col(EventLink.key_version),
            col(EventLink.mac),
            *_SHOWN,
        ).join(EVENT, EVENT.c.id == col(EventLink.event_id), isouter=True)
        every = all_rows(database, _with_accounts(links), col(EventLink.position))
        for position, event_id, key_version, found, *event in every:
            link = {"position": position, "previous": last_mac, "mac": found, "key_version": key_version}
            yield _line({**link, **(_shown(event) if event[0] is not None else {"event": event_id})})
            last_mac, end = found, position
        # One that is linked meanwhile, behind the last link that was read, has no line yet.
        has_line = exists().where(col(EventLink.event_id) == EVENT.c.id, col(EventLink.position) <= end)
        unlinked = _with_accounts(select(*_SHOWN).select_from(EVENT).where(~has_line))
        for row in all_rows(database, unlinked, EVENT.c.id):
            yield _line({"position": None, **_shown(row)})

    def judge(self, lines: Iterable[str]) -> ExportedLines:
        """Compare lines of an export with their links, each with the one before.

        Found are lines that were altered, removed, put among others or in another order; a line without a
        link is behind all that have one. An export without its last lines looks like one that was made
        earlier: it says where they end.
        """
        last_mac: Any = NO_END.mac
        number, linked, unlinked, position, had_link = 0, 0, 0, NO_END.position, True
        faults, judge = Faults[ExportFault](), LinkJudge(self.context.mark_keys)
        every = iter(lines)
        while portion := [*islice(every, AT_ONCE)]:
            read = [*map(_read, portion)]
            ids = self._ids([one.get(key) for one in read for key in ("account", "actor")])
            for line, one in zip(portion, read, strict=True):
                number += 1
                if "position" in one and one["position"] is None:
                    unlinked, had_link = unlinked + 1, False
                    if not _is_as_written(line, one):
                        faults.add(ExportFault(FaultKind.ALTERED, number))
                    continue
                follows = had_link and (one.get("position"), one.get("previous")) == (position + 1, last_mac)
                linked, had_link = linked + 1, True
                if not follows:
                    faults.add(ExportFault(FaultKind.LINKS_GONE, number))
                if not (_fits(judge, one, ids) and _is_as_written(line, one)):
                    faults.add(ExportFault(FaultKind.ALTERED, number))
                if _is_position(one.get("position")):
                    position, last_mac = one["position"], one.get("mac")
        return ExportedLines(linked, unlinked, position, tuple(faults.told), faults.number)

    def _ids(self, numbers: Iterable[Any]) -> Mapping[Any, int]:
        texts = {number for number in numbers if isinstance(number, str) and _is_text(number)}
        known = select(col(Account.number), col(Account.id)).where(col(Account.number).in_(texts))
        with self.context.database.read() as db:
            return {number: one for number, one in db.connection().execute(known) if one is not None}


def _is_text(text: str) -> bool:
    """Return whether a database takes it: JSON can write half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_position(value: Any) -> bool:
    return isinstance(value, int) and 0 < value <= _LAST_POSITION


def _fits(judge: LinkJudge, one: Mapping[str, Any], ids: Mapping[Any, int]) -> bool:
    try:
        return judge.fits(one["mac"], one["key_version"], one["previous"], _event_of(one, ids))
    except (KeyError, RecursionError):
        return False


def _event_of(one: Mapping[str, Any], ids: Mapping[Any, int]) -> list[Any] | None:
    """Return the event that a line shows, as it is stored; None where there can be none such."""
    try:
        event = [one[key] for key in _EVENT_KEYS]
        event[_ACCOUNT] = ids[event[_ACCOUNT]]
        event[_ACTOR] = None if event[_ACTOR] is None else ids[event[_ACTOR]]
        moment = datetime.fromisoformat(event[_HAPPENED_AT])
        if _in_utc(moment) != event[_HAPPENED_AT]:
            return None
        event[_HAPPENED_AT] = (moment - _EPOCH) // timedelta(microseconds=1)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return event


def _with_accounts(found: Select[Any]) -> Select[Any]:
    of_owner = found.join(_OWNER, _OWNER.c.id == EVENT.c.account_id, isouter=True)
    return of_owner.join(_BY, _BY.c.id == EVENT.c.actor_id, isouter=True)


def _shown(event: Sequence[Any]) -> dict[str, Any]:
    told = list(event)
    try:
        told[_HAPPENED_AT] = _in_utc(_EPOCH + timedelta(microseconds=event[_HAPPENED_AT]))
    except (TypeError, OverflowError):  # in an event that was altered, anything may be anywhere
        told[_HAPPENED_AT] = None
    return dict(zip(_EVENT_KEYS, told, strict=True))


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _is_as_written(line: str, one: Mapping[str, Any]) -> bool:
    """Return whether a line is what an export writes of what was read: each key once, and no other.

    Of a key that is there twice, a person sees the first and the program reads the last.
    """
    try:
        link = ["position"] if one["position"] is None else _LINK_KEYS
        return _line({key: one[key] for key in (*link, *_EVENT_KEYS)}) == line.rstrip("\n")
    except (KeyError, RecursionError):
        return False


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, default=lambda value: [value.hex()])


def _read(line: str) -> Mapping[str, Any]:
    """Return what a line tells; nothing where it is none of an export."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
