"""The form in which each subject gives the sentences of its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from i18n import Clock, Message
from store import Problem, Refusal

Sentences = Mapping[Refusal, Message | Callable[[Problem], Message]]
"""The sentence of each refusal that is a subject's own; a function makes those that tell facts."""

_MIDNIGHT, _MINUTE = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1)


def opening(moment: datetime) -> Clock:
    """Return from what time of day on something is possible: the first minute that begins at or after it."""
    return Clock(moment + (_MIDNIGHT - moment) % _MINUTE)
