"""A search on the full screen: what is typed finds rows, and one of them is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widget import AwaitMount, Widget

from i18n import ENGLISH, LANGUAGES
from store import Problem, Refusal
from tests.languages import IN_EACH
from tests.million import BUSY, Accounts, search_page
from tests.screens.conftest import FakeDoor, Run
from tests.screens.journeys import MENU, Attempted, app_of, settle, text
from tui.pages import Answers
from tui.screens.app import Ending, MacleApp
from tui.screens.found import FoundRows
from tui.screens.frame import Body
from tui.screens.look import ASCII, Look
from tui.screens.search import SearchBox
from tui.unwinding import SessionOver
from tui.visit import Visit
from tui.wording import sentence

Snapshot = Callable[[App[Any]], bool]


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def journey(accounts: Accounts) -> Attempted:
    return Attempted(search_page(accounts))


async def types(pilot: Pilot[None], query: str) -> None:
    """Type a query, and wait for what it finds."""
    await pilot.press(*query)
    await settle(pilot, "search")


def marked(pilot: Pilot[None]) -> list[str]:
    """Return the rows that stand behind a mark."""
    return [row.strip(" ┃│#|") for row in text(pilot).splitlines() if row.lstrip().startswith(("›", ">"))]


def answer(journey: Attempted) -> Answers:
    [answers] = journey.answers
    return answers


async def test_the_row_that_is_marked_answers_the_page_with_its_key(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press("enter", "down")
        assert marked(pilot) == ["› martin-000009  martin-000009@example.org  •••• 0009"]
        await pilot.press("enter")
        await pilot.pause()
    answers = answer(journey)
    assert (answers.action, answers["account"], answers["account-query"]) == ("account", "9", "martin")


async def test_a_click_on_a_row_chooses_it(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.click(FoundRows, offset=(5, 4))
        await pilot.pause()
    assert answer(journey)["account"] == "21"


async def test_keys_that_arrive_together_choose_the_row_that_was_marked(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        for key in ("down", "down", "enter", "down", "enter"):
            pilot.app.post_message(events.Key(key, None))
        await pilot.pause()
        await settle(pilot, "attempt")
    assert answer(journey)["account"] == "9"


@pytest.mark.parametrize("key", ["down", "up", "enter", "end", "pagedown"])
async def test_a_key_that_comes_while_the_next_page_is_drawn_ends_nothing(
    run: Run, accounts: Accounts, key: str
) -> None:
    async def journey(visit: Visit) -> None:
        await visit.ask(search_page(accounts))
        await visit.ask(MENU)

    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press("enter")
        app, mount = app_of(pilot), Body.mount

        def pressed_meanwhile(body: Body, *widgets: Widget, **options: Any) -> AwaitMount:
            app.simulate_key(key)
            return mount(body, *widgets, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Body, "mount", pressed_meanwhile)
            await pilot.press("enter")
            await pilot.pause()
        await pilot.pause()
        assert app.ending == Ending()
        assert app.pages.page is MENU


async def test_enter_is_the_querys_also_where_an_arrow_arrives_with_it(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        for key in [*"odile", "enter", "down"]:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await settle(pilot, "search")
        assert journey.answers == []
        assert marked(pilot)[0].startswith("› odile-000010")


async def test_no_row_is_marked_before_one_is_gone_to_and_enter_in_the_query_chooses_none(
    run: Run, journey: Attempted
) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        assert marked(pilot) == []
        await pilot.press("enter")
        await pilot.pause()
        assert len(marked(pilot)) == 1
        assert journey.answers == []


async def test_the_arrows_go_from_the_query_through_the_rows_to_the_buttons_and_back(
    run: Run, journey: Attempted
) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press(*["down"] * 10)
        assert marked(pilot)[0].startswith("› martin-000057")
        await pilot.press("down")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "action-next-rows"
        await pilot.press(*["up"] * 11)
        assert pilot.app.focused.id == "field-account-query"


async def test_home_and_end_mark_the_first_row_and_the_last(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press("enter", "end")
        assert marked(pilot)[0].startswith("› martin-000057")
        await pilot.press("home")
        assert marked(pilot)[0].startswith("› martin-000003")


async def test_of_a_million_accounts_one_page_is_found_at_a_time_and_each_by_a_key(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press("pagedown")
        await settle(pilot, "search")
        assert "martin-000063" in text(pilot)
        assert "Page 2. More follow." in text(pilot)
        await pilot.press("pageup")
        await settle(pilot, "search")
        assert marked(pilot)[0].startswith("› martin-000003")
        await pilot.press("pageup")
        await settle(pilot, "search")
    assert accounts.asked[-3:] == [("martin", None), ("martin", "57"), ("martin", None)]


async def test_buttons_show_the_next_page_and_the_one_before(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "martin")
        assert "Previous page" not in text(pilot)
        await pilot.click("#action-next-rows")
        await settle(pilot, "search")
        assert marked(pilot)[0].startswith("› martin-000063")
        await pilot.click("#action-previous-rows")
        await settle(pilot, "search")
        assert marked(pilot)[0].startswith("› martin-000003")


async def test_a_short_query_finds_nothing_and_says_from_when_on_it_does(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    async with run(journey) as pilot:
        await types(pilot, "mar")
        await types(pilot, "\b")
        await pilot.press("backspace")
        await settle(pilot, "search")
        assert "At least 3 characters." in text(pilot)
        assert "martin" not in text(pilot)
    assert [query for query, _after in accounts.asked] == ["mar"]


async def test_where_nothing_is_found_the_page_says_so(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "nobody")
        assert "None of the accounts." in text(pilot)
        assert not pilot.app.screen.query_one(FoundRows).display


async def test_what_an_older_query_finds_late_is_never_shown_over_what_a_newer_one_found(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.held.add("mar")
    async with run(journey) as pilot:
        await pilot.press(*"mar")
        await asyncio.to_thread(accounts.begun.wait)
        await pilot.press("backspace", "backspace", "backspace", *"odile")
        accounts.released.set()
        await settle(pilot, "search")
        assert "odile-000004" in text(pilot)
        assert "martin" not in text(pilot)
    assert accounts.at_once == 1
    assert [query for query, _after in accounts.asked] == ["mar", "odile"]


async def test_a_slow_search_says_so_in_place_of_the_older_rows_which_cannot_be_chosen(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.held.add("martin-0")
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press(*"-0")
        await asyncio.to_thread(accounts.begun.wait)
        await pilot.press("down", "enter")
        assert journey.answers == []
        pilot.app.screen.query_one(SearchBox).show_busy()
        await pilot.pause()
        assert "Searching…" in text(pilot)
        assert "martin-000003" not in text(pilot)
        accounts.released.set()
        await settle(pilot, "search")
        assert "Searching…" not in text(pilot)
        assert marked(pilot)[0].startswith("› martin-000003")


async def test_enter_before_anything_was_found_goes_to_the_rows_once_they_are_there(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.held.add("odile")
    async with run(journey) as pilot:
        await pilot.press(*"odile", "enter", "enter")
        await asyncio.to_thread(accounts.begun.wait)
        accounts.released.set()
        await settle(pilot, "search")
        assert marked(pilot)[0].startswith("› odile-000004")
        assert journey.answers == []


async def test_a_problem_is_worded_under_the_query_and_enter_searches_again(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.problems = [BUSY] * 3
    async with run(journey) as pilot:
        await types(pilot, "odile")
        assert f"✗ {ENGLISH.say(sentence(BUSY))[:40]}" in text(pilot)
        accounts.problems.clear()
        await pilot.press("enter")
        await settle(pilot, "search")
        assert marked(pilot)[0].startswith("› odile-000004")


async def test_what_else_goes_wrong_while_it_searches_ends_the_page(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.problems = [SessionOver()]
    async with run(journey) as pilot:
        await types(pilot, "odi")
    assert isinstance(journey.ended, SessionOver)


async def test_a_refused_choice_keeps_the_query_and_the_rows(run: Run, accounts: Accounts) -> None:
    journey = Attempted(search_page(accounts), Problem(Refusal.BUSY))
    async with run(journey) as pilot:
        await types(pilot, "martin")
        await pilot.press("enter", "enter")
        await settle(pilot, "attempt")
        assert "✗" in text(pilot)
        assert "martin-000003" in text(pilot)


async def test_the_language_switches_in_the_midst_of_a_search_which_goes_on(
    run: Run, journey: Attempted, accounts: Accounts
) -> None:
    accounts.held.add("martin")
    async with run(journey) as pilot:
        await pilot.press(*"martin")
        await asyncio.to_thread(accounts.begun.wait)
        await pilot.press("f2")
        accounts.released.set()
        await settle(pilot, "search")
        assert "martin-000003" in text(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert "martin-000003" in text(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-account-query"
    assert accounts.at_once == 1


async def test_a_page_that_is_come_back_to_searches_at_once_for_what_it_was_left_with(
    run: Run, accounts: Accounts
) -> None:
    async with run(Attempted(search_page(accounts, "odile"))) as pilot:
        await settle(pilot, "search")
        assert "odile-000004" in text(pilot)


async def test_what_a_row_holds_is_drawn_as_text_and_steers_nothing(run: Run, journey: Attempted) -> None:
    async with run(journey) as pilot:
        await types(pilot, "hostile")
        shown = text(pilot)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
        assert "[b]x[/b]" in shown
        await pilot.click(FoundRows, offset=(5, 1))
        await pilot.pause()
        assert app_of(pilot).ending.status == 0
    assert answer(journey)["account"] == "1"


@pytest.mark.parametrize("size", [pytest.param((80, 24), marks=pytest.mark.more), (40, 12)])
async def test_the_row_that_is_marked_is_in_view(run: Run, journey: Attempted, size: tuple[int, int]) -> None:
    async with run(journey, size=size, look=Look(ASCII, few_colours=True)) as pilot:
        await types(pilot, "martin")
        await pilot.press("enter")
        for number in range(3, 63, 6):
            await pilot.pause()
            assert marked(pilot)[0].endswith(f"•••• {number:04}")
            await pilot.press("down")


@IN_EACH
@pytest.mark.parametrize("query", ["", "martin", pytest.param("nobody", marks=pytest.mark.more), "busy"])
async def test_pictures(
    door: FakeDoor, svg_snapshot: Snapshot, journey: Attempted, accounts: Accounts, query: str, code: str
) -> None:
    if query == "busy":
        accounts.problems = [BUSY] * 2
    app = MacleApp(door=door, journey=journey, language=LANGUAGES[code], language_fixed=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await types(pilot, query)
        if query == "martin":
            await pilot.press("pagedown")
            await settle(pilot, "search")
        assert svg_snapshot(app)
