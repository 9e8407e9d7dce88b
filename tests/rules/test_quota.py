"""Quotas: a burst of so many, then one each time that an hour has as many of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.quota import after_one, before_one

NOW = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)


def burst(full_at: datetime | None, now: datetime, an_hour: int) -> tuple[int, datetime | None]:
    """Ask until nothing is left; return how often something was, and when the quota is full again."""
    taken = 0
    while (after := after_one(full_at, now, an_hour)) is not None:
        taken, full_at = taken + 1, after
    return taken, full_at


@pytest.mark.parametrize(("an_hour", "minutes"), [(5, 12), (10, 6), (20, 3)])
def test_a_burst_then_one_each_time_that_an_hour_has_as_many_of(an_hour: int, minutes: int) -> None:
    taken, full_at = burst(None, NOW, an_hour)
    assert taken == an_hour
    each = timedelta(minutes=minutes)
    for turn in range(1, 30):
        assert after_one(full_at, NOW + turn * each - timedelta(microseconds=1), an_hour) is None
        full_at = after_one(full_at, NOW + turn * each, an_hour)
        assert full_at is not None


def test_an_hour_without_requests_brings_the_whole_burst_back() -> None:
    _, full_at = burst(None, NOW, 5)
    assert burst(full_at, NOW + HOUR, 5)[0] == 5
    assert burst(full_at, NOW + 100 * HOUR, 5)[0] == 5


PAUSES = st.lists(st.timedeltas(min_value=timedelta(0), max_value=HOUR / 4), max_size=60)


@given(st.sampled_from([5, 10, 20]), PAUSES)
def test_never_more_than_the_burst_and_one_for_each_interval_since(
    an_hour: int, pauses: list[timedelta]
) -> None:
    now, full_at, taken = NOW, None, 0
    for pause in pauses:
        now += pause
        after = after_one(full_at, now, an_hour)
        if after is not None:
            taken, full_at = taken + 1, after
        assert taken <= an_hour + (now - NOW) / (HOUR / an_hour)


@given(st.sampled_from([5, 10, 20]), PAUSES)
def test_whoever_waits_one_interval_is_never_refused(an_hour: int, pauses: list[timedelta]) -> None:
    now, full_at = NOW, None
    for pause in pauses:
        now += pause
        full_at = after_one(full_at, now, an_hour) or full_at
        assert after_one(full_at, now + HOUR / an_hour, an_hour) is not None


@given(st.sampled_from([5, 10, 20]), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4_000)))
def test_a_moment_further_ahead_than_any_can_be_buys_no_request(an_hour: int, beyond: timedelta) -> None:
    assert after_one(NOW + HOUR + beyond, NOW, an_hour) is None


@given(st.sampled_from([5, 10, 20]), PAUSES)
def test_whoever_puts_back_each_one_is_never_refused_and_gains_nothing(
    an_hour: int, pauses: list[timedelta]
) -> None:
    now, full_at = NOW, None
    for pause in pauses:
        now += pause
        after = after_one(full_at, now, an_hour)
        assert after is not None
        full_at = before_one(after, an_hour)
        assert burst(full_at, now, an_hour)[0] == an_hour
