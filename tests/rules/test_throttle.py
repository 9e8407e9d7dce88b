"""Wrong secrets: how many tries, how long the waits, when it is blocked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.rules.throttle import (
    PERSONAL_KEY,
    SECRET,
    Counter,
    after_failure,
    is_blocked,
    is_open,
    remembered,
    tries_left,
)

NOW = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def after(failures: int) -> Counter:
    counter = Counter()
    for _ in range(failures):
        counter = after_failure(counter, NOW)
    return counter


def wait_after(failures: int) -> timedelta:
    open_at = after(failures).open_at
    return timedelta() if open_at is None else open_at - NOW


def test_four_failures_cost_no_wait_and_the_tries_left_count_down() -> None:
    assert [tries_left(after(failures)) for failures in range(5)] == [5, 4, 3, 2, 1]
    assert all(is_open(after(failures), NOW) for failures in range(5))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 960),
        (11, 1920),
        (12, 3600),
        (13, 3600),
        (99, 3600),
    ],
)
def test_waits_double_from_half_a_minute_to_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


def test_a_wait_is_over_at_its_very_second_and_gives_one_try() -> None:
    counter = after(5)
    assert not is_open(counter, NOW)
    assert not is_open(counter, NOW + 30 * SECOND - timedelta(microseconds=1))
    assert is_open(counter, NOW + 30 * SECOND)
    assert tries_left(counter) == 1


def test_the_hundredth_failure_blocks_and_not_the_one_before() -> None:
    assert not is_blocked(after(99))
    assert is_blocked(after(100))


def test_a_block_waits_and_counts_like_any_other_refusal() -> None:
    assert is_open(after(100), NOW + timedelta(hours=1))
    assert tries_left(after(100)) == tries_left(after(99))
    assert is_blocked(after_failure(after(100), NOW))


def test_a_new_counter_is_open_and_not_blocked() -> None:
    assert is_open(Counter(), NOW)
    assert not is_blocked(Counter())


def test_waits_never_get_shorter_nor_longer_than_an_hour() -> None:
    waits = [wait_after(failures) for failures in range(120)]
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert max(waits) == timedelta(hours=1)


@given(st.integers(0, 10**12), st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001
def test_every_failure_counts_one_and_waits_an_hour_at_most(failures: int, now: datetime) -> None:
    counter = after_failure(Counter(failures), now)
    assert counter.failures == failures + 1
    assert is_open(counter, now + timedelta(hours=1))
    assert 1 <= tries_left(counter) <= 4


def wrong_keys(failures: int) -> Counter:
    counter = Counter()
    for _ in range(failures):
        counter = after_failure(counter, NOW, PERSONAL_KEY)
    return counter


@pytest.mark.parametrize("fives", [1, 2, 3, 20, 21])
def test_every_fifth_wrong_key_waits_a_quarter_of_an_hour_and_no_other_does(fives: int) -> None:
    assert all(wrong_keys(5 * fives - before).open_at is None for before in range(1, 5))
    assert wrong_keys(5 * fives).open_at == NOW + timedelta(minutes=15)


def test_the_tries_left_with_a_key_count_down_from_five_again_and_again() -> None:
    left = [tries_left(wrong_keys(failures), PERSONAL_KEY) for failures in range(11)]
    assert left == [5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 5]


def test_wrong_keys_are_forgotten_a_quarter_of_an_hour_after_the_last_and_wrong_passwords_are_not() -> None:
    quarter = timedelta(minutes=15)
    for counter in (wrong_keys(4), wrong_keys(5)):
        assert remembered(counter, NOW, NOW + quarter - timedelta(microseconds=1), PERSONAL_KEY) == counter
        assert remembered(counter, NOW, NOW - quarter, PERSONAL_KEY) == counter
        assert remembered(counter, NOW, NOW + quarter, PERSONAL_KEY) == Counter()
    assert remembered(after(4), NOW, NOW + timedelta(days=29), SECRET) == after(4)


def test_wrong_keys_wait_and_never_block() -> None:
    assert not is_blocked(wrong_keys(100), PERSONAL_KEY)
    assert is_blocked(after(100), SECRET)


@given(st.integers(0, 10**12), st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001
def test_every_wrong_key_counts_one_and_waits_a_quarter_of_an_hour_at_most(
    failures: int, now: datetime
) -> None:
    counter = after_failure(Counter(failures), now, PERSONAL_KEY)
    assert counter.failures == failures + 1
    assert is_open(counter, now + timedelta(minutes=15))
    assert 1 <= tries_left(counter, PERSONAL_KEY) <= 5
