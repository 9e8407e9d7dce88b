"""Finding a person while an operator types: by what each identifier begins with, each account once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from store import AccountState, FoundPeople, Problem, Refusal, Role
from store.accounts.desk.finding import ROWS
from store.rules import identifiers
from store.rules.limits import SEARCHED_FROM, UNKNOWN_DOCUMENTS_AN_HOUR
from tests.registered import registered
from tests.town import DNI, PASSWORD, Person, Town, refused

LETTERS = st.text("abcxyzABCXYZ0129._-éüÉßĳΣσłЖжİ", min_size=1, max_size=12)
DOMAINS = st.sampled_from(
    ["example.org", "bücher.example", "a.münchen.test", "EXAMPLE.net", "xn--bcher-kva.org"]
)


def find(town: Town, query: str, after: str | None = None) -> FoundPeople:
    return town.store.people.find(town.operator(), query, after)


def names(town: Town, query: str) -> list[str]:
    """Return who is found, page by page."""
    found, following = list[str](), find(town, query)
    while True:
        assert len(following.rows) <= ROWS
        found += [row.name for row in following.rows]
        if following.following is None:
            return found
        following = find(town, query, following.following)


def test_what_leads_to_the_next_page_tells_no_address(town: Town) -> None:
    town.operator()
    _fill(town, 25)
    for query in ("someb", "9000"):
        following = find(town, query).following
        assert following is not None
        assert "somebody" not in following
        assert "@" not in following
        assert find(town, query, following).rows
    assert find(town, "someb", "email 000").rows == ()


def test_one_operator_goes_through_few_document_numbers_that_nobody_has(town: Town) -> None:
    town.register(DNI)
    for number in range(UNKNOWN_DOCUMENTS_AN_HOUR):
        assert find(town, f"{number:08}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}").rows == ()
        assert find(town, "nobody-of-this-name").rows == ()
    # Nor then those that somebody has, or the answer would tell.
    problem = refused(find, town, DNI)
    assert (problem.refusal, problem.until > town.clock.now) == (Refusal.DOCUMENTS_TOO_MANY, True)
    assert town.store.people.find(town.operator("olive-desk"), DNI).rows
    town.clock.advance(hours=1)
    assert find(town, DNI).rows


def give_number(town: Town, number: str, someone: Person) -> None:
    """Give an account this ID, and all others, the operator's too, IDs that begin otherwise."""
    town.operator()
    town.rows("UPDATE account SET number = 555000000000 + id")
    town.rows("UPDATE account SET number = ? WHERE username = ?", number, someone.username)


