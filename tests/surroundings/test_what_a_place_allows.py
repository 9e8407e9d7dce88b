"""What a place does not allow is neither offered nor done, on any front."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from i18n import ENGLISH, _
from store import PersonalKey, Problem, Refusal, Secret
from tests.clock import Seconds
from tests.plain.piped import SIGN_IN, Paper, Piped
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import SIGN_IN as SIGN_IN_PAGE
from tests.screens.journeys import Attempted, app_of, settle, text
from tui.journeys.endings import when_signed_out
from tui.journeys.profile.keep import COPY, DOWNLOAD, PRINT, Sheet, keep, ways_to_keep
from tui.journeys.profile.personal_key import key_page
from tui.journeys.welcome import welcome
from tui.lines import Lines
from tui.pages import Action, Page, submit
from tui.plain.front import PlainFront
from tui.scripted import Person, ScriptedFront
from tui.surroundings import KIOSK, OWN_TERMINAL, IdleLimit, Surroundings
from tui.unwinding import Abandoned, VisitOver, WentBack
from tui.visit import Visit

SOON_CLOSED = replace(OWN_TERMINAL, signed_out=IdleLimit(timedelta(seconds=90), timedelta(seconds=15)))
NOTHING = Surroundings(copies=False, saves=False, prints=False, quits=False, next_person_waits=True)
KEY = PersonalKey(Secret("7K3MX9Q2RB5TD8WA"), datetime(2026, 3, 14, tzinfo=UTC), "")


@pytest.fixture
def person(door: FakeDoor) -> Person:
    return Person(door)


@pytest.mark.parametrize(
    ("surroundings", "ways"),
    [
        (OWN_TERMINAL, (COPY, DOWNLOAD, PRINT)),
        (replace(OWN_TERMINAL, copies=False), (DOWNLOAD, PRINT)),
        (replace(OWN_TERMINAL, saves=False), (COPY, PRINT)),
        (replace(OWN_TERMINAL, prints=False), (COPY, DOWNLOAD)),
        (KIOSK, (PRINT,)),
        (NOTHING, ()),
    ],
)
def test_only_what_the_place_allows_is_offered_to_keep_a_key(
    door: FakeDoor, surroundings: Surroundings, ways: tuple[object, ...]
) -> None:
    offered = ways_to_keep(Visit(ScriptedFront(), door, ENGLISH, surroundings=surroundings))
    assert offered == ways
    shown = {action.name for action in key_page(KEY, offered, new=True).actions}
    assert {"copy", "download", "print"} & shown == {way.name for way in offered}


async def test_where_one_cannot_quit_the_welcome_page_does_not_offer_it(person: Person) -> None:
    await person.start(welcome)
    assert "quit" in {action.name for action in person.page.choices}
    await person.vanishes()
    person.visit.surroundings = NOTHING
    await person.start(welcome)
    assert "quit" not in {action.name for action in person.page.choices}
    await person.vanishes()


async def test_where_the_next_person_waits_the_visit_is_over_with_the_journey(person: Person) -> None:
    person.visit.surroundings = NOTHING
    await person.start(welcome)
    await person.chooses("privacy")
    await person.leaves()
    assert person.is_through


async def test_at_a_kiosk_what_is_still_to_be_said_is_said_before_the_visit_is_over(person: Person) -> None:
    person.visit.surroundings = replace(KIOSK, opens_addresses=False)
    await person.start(welcome)
    await person.chooses("services")
    assert person.page.name == "last"
    assert "No service can be opened here" in person.says()
    await person.leaves()
    assert person.is_through


@pytest.mark.parametrize("signed_in", [False, True])
async def test_at_a_kiosk_a_visit_in_which_nothing_is_typed_is_over_after_ninety_seconds(
    run: Run, signed_in: bool
) -> None:
    clock, over = Seconds(), asyncio.Event()

    async def kiosk(visit: Visit) -> None:
        await welcome(visit, more={Action("more", _("More")): journey})
        over.set()

    async def journey(visit: Visit) -> None:
        if signed_in:
            visit.session = SimpleNamespace()  # type: ignore[assignment]  # the fake store takes any
        await visit.ask(SIGN_IN_PAGE)

    async with run(kiosk, clock=clock, surroundings=KIOSK) as pilot:
        app = app_of(pilot)
        await pilot.press("m", "enter")
        await settle(pilot)
        await pilot.press("a")
        clock.now = 74
        app.look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
        clock.now = 75
        app.look_around()
        await pilot.pause()
        assert "15 seconds" in text(pilot)
        clock.now = 90
        app.look_around()
        await over.wait()


async def test_the_quit_key_is_dead_and_unnamed_where_one_cannot_quit(run: Run) -> None:
    journey = Attempted(SIGN_IN_PAGE)
    async with run(journey, surroundings=NOTHING) as pilot:
        assert "^Q" not in text(pilot)
        await pilot.press("f1")
        await pilot.pause()
        assert "Ctrl+Q" not in text(pilot)
        await pilot.press("escape", "ctrl+q")
        await pilot.pause()
        assert journey.ended is None
        assert app_of(pilot).is_running


async def test_line_prompts_do_not_obey_quit_where_one_cannot(door: FakeDoor) -> None:
    person = Piped(door)
    person.visit.surroundings = NOTHING
    with pytest.raises(WentBack):
        await person.types("/quit", "", "/back").visit.ask(SIGN_IN)
    assert "leaves" not in person.read
    person.close()


async def test_a_page_that_was_begun_and_left_is_closed_after_a_warning(run: Run) -> None:
    clock, journey = Seconds(), Attempted(SIGN_IN_PAGE)
    async with run(journey, clock=clock, surroundings=SOON_CLOSED) as pilot:
        clock.now = 1_000
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Are you still there?" not in text(pilot)
        await pilot.press("a")
        clock.now = 1_080
        app_of(pilot).look_around()
        await pilot.pause()
        assert "Close the page" in text(pilot)
        assert "10 seconds" in text(pilot)
        clock.now = 1_090
        app_of(pilot).look_around()
        await pilot.pause()
        await settle(pilot)
    assert isinstance(journey.ended, Abandoned)


async def test_the_welcome_page_that_somebody_left_is_as_if_nobody_had_come(run: Run) -> None:
    clock = Seconds()
    async with run(welcome, clock=clock, surroundings=SOON_CLOSED) as pilot:
        app = app_of(pilot)
        await pilot.press("down")
        clock.now = 90
        app.look_around()
        await settle(pilot)
        for clock.now in (91, 200, 10_000):
            app.look_around()
            await pilot.pause()
            assert "Are you still there?" not in text(pilot)
        assert app.pages.page is not None
        assert app.pages.page.name == "welcome"


async def test_the_prompts_of_the_welcome_page_that_somebody_left_warn_once(door: FakeDoor) -> None:
    person = Piped(door)
    person.visit.surroundings = replace(
        OWN_TERMINAL, signed_out=IdleLimit(timedelta(seconds=2), timedelta(seconds=2))
    )
    visit = asyncio.ensure_future(welcome(person.visit))
    person.types("0")
    await person.paper.shows("This page will be closed")
    while person.read.count("Welcome to Macle") < 2:  # noqa: ASYNC110  # a second at most
        await asyncio.sleep(0.01)
    person.hangs_up()
    with pytest.raises(VisitOver):
        await visit
    assert person.read.count("This page will be closed") == 1
    person.close()


async def test_nothing_is_copied_from_a_field_where_the_place_does_not_allow_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(Attempted(SIGN_IN_PAGE), surroundings=NOTHING) as pilot:
        app = app_of(pilot)
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press(*"alexandre", "home", "shift+end", "ctrl+c", "ctrl+x")
        await pilot.pause()
        assert not any("]52;" in sequence for sequence in written)
        assert app.clipboard == ""


@pytest.mark.parametrize("way", [COPY, DOWNLOAD, PRINT])
async def test_what_is_not_allowed_is_not_done_either(door: FakeDoor, way: Action) -> None:
    visit = Visit(ScriptedFront(), door, ENGLISH, surroundings=NOTHING)
    with pytest.raises(ValueError, match="does not allow"):
        await keep(visit, Sheet("key", "7K3M", "7K3M", "key.txt"), way.name)


@pytest.mark.parametrize(("place", "another_way"), [(OWN_TERMINAL, True), (KIOSK, False)])
@pytest.mark.parametrize("refusal", [Refusal.NO_PRINTER, Refusal.PRINT_FAILED])
async def test_without_paper_another_way_is_named_only_where_there_is_one(
    door: FakeDoor, place: Surroundings, another_way: bool, refusal: Refusal
) -> None:
    def refuses(_title: str, _text: str) -> None:
        raise Problem(refusal)

    visit = Visit(ScriptedFront(), door, ENGLISH, surroundings=place)
    visit.paper = SimpleNamespace(print=refuses)
    await keep(visit, Sheet("key", "7K3M", "7K3M", "key.txt"), PRINT.name)
    (said,) = visit.unsaid
    words = ENGLISH.say(said.text)
    assert ("another way" in words) is another_way
    assert "rite it down" in words


async def test_ctrl_d_ends_no_visit_where_one_cannot_quit(door: FakeDoor) -> None:
    theirs, ours = os.openpty()
    paper = Paper()
    visit = Visit(PlainFront(Lines(ours, paper)), door, ENGLISH, surroundings=NOTHING)
    page = Page("told", _("Told"), actions=(submit(_("Continue")),))
    asked = asyncio.ensure_future(visit.ask(page))
    await paper.shows("Press Enter")
    os.write(theirs, b"\x04")
    while paper.getvalue().count("Press Enter") < 2:  # noqa: ASYNC110  # it waits for the terminal
        await asyncio.sleep(0)
    os.write(theirs, b"\n")
    assert (await asked).action == "submit"
    os.close(theirs)
    os.close(ours)


def test_no_place_can_promise_a_session_more_than_the_store_gives() -> None:
    with pytest.raises(ValueError, match="earlier"):
        Surroundings(signed_in=IdleLimit(timedelta(minutes=16), timedelta(minutes=1)))


def test_the_sentences_tell_the_limits_of_the_place() -> None:
    kiosk = replace(OWN_TERMINAL, signed_in=IdleLimit(timedelta(minutes=5), timedelta(minutes=1)))
    assert "after 15 minutes without" in ENGLISH.say(when_signed_out(OWN_TERMINAL))
    assert "after 5 minutes without" in ENGLISH.say(when_signed_out(kiosk))
    assert "after 12 hours in all" in ENGLISH.say(when_signed_out(kiosk))
