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
from store.accounts.upkeep.chaining import EVENT, NO_END, mac
from store.database.tables.events import EventLink
from store.database.tables.identity import Account
from store.values import ExportedLines, ExportFault, FaultKind

_AT_ONCE = 1_000
_TOLD = 100
"""So many faults are told one by one."""
_LAST_POSITION = (1 << 63) - 1
"""No database counts further."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ACCOUNT, _HAPPENED_AT, _ACTOR = (
    EVENT.c.keys().index(name) for name in ("account_id", "happened_at", "actor_id")
)
_NAMES = {"id": "event", "account_id": "account", "actor_id": "actor"}
_EVENT_KEYS = [_NAMES.get(name, name) for name in EVENT.c.keys()]  # noqa: SIM118  # not a mapping


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
        last_mac: Any = NO_END.mac
        end = NO_END.position
        links = select(
            col(EventLink.position),
            col(EventLink.event_id),
            col(EventLink.key_version),
            col(EventLink.mac),
            *EVENT.c,
        ).join(EVENT, EVENT.c.id == col(EventLink.event_id), isouter=True)
        for rows, numbers in self._portions(links, col(EventLink.position)):
            for position, event_id, key_version, found, *event in rows:
                link = {"position": position, "previous": last_mac, "mac": found, "key_version": key_version}
                shown = _shown(event, numbers) if event[0] is not None else {"event": event_id}
                yield _line({**link, **shown})
                last_mac, end = found, position
        # One that is linked meanwhile, behind the last link that was read, has no line yet.
        has_line = exists().where(col(EventLink.event_id) == EVENT.c.id, col(EventLink.position) <= end)
        unlinked = select(EVENT.c.id, EVENT.c.id, EVENT.c.id, EVENT.c.id, *EVENT.c).where(~has_line)
        for rows, numbers in self._portions(unlinked, EVENT.c.id):
            for row in rows:
                yield _line({"position": None, **_shown(row[4:], numbers)})

    def judge(self, lines: Iterable[str]) -> ExportedLines:
        """Compare lines of an export with their links, each with the one before.

        Found are lines that were altered, removed, put among others or in another order. An export
        without its last lines looks like one that was made earlier: it says where they end.
        """
        last_mac: Any = NO_END.mac
        number, unlinked, position = 0, 0, NO_END.position
        faults: list[ExportFault] = []
        every = iter(lines)
        while portion := [*islice(every, _AT_ONCE)]:
            read = [*map(_read, portion)]
            ids = self._ids([one.get(key) for one in read for key in ("account", "actor")])
            for one in read:
                number += 1
                if "position" in one and one["position"] is None:
                    unlinked += 1
                    continue
                if (one.get("position"), one.get("previous")) != (position + 1, last_mac):
                    faults.append(ExportFault(FaultKind.LINKS_GONE, number))
                if not self._fits(one, ids):
                    faults.append(ExportFault(FaultKind.ALTERED, number))
                if _is_position(one.get("position")):
                    position, last_mac = one["position"], one.get("mac")
        return ExportedLines(number, unlinked, position, tuple(faults[:_TOLD]), len(faults))

    def _fits(self, one: Mapping[str, Any], ids: Mapping[Any, int]) -> bool:
        mark_keys = self.context.mark_keys
        try:
            event = [one[key] for key in _EVENT_KEYS]
            event[_ACCOUNT] = ids[event[_ACCOUNT]]
            event[_ACTOR] = None if event[_ACTOR] is None else ids[event[_ACTOR]]
            moment = datetime.fromisoformat(event[_HAPPENED_AT])
            event[_HAPPENED_AT] = (moment - _EPOCH) // timedelta(microseconds=1)
            version = one["key_version"]
            return version in mark_keys.versions and one["mac"] == mac(
                mark_keys, version, one["previous"], event
            )
        except (KeyError, TypeError, ValueError, RecursionError):
            return False

    def _portions(self, found: Select[Any], key: Any) -> Iterator[tuple[Sequence[Any], Mapping[Any, str]]]:
        """Yield all rows by their first column, the `key`, with the numbers of their accounts."""
        first = found.order_by(key).limit(_AT_ONCE)
        portion: Select[Any] | None = first
        while portion is not None:
            with self.context.database.read() as db:
                rows = db.connection().execute(portion).all()
                ids = {row[4 + at] for row in rows for at in (_ACCOUNT, _ACTOR)}
                known = select(col(Account.id), col(Account.number)).where(col(Account.id).in_(_whole(ids)))
                numbers = {one: str(number) for one, number in db.connection().execute(known)}
            yield rows, numbers
            portion = first.where(key > rows[-1][0]) if len(rows) == _AT_ONCE else None

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


def _whole(values: set[Any]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _shown(event: Sequence[Any], numbers: Mapping[Any, str]) -> dict[str, Any]:
    told = list(event)
    told[_ACCOUNT], told[_ACTOR] = numbers.get(event[_ACCOUNT]), numbers.get(event[_ACTOR])
    try:
        moment = _EPOCH + timedelta(microseconds=event[_HAPPENED_AT])
        told[_HAPPENED_AT] = moment.isoformat(timespec="microseconds")
    except (TypeError, OverflowError):  # in an event that was altered, anything may be anywhere
        told[_HAPPENED_AT] = None
    return dict(zip(_EVENT_KEYS, told, strict=True))


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, default=lambda value: [value.hex()])


def _read(line: str) -> Mapping[str, Any]:
    """Return what a line tells; nothing where it is none of an export."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
