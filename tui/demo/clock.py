"""A clock that can be moved forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from i18n import _
from store.settings import Uptime, host_uptime, seconds_up, utc_now
from tui.pages import Action

STEPS = {
    Action("ten-minutes", _("+10 min")): timedelta(minutes=10),
    Action("one-day", _("+1 day")): timedelta(days=1),
    Action("one-year", _("+1 year")): timedelta(days=365),
}
"""How far it can be moved at once."""

_SHORT = timedelta(minutes=10)


def seen_step(step: timedelta, until_warning: timedelta | None) -> timedelta:
    """Return `step`, where it is short no further than to the warning that a session is about to end.

    A longer one goes past it: whoever was away so long has not seen it.
    """
    return min(step, until_warning) if step <= _SHORT and until_warning else step


@dataclass
class DemoClock:
    """The machine's clock, `ahead` of it by as much as was asked for."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def uptime(self) -> Uptime:
        """Return the uptime of the machine, as if it had run while the clock was moved."""
        uptime = host_uptime()
        return replace(uptime, span=uptime.span + self.ahead)

    def seconds_up(self) -> float:
        """Return how long the machine has been up, in seconds: the same by another measure."""
        return seconds_up() + self.ahead.total_seconds()
