"""What a typed password opened is kept in memory, for a while, for one session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.rules.limits import CLOCK_TOLERANCE, PROOF_LIFE
from store.vault.opened_passwords import OpenedPassword, OpenedPasswords

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def opened(at: datetime = NOW) -> OpenedPassword:
    return OpenedPassword(b"k" * 32, "verifier", at)


def test_it_is_there_for_its_session_alone_until_it_is_forgotten() -> None:
    kept = OpenedPasswords()
    kept.keep("mine", opened())
    assert kept.of("mine", NOW) == opened()
    assert kept.of("another", NOW) is None
    kept.forget("mine")
    kept.forget("mine")
    assert kept.of("mine", NOW) is None


def test_after_twenty_minutes_it_is_gone_and_so_it_is_once_the_clock_went_back() -> None:
    for now in (NOW + PROOF_LIFE + SECOND, NOW - CLOCK_TOLERANCE - SECOND):
        kept = OpenedPasswords()
        kept.keep("mine", opened())
        assert kept.of("mine", now) is None
        assert kept.of("mine", NOW) is None


def test_what_nobody_came_for_does_not_stay_in_memory() -> None:
    kept = OpenedPasswords()
    kept.keep("left", opened())
    kept.keep("mine", opened(NOW + PROOF_LIFE + SECOND))
    assert kept.of("left", NOW) is None


def test_it_is_not_shown() -> None:
    assert "kkk" not in repr(opened())
    assert "verifier" not in repr(opened())
