"""The clock of a town: it stands still until the test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.settings import Uptime


class Clock:
    """Stands still until the test moves it: with the host as time goes by, or alone as it is set.

    `now` is as late as the test says, and the host has been up for as much longer; back, it is set.
    """

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
        self._up, self._boot = timedelta(minutes=3), 1

    def __call__(self) -> datetime:
        return self._now

    def uptime(self) -> Uptime:
        return Uptime(f"boot {self._boot}", self._up)

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._up += max(now - self._now, timedelta())
        self._now = now

    @property
    def is_untouched(self) -> bool:
        """Whether no time has gone by since the beginning."""
        return vars(self) == vars(Clock())

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)

    def jump(self, **span: float) -> None:
        """Set the clock forward or back, while no time goes by."""
        self._now += timedelta(**span)

    def restart(self, **off: float) -> None:
        """Restart the host, which was off for as long."""
        self._now += timedelta(**off)
        self._up, self._boot = timedelta(minutes=1), self._boot + 1


class Seconds:
    """A clock that counts seconds, which pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
