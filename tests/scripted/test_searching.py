"""A person in a test searches, turns pages of rows, and chooses one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store import Problem, Refusal, Settings
from store.accounts.store import Store
from tests.million import BUSY, HOSTILE, Accounts, search_page
from tui.pages import Answers, Found, Page, Search
from tui.scripted import Person
from tui.searching import Seeker
from tui.store_door import StoreDoor
from tui.unwinding import SessionOver
from tui.visit import Visit


class Desk:
    """A journey that opens the account that is chosen, which is refused once for each of `refusals`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.refusals: list[Problem] = []
        self.opened: Answers | None = None

    async def __call__(self, visit: Visit) -> None:
        page = replace(self.page, actions=self.page.actions[1:])
        self.opened = await visit.perform(page, self._open)

    def _open(self, _store: Store, answers: Answers) -> Answers:
        if self.refusals:
            raise self.refusals.pop()
        return answers


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def desk(accounts: Accounts) -> Desk:
    return Desk(search_page(accounts))


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Person]:
    """Someone who has not set out yet."""
    door = StoreDoor(Settings(tmp_path, works_in_background=False))
    yield Person(door)
    door.close()


@pytest.fixture
async def person(visitor: Person, desk: Desk) -> Person:
    """Someone before the page."""
    await visitor.start(desk)
    return visitor


async def test_the_row_that_is_chosen_answers_the_page_with_its_key(person: Person, desk: Desk) -> None:
    await person.searches("martin-0")
    assert "Username: martin-000003; Email address: martin-000003@example.org" in person.says()
    await person.picks("9")
    assert desk.opened is not None
    assert (desk.opened.action, desk.opened["account"], desk.opened["account-query"]) == (
        "account",
        "9",
        "martin-0",
    )


async def test_of_a_million_accounts_one_page_is_found_at_a_time_and_each_by_a_key(
    person: Person, accounts: Accounts
) -> None:
    await person.searches("martin")
    first = person.found
    await person.turns(1)
    assert person.found == ["63", "69", "75", "81", "87", "93", "99", "105", "111", "117"]
    await person.turns(-1)
    assert person.found == first
    assert accounts.asked == [("martin", None), ("martin", "57"), ("martin", None)]


async def test_a_query_that_is_too_short_finds_nothing_and_says_from_when_on_it_does(
    person: Person, accounts: Accounts
) -> None:
    await person.searches(" ma ")
    assert (person.found, accounts.asked) == ([], [])
    assert "At least 3 characters." in person.says()


async def test_a_query_that_is_too_long_is_refused_before_anything_is_asked(
    person: Person, accounts: Accounts
) -> None:
    await person.searches("m" * 300)
    assert person.problems[""].refusal is Refusal.TOO_LONG
    assert accounts.asked == []


async def test_where_nothing_is_found_the_page_says_so(person: Person) -> None:
    await person.searches("nobody")
    assert "None of the accounts." in person.says()


async def test_a_problem_is_worded_on_the_page_and_the_next_query_goes_on(
    person: Person, accounts: Accounts
) -> None:
    accounts.problems.append(BUSY)
    await person.searches("martin")
    assert person.problems[""] is BUSY
    await person.searches("odile")
    assert person.problems == {}
    assert person.found[0] == "4"


async def test_a_refused_choice_shows_the_page_with_what_was_found(person: Person, desk: Desk) -> None:
    desk.refusals.append(Problem(Refusal.BUSY))
    await person.searches("martin")
    await person.picks("9")
    assert person.problems[""].refusal is Refusal.BUSY
    await person.picks("3")
    assert desk.opened is not None
    assert desk.opened["account"] == "3"


async def test_another_action_answers_with_no_key(visitor: Person, accounts: Accounts) -> None:
    answers: list[Answers] = []

    async def asking(visit: Visit) -> None:
        answers.append(await visit.ask(search_page(accounts)))

    await visitor.start(asking)
    await visitor.searches("martin")
    await visitor.chooses("create")
    assert (answers[0].action, answers[0]["account"], answers[0]["account-query"]) == ("create", "", "martin")
    [search] = search_page(accounts).filled(answers[0].values).blocks
    assert isinstance(search, Search)
    assert search.query == "martin"


async def test_a_session_that_has_ended_ends_the_page(visitor: Person) -> None:
    def ended(_store: Store, _query: str, _after: str | None) -> Found:
        raise Problem(Refusal.SESSION_ENDED)

    async def asking(visit: Visit) -> None:
        [search] = search_page(Accounts()).blocks
        assert isinstance(search, Search)
        await visit.ask(Page("ended", search.label, (replace(search, find=visit.finding(ended)),)))

    await visitor.start(asking)
    with pytest.raises(SessionOver):
        await visitor.searches("martin")


async def test_what_a_row_holds_is_harmless(person: Person) -> None:
    await person.searches("hostile")
    said = person.says()
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said)
    assert "[b]x[/b]" in said
    assert HOSTILE not in said


async def test_the_latest_query_wins_and_never_two_are_under_way(accounts: Accounts) -> None:
    [search] = search_page(accounts).blocks
    assert isinstance(search, Search)
    seeker = Seeker(search)
    accounts.held.add("mar")
    seeker.look_for("mar")
    first = asyncio.create_task(seeker.find())
    await asyncio.to_thread(accounts.begun.wait)
    for query in ("mart", "marti", "odile"):
        seeker.look_for(query)
        assert not await seeker.find()
    assert (seeker.pending, seeker.rows) == (True, ())
    accounts.released.set()
    assert await first
    assert [query for query, _after in accounts.asked] == ["mar", "odile"]
    assert (accounts.at_once, seeker.rows[0].key) == (1, "4")


async def test_what_was_found_for_an_older_query_is_dropped(accounts: Accounts) -> None:
    [search] = search_page(accounts).blocks
    assert isinstance(search, Search)
    seeker = Seeker(search)
    accounts.held.add("mar")
    seeker.look_for("mar")
    first = asyncio.create_task(seeker.find())
    await asyncio.to_thread(accounts.begun.wait)
    seeker.look_for("ma")
    accounts.released.set()
    await first
    assert (seeker.found, seeker.pending) == (None, False)
