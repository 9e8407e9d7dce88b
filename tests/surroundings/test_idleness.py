"""How long nothing has been typed, as every front counts it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from i18n import ENGLISH
from store import Problem, Refusal
from tests.clock import Seconds
from tests.screens.conftest import FakeDoor
from tui.idleness import Idleness
from tui.scripted import ScriptedFront
from tui.surroundings import KIOSK as AT_A_KIOSK
from tui.surroundings import IdleLimit, Surroundings
from tui.unwinding import Abandoned, SessionOver
from tui.visit import Visit

KIOSK = Surroundings(signed_out=IdleLimit(timedelta(seconds=90), timedelta(seconds=15)))


@pytest.fixture
def visit(door: FakeDoor) -> Visit:
    return Visit(ScriptedFront(), door, ENGLISH, surroundings=KIOSK)


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


def someone_signed_in(visit: Visit) -> None:
    visit.session = SimpleNamespace()  # type: ignore[assignment]  # the fake store takes any


async def test_no_more_time_is_promised_than_the_store_gives(visit: Visit, clock: Seconds) -> None:
    someone_signed_in(visit)
    idleness = Idleness(visit, clock)
    assert idleness.left == timedelta(seconds=900)
    clock.now = 9
    assert not idleness.note_typing()
    assert idleness.left == timedelta(seconds=891)
    clock.now = 59
    assert idleness.note_typing()
    assert idleness.left == timedelta(seconds=841)
    clock.now = 60
    await idleness.tell_store()
    assert idleness.left == timedelta(seconds=899)


async def test_a_store_that_could_not_note_it_gives_no_more_time(
    visit: Visit, clock: Seconds, door: FakeDoor
) -> None:
    def busy(_session: object) -> None:
        raise Problem(Refusal.BUSY)

    someone_signed_in(visit)
    door.store.sessions.touch = busy
    idleness = Idleness(visit, clock)
    assert idleness.left == timedelta(seconds=900)
    clock.now = 100
    assert idleness.note_typing()
    await idleness.tell_store()
    assert idleness.left == timedelta(seconds=800)


async def test_a_session_that_was_ended_elsewhere_is_told(
    visit: Visit, clock: Seconds, door: FakeDoor
) -> None:
    def ended(_session: object) -> None:
        raise Problem(Refusal.SESSION_ENDED)

    someone_signed_in(visit)
    door.store.sessions.touch = ended
    idleness = Idleness(visit, clock)
    assert not idleness.over
    clock.now = 10
    assert idleness.note_typing()
    with pytest.raises(SessionOver):
        await idleness.tell_store()


def test_the_limit_of_the_place_holds_signed_out_from_the_first_key_on(visit: Visit, clock: Seconds) -> None:
    idleness = Idleness(visit, clock)
    clock.now = 10_000
    assert idleness.left is None
    idleness.note_typing()
    clock.now += 75
    assert idleness.left == timedelta(seconds=15)
    assert idleness.warns
    clock.now += 15
    assert idleness.over
    assert isinstance(idleness.ending, Abandoned)
    idleness.begin_anew()
    assert not idleness.over


def test_who_signs_in_is_counted_anew_and_ends_with_the_session(visit: Visit, clock: Seconds) -> None:
    idleness = Idleness(visit, clock)
    idleness.note_typing()
    clock.now = 80
    assert idleness.left == timedelta(seconds=10)
    someone_signed_in(visit)
    clock.now = 100
    assert idleness.left == timedelta(seconds=880)
    clock.now = 80 + 900
    assert idleness.warns
    assert isinstance(idleness.ending, SessionOver)


def test_a_terminal_of_ones_own_has_no_limit_signed_out(door: FakeDoor, clock: Seconds) -> None:
    idleness = Idleness(Visit(ScriptedFront(), door, ENGLISH), clock)
    idleness.note_typing()
    clock.now = 1_000_000
    assert idleness.until_warning is None
    assert not idleness.over


def test_who_has_left_an_account_or_a_journey_may_be_there_still(visit: Visit, clock: Seconds) -> None:
    idleness = Idleness(visit, clock)
    idleness.note_typing()
    clock.now = 60
    idleness.begin_anew()
    assert idleness.left == timedelta(seconds=90)
    clock.now = 150
    assert idleness.over
    idleness.begin_anew()
    assert idleness.left is None


async def test_at_a_kiosk_each_key_gives_the_whole_time_again_signed_in_or_not(door: FakeDoor) -> None:
    for signed_in in (False, True):
        clock, visit = Seconds(), Visit(ScriptedFront(), door, ENGLISH, surroundings=AT_A_KIOSK)
        if signed_in:
            someone_signed_in(visit)
        idleness = Idleness(visit, clock)
        for clock.now in range(0, 60, 7):
            if idleness.note_typing():
                await idleness.tell_store()
        clock.now += 74
        assert idleness.until_warning == timedelta(seconds=1)
        clock.now += 1
        assert idleness.warns
        assert idleness.left == timedelta(seconds=15)
        clock.now += 15
        assert idleness.over


def test_where_the_next_person_waits_the_last_page_is_closed_as_well(door: FakeDoor, clock: Seconds) -> None:
    idleness = Idleness(Visit(ScriptedFront(), door, ENGLISH, surroundings=AT_A_KIOSK), clock)
    idleness.begin_anew()
    assert idleness.left is None
    idleness.note_typing()
    clock.now = 30
    idleness.begin_anew()
    clock.now = 30 + 90
    assert idleness.over
