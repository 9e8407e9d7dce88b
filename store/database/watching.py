"""What the store keeps of the clock, so that the next process notices a jump."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from store.database import righting
from store.database.port import WatchedFact
from store.database.tables.upkeep import Fact
from store.rules.moments import Watch
from store.settings import Uptime

CLOCK = "clock"
"""The name of the fact."""
_WRITE = text(
    "INSERT INTO fact (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True)
class ClockWatch(WatchedFact):
    """Looks at the clock in every transaction that writes; the look is part of what it writes.

    So nothing in the store is younger than the last look, and a clock that is behind it has gone back.
    """

    clock: Callable[[], datetime]
    uptime: Callable[[], Uptime]

    name = CLOCK

    def is_wrong(self, found: str | None, *, writes: bool) -> bool:
        """Tell whether the clock went back, or has yet to be looked at by one that `writes`."""
        watch = _read(found)
        if watch is None:
            return writes
        uptime = self.uptime()
        return watch.went_back(self.clock(), uptime.boot, uptime.span)

    def put_right(self, db: Session, found: str | None) -> None:
        """Look, and put right at once what keeps people out."""
        righting.right_waits(db, self.clock())
        self._keep(db, self._after(_read(found)))

    def begin(self, db: Session, found: str | None, *, writes: bool) -> None:
        watch = _read(found)
        db.info[CLOCK] = self._after(watch) if writes else watch

    def end(self, db: Session) -> None:
        """Look again, and write down what was seen."""
        self._keep(db, self._after(db.info[CLOCK]))

    def _after(self, watch: Watch | None) -> Watch:
        now, uptime = self.clock(), self.uptime()
        if watch is None:
            return Watch(uptime.boot, uptime.span, now, now)
        return watch.looked(now, uptime.boot, uptime.span)

    def _keep(self, db: Session, watch: Watch) -> None:
        db.info[CLOCK] = watch
        db.connection().execute(_WRITE, {"name": CLOCK, "value": _written(watch)})


def last_look(db: Session) -> Watch | None:
    """Return what was seen of the clock last; None where nothing was."""
    found = db.get(Fact, CLOCK)
    return None if found is None else _read(found.value)


def trusted(db: Session) -> datetime:
    """Return the moment by which what has ended may be destroyed, within a transaction that writes.

    It is now, once the clock has run evenly for an hour of running time; else an earlier moment.
    """
    watch: Watch = db.info[CLOCK]
    return watch.trusted


def settled(db: Session, now: datetime) -> datetime:
    """Return by when time has surely gone by: now, or an earlier moment while the clock is not trusted.

    For what depends on passed time, in any transaction: a clock that is ahead for a moment has no effect.
    """
    watch: Watch | None = db.info[CLOCK]
    return now if watch is None else min(now, watch.trusted)


def latest(db: Session, now: datetime) -> datetime:
    """Return the later of two moments by which it may be `now`, within a transaction that writes.

    For what must not come too soon: a clock that is behind for a moment does not cut it short.
    """
    watch: Watch = db.info[CLOCK]
    return watch.latest(now)


def right_dates(db: Session) -> None:
    """Leave nothing in the future, once the clock can be trusted after it went back."""
    watch: Watch = db.info[CLOCK]
    if watch.unrighted and watch.is_even:
        righting.right_dates(db, watch.seen)
        db.info[CLOCK] = replace(watch, unrighted=False)


@lru_cache(maxsize=1)  # each transaction reads it twice
def _read(written: str | None) -> Watch | None:
    try:
        return None if written is None else _watch_of(json.loads(written))
    except (ValueError, TypeError, KeyError, OverflowError):
        # One that is damaged tells nothing; all that it holds back waits for another hour.
        return None


def _written(watch: Watch) -> str:
    return json.dumps(vars(watch), default=_plain)


def _plain(value: datetime | timedelta) -> str | float:
    return value.isoformat() if isinstance(value, datetime) else value.total_seconds()


def _watch_of(values: dict[str, Any]) -> Watch:
    moments = {name: values[name] and datetime.fromisoformat(values[name]) for name in _MOMENTS}
    spans = {name: timedelta(seconds=values[name]) for name in _SPANS}
    return Watch(**{**values, **moments, **spans})


_MOMENTS = ("seen", "since", "trusted", "jumped_at")
_SPANS = ("up", "ran", "jumped_by")