@given(LETTERS, DOMAINS)
def test_each_beginning_of_an_address_is_one_of_its_lookup(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    try:
        lookup = identifiers.lookup(identifiers.email(address).address)
    except Problem:
        return
    for length in range(1, len(address) + 1):
        assert lookup.startswith(identifiers.beginnings(address[:length]))


@given(st.text("abcxyzABCXYZ019._-", min_size=8, max_size=16))
def test_each_beginning_of_a_username_is_one_of_its_lookup(name: str) -> None:
    try:
        lookup = identifiers.lookup(identifiers.username(name))
    except Problem:
        return
    for length in range(1, len(name) + 1):
        [beginning] = identifiers.beginnings(name[:length])
        assert lookup == beginning + lookup[len(beginning) :]


@given(LETTERS, DOMAINS)
def test_no_beginning_of_a_search_is_within_another(local: str, domain: str) -> None:
    for length in range(1, len(local) + len(domain) + 2):
        found = identifiers.beginnings(f"{local}@{domain}"[:length])
        assert not [one for one in found for other in found if one != other and one.startswith(other)]


def test_a_person_is_found_by_each_beginning_of_each_of_their_names(town: Town) -> None:
    someone = town.person("dominique")
    give_number(town, "123456789012", someone)
    for whole in (someone.username, someone.email, "123456789012", " DOMINIQUE"):
        for length in range(SEARCHED_FROM, len(whole.strip()) + 1):
            assert names(town, whole.strip()[:length]) == ["dominique"], whole[:length]


@pytest.mark.parametrize(
    "query",
    ["", "  ", "do", " do ", "\udcffdom", "dom\x1b[2J", "x" * 300_000, "dominiquex", "%%%", "___"],
    ids=range(10),
)
def test_too_little_or_nothing_that_anybody_is_called_finds_nobody(town: Town, query: str) -> None:
    town.person("dominique")
    assert find(town, query) == FoundPeople(())


def test_an_account_is_found_once_though_both_its_names_begin_so(town: Town) -> None:
    for name in ("martin-a", "martin-b", "martinez"):
        town.person(name)
    assert names(town, "martin") == ["martin-a", "martin-b", "martinez"]
    assert names(town, "martin-") == ["martin-a", "martin-b"]


def test_pages_go_on_where_the_one_before_ended(town: Town) -> None:
    operator = town.operator()
    _fill(town, 35)
    expected = [f"somebody-{number:03}" for number in range(35)]
    assert names(town, "somebody") == expected
    assert len(find(town, "somebody").rows) == ROWS
    [last] = town.store.people.find(operator, "somebody", "email 900000000033").rows
    assert last.name == expected[34]


def test_whoever_has_exactly_that_name_comes_first_and_once(town: Town) -> None:
    _fill(town, 25)
    town.rows("UPDATE identifier SET lookup = 'somebody' WHERE lookup = 'somebody-020'")
    town.rows("UPDATE account SET username = 'somebody' WHERE username = 'somebody-020'")
    found = names(town, "somebody")
    assert found[0] == "somebody"
    assert sorted(found) == sorted({*found})
    assert len(found) == 25


def test_digits_are_an_account_id_or_how_a_name_begins(town: Town) -> None:
    someone, other = town.person("dominique"), town.person("123-camille")
    give_number(town, "123456789012", someone)
    assert names(town, "123") == ["123-camille", "dominique"]
    assert names(town, "1234 5678") == ["dominique"]
    assert names(town, "123-") == [other.username]
    assert names(town, "123456789012") == [someone.username]


def test_an_account_whose_id_and_name_begin_alike_is_found_once(town: Town) -> None:
    give_number(town, "123456789012", town.person("123-camille"))
    assert names(town, "123") == ["123-camille"]


def test_a_document_number_is_found_whole_however_it_is_written(town: Town) -> None:
    someone = registered(town)
    for typed in (DNI, "12.345.678-z", "12345678 Z"):
        [row] = find(town, typed).rows
        assert (row.account, row.name, row.email) == (someone.username, someone.username, "i•••@example.org")
    for length in range(SEARCHED_FROM, len(DNI)):
        assert find(town, DNI[:length]).rows == ()


def test_a_former_address_finds_nobody(town: Town, someone: Person) -> None:
    session = town.sign_in(someone)
    town.clock.advance(minutes=1)
    town.new_mail()
    ticket = town.store.email_address.begin(session, "new-one@example.org", PASSWORD)
    town.store.email_address.confirm(session, ticket, town.code())
    town.rows("UPDATE account SET username = NULL WHERE username = ?", someone.username)
    town.rows("DELETE FROM identifier WHERE kind = 'username' AND account_id = 1")
    assert find(town, "alexandre@").rows == ()
    assert [row.email for row in find(town, "new-one").rows] == ["n•••@example.org"]


def test_a_row_says_in_a_word_how_the_account_is(town: Town) -> None:
    for state in ("expired", "normal", "blocked", "reset", "waits"):
        town.person(f"person-{state}")
    town.rows("UPDATE account SET password_set_at = 0 WHERE username = 'person-expired'")
    registered(town, email="person-registered@example.org")
    town.rows("UPDATE account SET reset_due = 1 WHERE username = 'person-reset'")
    town.fails_to_sign_in("person-blocked")
    town.passes_over_failures()
    town.fails_to_sign_in("person-blocked")
    town.fails_to_sign_in("person-waits", 5)
    assert [row.state for row in find(town, "person-").rows] == [
        AccountState.BLOCKED,
        AccountState.PASSWORD_EXPIRED,
        AccountState.NORMAL,
        AccountState.NOT_ACTIVATED,
        AccountState.RESET_DUE,
        AccountState.WAITING,
    ]


def test_a_row_says_the_role(town: Town) -> None:
    town.operator("omar-desk", Role.SUPERVISOR)
    assert [(row.name, row.role) for row in find(town, "omar").rows] == [("omar-desk", Role.SUPERVISOR)]


@pytest.fixture
def plans(town: Town) -> Iterator[list[str]]:
    """How the database goes about each statement from now on."""
    found: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, values: Any, *_others: object) -> None:
        if statement.startswith("SELECT"):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            found.extend(step for *_numbers, step in plan)

    event.listen(Engine, "before_cursor_execute", explain)
    yield found
    event.remove(Engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("query", ["som", "somebody-001@ex", "someone@büc", "123", DNI])
def test_no_search_goes_through_a_whole_table_or_sorts_what_it_finds(
    town: Town, query: str, plans: list[str]
) -> None:
    operator = town.operator()
    _fill(town, 25)
    plans.clear()
    following = town.store.people.find(operator, query).following
    town.store.people.find(operator, query, following or query)
    assert plans
    slow = [plan for plan in plans if plan.startswith("SCAN") or "TEMP B-TREE" in plan]
    assert set(slow) <= {"SCAN fact"}


def _fill(town: Town, count: int) -> None:
    """Open many accounts past the store, as somebody-000, somebody-001 …, as the first one is."""
    town.person("the-first")
    columns = "language, verifier, password_set_at, created_at, role, role_suspended, reset_due, invited"
    for number in range(count):
        name, account_id = f"somebody-{number:03}", 1000 + number
        town.rows(
            f"INSERT INTO account (id, number, username, email, {columns})"
            f" SELECT ?, ?, ?, ?, {columns} FROM account WHERE username = 'the-first'",
            *(account_id, str(900_000_000_000 + number), name, f"{name}@example.org"),
        )
        for lookup, kind in ((name, "username"), (f"{name}@example.org", "email")):
            town.rows(
                "INSERT INTO identifier (lookup, account_id, kind, added_at) VALUES (?, ?, ?, 0)",
                *(lookup, account_id, kind),
            )
