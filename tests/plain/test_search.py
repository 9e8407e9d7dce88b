"""A search at the prompts: a query, then the rows that it finds, by their numbers."""

from __future__ import annotations

import asyncio

import pytest

from i18n import ENGLISH, FRENCH
from store import Problem, Refusal
from tests.million import BUSY, Accounts, search_page
from tests.plain.piped import Piped
from tui.pages import Answers
from tui.unwinding import SessionOver, WentBack
from tui.wording import sentence


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


async def test_a_row_is_chosen_by_its_number_and_each_is_read_with_its_headings(
    person: Piped, accounts: Accounts
) -> None:
    answers = await person.types("martin-0", "2").visit.ask(search_page(accounts))
    assert (answers.action, answers["account"], answers["account-query"]) == ("account", "9", "martin-0")
    row = "2. Username: martin-000009; Email address: martin-000009@example.org; Phone:"
    assert row in person.read
    assert person.read.index("Page 1. More follow.") < person.read.index(row)


async def test_the_next_and_the_previous_page_and_another_search_have_numbers_too(
    person: Piped, accounts: Accounts
) -> None:
    person.types("martin", "11", "12", "12", "odile", "1")
    answers = await person.visit.ask(search_page(accounts))
    assert answers["account"] == "4"
    assert accounts.asked == [("martin", None), ("martin", "57"), ("martin", None), ("odile", None)]
    assert "11. Next page\n12. Search again\n13. Create an account\n14. Back\n" in person.read
    assert "11. Next page\n12. Previous page\n13. Search again\n" in person.read
    assert "Page 2. More follow." in person.read


async def test_a_query_is_asked_for_until_it_finds_something(person: Piped, accounts: Accounts) -> None:
    accounts.problems.append(BUSY)
    person.types("", "ma", "nobody", "nobody", "odile", "1")
    answers = await person.visit.ask(search_page(accounts))
    assert answers["account"] == "4"
    assert person.read.count("At least 3 characters.") == 1
    assert "Username, email or document number (at least 3 characters):" in person.read
    assert f"Error: {ENGLISH.say(sentence(BUSY))}\n" in person.read
    assert "None of the accounts." in person.read


async def test_a_row_is_chosen_by_its_name_and_another_action_by_its_words(
    person: Piped, accounts: Accounts
) -> None:
    answers = await person.types("martin", "martin-000009").visit.ask(search_page(accounts))
    assert answers["account"] == "9"
    assert (await person.types("/create").visit.ask(search_page(accounts))).action == "create"


async def test_other_actions_are_open_before_the_query_and_after_it(
    person: Piped, accounts: Accounts
) -> None:
    assert (await person.types("/1").visit.ask(search_page(accounts))).action == "create"
    assert (await person.types("martin", "13").visit.ask(search_page(accounts))).action == "create"
    with pytest.raises(WentBack):
        await person.types("/back").visit.ask(search_page(accounts))
    assert "Other choices: /1 Create an account, /2 Back." in person.read


async def test_the_language_is_switched_in_the_midst_of_the_rows(person: Piped, accounts: Accounts) -> None:
    await person.types("martin", "/fr", "1").visit.ask(search_page(accounts))
    assert person.visit.language == FRENCH
    assert (
        "1. Nom d’utilisateur\N{NO-BREAK SPACE}: martin-000003\N{NO-BREAK SPACE}; Adresse courriel"
        in person.read
    )
    assert "11. Page suivante\n12. Nouvelle recherche\n" in person.read


async def test_what_a_row_holds_is_harmless(person: Piped, accounts: Accounts) -> None:
    await person.types("hostile", "1").visit.ask(search_page(accounts))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(person.read)
    assert "[b]x[/b]" in person.read


async def test_a_slow_search_says_that_it_takes_a_moment(person: Piped, accounts: Accounts) -> None:
    accounts.held.add("martin")
    asking = asyncio.create_task(person.types("martin", "1").visit.ask(search_page(accounts)))
    await person.paper.shows("One moment…")
    accounts.released.set()
    assert (await asking)["account"] == "3"


async def test_what_else_goes_wrong_while_it_searches_ends_the_page(
    person: Piped, accounts: Accounts
) -> None:
    accounts.problems.append(SessionOver())
    with pytest.raises(SessionOver):
        await person.types("martin").visit.ask(search_page(accounts))


async def test_a_refused_choice_asks_for_the_query_again_which_enter_keeps(
    person: Piped, accounts: Accounts
) -> None:
    refusals = [Problem(Refusal.BUSY)]

    async def attempt(answers: Answers) -> str:
        if refusals:
            raise refusals.pop()
        return answers["account"]

    page = search_page(accounts)
    assert await person.types("martin", "1", "", "2").front.show(person.visit, page, attempt) == "9"
    assert "Username, email or document number [martin]:" in person.read
