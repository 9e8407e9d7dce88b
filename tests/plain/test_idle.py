"""A session that nobody uses ends, and says so before, at line prompts too."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from store import Secret
from store.accounts.store import Store
from tests.plain.piped import SIGN_IN, Piped
from tui.visit import SessionOver, WentBack


@pytest.fixture
def signed_in(person: Piped, store: Store) -> Piped:
    person.visit.session = store.sign_in.with_password("alexandre", Secret("Lanterne-2026!"), "pts/0")
    return person


async def test_a_person_who_is_idle_is_warned_and_then_signed_out(signed_in: Piped) -> None:
    signed_in.front.idle, signed_in.front.warning = timedelta(seconds=0.02), timedelta(seconds=0.01)
    with pytest.raises(SessionOver):
        await signed_in.visit.ask(SIGN_IN)
    assert "Press Enter to stay signed in." in signed_in.read


async def test_enter_at_the_warning_keeps_the_session_and_answers_nothing(signed_in: Piped) -> None:
    signed_in.front.idle = timedelta(hours=1)
    signed_in.front.warning = signed_in.front.idle - timedelta(seconds=0.01)
    answering = asyncio.ensure_future(signed_in.visit.ask(SIGN_IN))
    await signed_in.paper.shows("Press Enter to stay signed in.")
    signed_in.front.warning = timedelta(0)
    signed_in.types("", "/1")
    with pytest.raises(WentBack):
        await answering


async def test_a_session_ended_elsewhere_ends_the_page(signed_in: Piped, store: Store) -> None:
    session = signed_in.visit.session
    assert session is not None
    store.sessions.end(session)
    with pytest.raises(SessionOver):
        await signed_in.types("alexandre").visit.ask(SIGN_IN)


async def test_no_more_time_is_promised_than_the_store_gives(
    signed_in: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, visit, front = asyncio.get_running_loop(), signed_in.visit, signed_in.front
    assert visit.session is not None
    now, left = 0.0, []
    monkeypatch.setattr(loop, "time", lambda: now)
    for moment in (1000.0, 1009.0, 1010.0, 1015.0):
        now = moment
        front.left(visit.session)
        await front.keep_alive(visit)
        left.append(front.idle - front.left(visit.session))
    assert left == [timedelta(seconds=seconds) for seconds in (0, 9, 0, 5)]
