"""How long something waits at the help desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from i18n import ENGLISH, FRENCH
from tui.wording.desk import age

_NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "english", "french"),
    [
        # A clock that was put back.
        (timedelta(minutes=-5), "1 minute", "1 minute"),
        (timedelta(seconds=30), "1 minute", "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes", "59 minutes"),
        (timedelta(hours=1), "1 hour", "1 heure"),
        (timedelta(hours=1, minutes=59), "1 hour", "1 heure"),
        (timedelta(hours=23, minutes=59), "23 hours", "23 heures"),
        (timedelta(hours=26), "1 day", "1 jour"),
        (timedelta(days=13), "13 days", "13 jours"),
    ],
    ids=str,
)
def test_an_age_is_told_in_full_minutes_hours_or_days(waited: timedelta, english: str, french: str) -> None:
    told = age(_NOW - waited, _NOW)
    assert (ENGLISH.say(told), FRENCH.say(told)) == (english, french)
