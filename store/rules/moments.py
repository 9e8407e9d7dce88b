"""Whether a moment can have been, and for how long the clock has run evenly.

A clock can be set wrong, for one moment or for long. What was written meanwhile lies in the future once it is
right again; and what is destroyed by a clock that is ahead does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from store.rules.limits import CLOCK_TOLERANCE, TIDIED_AFTER

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NONE = timedelta()


def lies_ahead(moment: datetime, now: datetime) -> bool:
    """Tell whether `moment` is further in the future than a clock is corrected in passing."""
    return moment > now + CLOCK_TOLERANCE


@dataclass(frozen=True)
class Watch:
    """How the clock has run beside the uptime of the host, from the first look at both to the last.

    The last look was at `seen`, when the host had been `up` since that `boot`. The first one since the clock
    jumped was at `since`; between these two the host is known to have run for `ran`: within one boot, or
    `whole`. By `trusted` and no later moment may anything be destroyed. Something may lie in the future while
    the dates are `unrighted`. The clock last jumped by `jumped_by`, as was seen at `jumped_at`.
    """

    boot: str
    up: timedelta
    seen: datetime
    since: datetime
    ran: timedelta = _NONE
    whole: bool = True
    trusted: datetime = NEVER
    unrighted: bool = True
    jumped_at: datetime | None = None
    jumped_by: timedelta = _NONE

    @property
    def is_even(self) -> bool:
        """Tell whether the clock can be trusted now, an hour of running time after it jumped."""
        return self.trusted == self.seen

    def latest(self, now: datetime) -> datetime:
        """Return what the clock would show had it not been set back, until it is trusted; else `now`."""
        if self.jumped_at is None or self.jumped_at <= self.trusted or self.jumped_by > _NONE:
            return now
        return now - self.jumped_by

    def looked(self, now: datetime, boot: str, up: timedelta) -> Watch:
        """Return the watch after another look.

        How long the host was off between two boots cannot be told from a clock that is ahead, so an hour
        goes by again before the new time is trusted. Where the host never runs for so long, the time of its
        earlier boots is trusted once they make an hour together.
        """
        same_boot, passed = self._ran(boot, up)
        off = self._off(now, boot, up)
        if abs(off) > CLOCK_TOLERANCE:
            unrighted = self.unrighted or off < _NONE
            return Watch(boot, up, now, now, unrighted=unrighted, jumped_at=now, jumped_by=off)
        later = replace(self, boot=boot, up=up, seen=max(self.seen, now), ran=self.ran + passed)
        if not same_boot:
            if self.ran >= TIDIED_AFTER:
                return replace(later, since=now, ran=_NONE)
            return replace(later, whole=False)
        if later.ran < TIDIED_AFTER:
            return later
        if later.whole:
            return replace(later, trusted=later.seen)
        return replace(later, since=now, ran=_NONE, whole=True, trusted=self.since)

    def went_back(self, now: datetime, boot: str, up: timedelta) -> bool:
        """Tell whether the clock was set back since the last look, and not corrected in passing."""
        return self._off(now, boot, up) < -CLOCK_TOLERANCE

    def _off(self, now: datetime, boot: str, up: timedelta) -> timedelta:
        """Return by how much the clock was set since the last look; between two boots only if it was back."""
        same_boot, passed = self._ran(boot, up)
        return now - self.seen - passed if same_boot else min(now - self.seen, _NONE)

    def _ran(self, boot: str, up: timedelta) -> tuple[bool, timedelta]:
        """Return whether it is still the same boot, and for how long it is known to have run since."""
        same_boot = boot == self.boot and up >= self.up
        return same_boot, up - self.up if same_boot else _NONE
