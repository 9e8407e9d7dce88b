"""The counters of tries in the database. Each sign-in comes here twice, so the statements are made once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select, update
from sqlmodel import Session as Transaction

from store.database.tables.row import table_of
from store.database.tables.tries import Counter as CounterRow
from store.rules.throttle import Counter

_TABLE = table_of(CounterRow)
_HAS = _TABLE.c
_ONE = (_HAS.subject == bindparam("of_subject"), _HAS.kind == bindparam("of_kind"))
_UNCHANGED = (
    _HAS.failures == bindparam("counted_failures"),
    _HAS.opens_at.is_not_distinct_from(bindparam("counted_opens_at")),
)
_FIND = select(_TABLE).where(
    _HAS.subject.in_(bindparam("subjects", expanding=True)), _HAS.kind == bindparam("of_kind")
)
_ADD, _CHANGE, _DELETE = insert(_TABLE), update(_TABLE).where(*_ONE), delete(_TABLE).where(*_ONE)
_AFTER_COLON = chr(ord(":") + 1)
_PUT_BACK, _DELETE_AGAIN = _CHANGE.where(*_UNCHANGED), _DELETE.where(*_UNCHANGED)


@dataclass(frozen=True)
class Key:
    """Whose counter it is: of wrong secrets of one `kind`, tried at one `subject`."""

    subject: str
    kind: str


@dataclass(frozen=True)
class Stored:
    """A counter as the database has it, and when it was counted last."""

    key: Key
    counter: Counter
    at: datetime


def find(db: Transaction, kind: str, *subjects: str) -> Stored | None:
    """Return the counter of a subject, which can have gone by several names."""
    row = db.execute(_FIND, {"subjects": subjects, "of_kind": kind}).first()
    return None if row is None else _stored(row)


def add(db: Transaction, counted: Stored) -> None:
    """Begin to count, where nothing is counted yet."""
    db.exec(_ADD, params={"subject": counted.key.subject, "kind": counted.key.kind, **_values(counted)})


def change(db: Transaction, counted: Stored) -> None:
    """Go on counting."""
    db.exec(_CHANGE, params={**_of(counted.key), **_values(counted)})


def put_back(db: Transaction, key: Key, counted: Counter, before: Stored | None) -> bool:
    """Leave what was there `before`, if it is still as `counted`; return whether it is."""
    since = {**_of(key), "counted_failures": counted.failures, "counted_opens_at": counted.open_at}
    if before is None:
        done = db.exec(_DELETE_AGAIN, params=since)
    else:
        done = db.exec(_PUT_BACK, params={**since, **_values(before)})
    return bool(done.rowcount)


def date(db: Transaction, key: Key, at: datetime) -> None:
    """Date the last count otherwise."""
    db.exec(_CHANGE, params={**_of(key), "counted_at": at})


def delete_one(db: Transaction, key: Key) -> None:
    """Forget what was counted."""
    db.exec(_DELETE, params=_of(key))


def delete_all(db: Transaction, subject: str, kinds: Sequence[str]) -> None:
    """Forget what was counted of a subject and what is below it."""
    db.exec(delete(_TABLE).where(_within(subject), _HAS.kind.in_(kinds)))


def lower(db: Transaction, subject: str, kind: str, *, from_: int, to: int) -> None:
    """Bring a subject, and what is below it, down `to` so many failures where there are `from_` so many."""
    above = update(_TABLE).where(_within(subject), _HAS.kind == kind, _HAS.failures >= from_)
    db.exec(above.values(failures=to, opens_at=None))


def open_all(db: Transaction, subject: str, kind: str) -> None:
    """End the waits of a subject, and of what is below it."""
    db.exec(update(_TABLE).where(_within(subject), _HAS.kind == kind).values(opens_at=None))


def of_all(db: Transaction, subjects: Collection[str]) -> list[Stored]:
    """Return the counters of some subjects, and of what is below each."""
    if not subjects:
        return []
    found = db.execute(select(_TABLE).where(or_(*map(_within, subjects))))
    return [*map(_stored, found)]


def _stored(row: Row[Any]) -> Stored:
    return Stored(Key(row.subject, row.kind), Counter(row.failures, row.opens_at), row.counted_at)


def _within(subject: str) -> ColumnElement[bool]:
    # `LIKE` would go through all counters, so this says between which two subjects those below are.
    below = and_(_HAS.subject >= f"{subject}:", _HAS.subject < f"{subject}{_AFTER_COLON}")
    return or_(_HAS.subject == subject, below)


def _of(key: Key) -> dict[str, str]:
    return {"of_subject": key.subject, "of_kind": key.kind}


def _values(stored: Stored) -> dict[str, int | datetime | None]:
    counter = stored.counter
    return {"failures": counter.failures, "opens_at": counter.open_at, "counted_at": stored.at}
