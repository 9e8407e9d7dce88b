"""A session that nobody uses ends, and says so before, at line prompts too."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from i18n import ENGLISH
from store import Secret
from store.accounts.store import Store
from store.rules.limits import SESSION_IDLE
from tests.plain.piped import SIGN_IN, Paper, Piped
from tui.lines import Lines
from tui.plain.front import PlainFront
from tui.store_door import StoreDoor
from tui.surroundings import OWN_TERMINAL, IdleLimit
from tui.unwinding import Abandoned, SessionOver, WentBack
from tui.visit import Visit

SOON_WARNED = IdleLimit(SESSION_IDLE, SESSION_IDLE)
SOON_OVER = IdleLimit(timedelta(seconds=2), timedelta(seconds=2))


@pytest.fixture
def signed_in(person: Piped, store: Store) -> Piped:
    person.visit.session = store.sign_in.with_password("alexandre", Secret("Lanterne-2026!"), "pts/0")
    return person


async def test_a_person_who_is_idle_is_warned_and_then_signed_out(signed_in: Piped) -> None:
    signed_in.visit.surroundings = replace(OWN_TERMINAL, signed_in=SOON_OVER)
    with pytest.raises(SessionOver):
        await signed_in.visit.ask(SIGN_IN)
    assert "Press Enter to stay signed in." in signed_in.read


async def test_enter_at_the_warning_keeps_the_session_and_answers_nothing(signed_in: Piped) -> None:
    signed_in.visit.surroundings = replace(OWN_TERMINAL, signed_in=SOON_WARNED)
    answering = asyncio.ensure_future(signed_in.visit.ask(SIGN_IN))
    await signed_in.paper.shows("Press Enter to stay signed in.")
    signed_in.visit.surroundings = OWN_TERMINAL
    signed_in.types("", "/1")
    with pytest.raises(WentBack):
        await answering


async def test_enter_at_the_warning_tells_the_store(signed_in: Piped, store: Store) -> None:
    session, seconds = signed_in.visit.session, count(step=10)
    assert session is not None
    signed_in.hurries(lambda: next(seconds))
    signed_in.visit.surroundings = replace(OWN_TERMINAL, signed_in=SOON_WARNED)
    store.sessions.end(session)
    signed_in.types("")
    with pytest.raises(SessionOver):
        await signed_in.visit.ask(SIGN_IN)


async def test_a_page_that_was_begun_and_left_is_closed_where_the_place_says_so(person: Piped) -> None:
    limit = IdleLimit(timedelta(hours=1), timedelta())
    person.visit.surroundings = replace(OWN_TERMINAL, signed_out=limit)
    answering = asyncio.ensure_future(person.visit.ask(SIGN_IN))
    person.types("alexandre")
    await person.paper.shows("Password")
    person.visit.surroundings = replace(OWN_TERMINAL, signed_out=SOON_OVER)
    person.types("")
    with pytest.raises(Abandoned):
        await answering
    assert "This page will be closed" in person.read


async def test_a_session_ended_elsewhere_ends_the_page(signed_in: Piped, store: Store) -> None:
    session, seconds = signed_in.visit.session, count(step=10)
    assert session is not None
    signed_in.hurries(lambda: next(seconds))
    store.sessions.end(session)
    with pytest.raises(SessionOver):
        await signed_in.types("alexandre").visit.ask(SIGN_IN)


async def test_a_password_begun_before_a_session_ends_is_not_there_afterwards(
    door: StoreDoor, store: Store
) -> None:
    far, near = os.openpty()
    paper = Paper()
    lines = Lines(near, paper)
    visit = Visit(PlainFront(lines), door, ENGLISH)
    visit.session = store.sign_in.with_password("alexandre", Secret("Lanterne-2026!"), "pts/0")
    visit.surroundings = replace(OWN_TERMINAL, signed_in=SOON_OVER)
    with lines.in_hand():
        os.write(far, b"alexandre\nLanterne")
        with pytest.raises(SessionOver):
            await visit.ask(SIGN_IN)
        visit.surroundings = OWN_TERMINAL
        answering = asyncio.ensure_future(visit.ask(replace(SIGN_IN, fields=())))
        await paper.shows("Your choice [1]: ")
        os.write(far, b"2\n")
        with pytest.raises(WentBack):
            await answering
    os.close(far)
    os.close(near)
    assert "Lanterne" not in paper.getvalue()
