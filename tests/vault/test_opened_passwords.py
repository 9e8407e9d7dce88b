"""What a typed password opened is kept in memory, for a while, for one session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.rules.limits import CLOCK_TOLERANCE, PROOF_LIFE
from store.vault.opened_passwords import OpenedPassword, OpenedPasswords

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALEXANDRE, DOMINIQUE = 1, 2


def opened(at: datetime = NOW) -> OpenedPassword:
    return OpenedPassword(b"k" * 32, "verifier", at)


def several() -> OpenedPasswords:
    kept = OpenedPasswords()
    for account, session in ((ALEXANDRE, "here"), (ALEXANDRE, "there"), (DOMINIQUE, "desk")):
        kept.keep(account, session, opened())
    return kept


def left(kept: OpenedPasswords) -> list[str]:
    sessions = ((ALEXANDRE, "here"), (ALEXANDRE, "there"), (DOMINIQUE, "desk"))
    return [session for account, session in sessions if kept.of(account, session) is not None]


def test_it_is_there_for_its_account_and_session_alone() -> None:
    kept = several()
    assert kept.of(ALEXANDRE, "here") == opened()
    assert kept.of(DOMINIQUE, "here") is None
    assert kept.of(ALEXANDRE, "nowhere") is None


def test_it_is_forgotten_with_its_session_its_account_or_the_store() -> None:
    kept = several()
    kept.forget_session("here")
    kept.forget_session("here")
    assert left(kept) == ["there", "desk"]
    kept.forget(ALEXANDRE)
    assert left(kept) == ["desk"]
    kept.clear()
    assert left(kept) == []


def test_after_twenty_minutes_it_is_gone_and_so_it_is_once_the_clock_went_back() -> None:
    for now in (NOW + PROOF_LIFE + SECOND, NOW - CLOCK_TOLERANCE - SECOND):
        kept = several()
        kept.keep(DOMINIQUE, "desk", opened(now))
        kept.forget_old(now)
        assert left(kept) == ["desk"]
    kept = several()
    kept.forget_old(NOW + PROOF_LIFE)
    assert left(kept) == ["here", "there", "desk"]


def test_it_is_not_shown() -> None:
    assert "kkk" not in repr(opened())
    assert "verifier" not in repr(opened())
