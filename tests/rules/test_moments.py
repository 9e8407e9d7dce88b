"""How long the clock has run evenly, and what may be destroyed by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.rules.limits import CLOCK_TOLERANCE, TIDIED_AFTER
from store.rules.moments import NEVER, Watch, lies_ahead
from store.settings import host_uptime

_NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
_YEAR, _MINUTE = timedelta(days=365), timedelta(minutes=1)
_SPANS = st.timedeltas(timedelta(), timedelta(days=400))


def watch() -> Watch:
    return Watch("a boot", timedelta(minutes=3), _NOON, _NOON)


def later(watch: Watch, passed: timedelta, jump: timedelta = timedelta()) -> Watch:
    """Return the watch after so much time, the clock being set by `jump` meanwhile."""
    return watch.looked(watch.seen + passed + jump, watch.boot, watch.up + passed)


def restarted(watch: Watch, off: timedelta) -> Watch:
    return watch.looked(watch.seen + off, f"{watch.boot}, another", timedelta(seconds=40))


def test_a_clock_that_is_corrected_by_a_few_seconds_has_not_jumped() -> None:
    for off in (-CLOCK_TOLERANCE, CLOCK_TOLERANCE):
        assert later(watch(), TIDIED_AFTER, off).jumped_at is None
    for off in (-CLOCK_TOLERANCE - _MINUTE, CLOCK_TOLERANCE + _MINUTE):
        jumped = later(watch(), TIDIED_AFTER, off)
        assert (jumped.jumped_by, jumped.jumped_at) == (off, jumped.seen)
    assert not lies_ahead(_NOON + CLOCK_TOLERANCE, _NOON)
    assert lies_ahead(_NOON + CLOCK_TOLERANCE + timedelta(microseconds=1), _NOON)


def test_an_hour_of_running_time_is_counted_over_any_number_of_looks() -> None:
    found = watch()
    for _ in range(59):
        found = later(found, _MINUTE)
        assert (found.trusted, found.is_even) == (NEVER, False)
    found = later(found, _MINUTE)
    assert found.trusted == found.seen == _NOON + TIDIED_AFTER


@given(_SPANS, _SPANS, st.sampled_from((-1, 1)))
def test_nothing_is_destroyed_within_an_hour_of_a_jump(
    before: timedelta, jump: timedelta, direction: int
) -> None:
    jumped = later(later(watch(), before), _MINUTE, direction * (jump + CLOCK_TOLERANCE + _MINUTE))
    assert jumped.trusted == NEVER
    assert later(jumped, TIDIED_AFTER - _MINUTE).trusted == NEVER
    assert later(jumped, TIDIED_AFTER).is_even


def test_a_year_in_which_the_host_was_off_is_believed_after_an_hour() -> None:
    trusted = later(watch(), TIDIED_AFTER)
    found = restarted(trusted, _YEAR)
    assert found.trusted == trusted.seen
    assert found.jumped_at is None
    assert later(found, TIDIED_AFTER).is_even


def test_a_host_that_never_runs_for_an_hour_still_has_its_store_tidied() -> None:
    found = watch()
    for _ in range(13):
        found = restarted(later(found, timedelta(minutes=5)), timedelta(days=1))
    assert _NOON <= found.trusted < found.seen


def test_a_clock_that_went_back_while_the_host_was_off_has_jumped() -> None:
    found = restarted(later(watch(), TIDIED_AFTER), -_YEAR)
    assert (found.jumped_by, found.trusted) == (-_YEAR, NEVER)


def test_the_uptime_of_this_machine_grows_within_its_boot() -> None:
    earlier, now = host_uptime(), host_uptime()
    assert earlier.boot == now.boot
    assert timedelta() < earlier.span <= now.span


def test_where_no_boot_has_a_name_an_uptime_that_is_shorter_tells_of_another() -> None:
    found = later(watch(), TIDIED_AFTER)
    again = found.looked(found.seen + timedelta(days=1), found.boot, timedelta(minutes=1))
    assert (again.jumped_at, again.trusted) == (None, found.seen)
