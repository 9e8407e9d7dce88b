"""What waits at the help desk is counted, and told some at a time or of one person, whatever else waits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from store import PendingRemoval, Refusal, Removable, Role, ToRemove
from tests.lost import QUESTIONS, number_of
from tests.statements import statements
from tests.town import PASSWORD, Town, refused

_QUESTIONS = ToRemove(Removable.QUESTIONS)


@pytest.fixture
def forgetful(town: Town) -> Iterator[str]:
    """Return the account IDs of people of whom a removal is asked for, when one is taken."""

    def people() -> Iterator[str]:
        for number in count():
            someone = town.person(f"someone-{number}")
            town.store.recovery_questions.set(town.sign_in(someone), QUESTIONS, PASSWORD)
            account = number_of(town, someone)
            town.store.removals.ask(town.operator(), account, _QUESTIONS, "Forgotten.")
            town.clock.advance(minutes=1)
            yield account

    return people()


def pending(town: Town, *part: int) -> tuple[PendingRemoval, ...]:
    return town.store.removals.pending(town.operator(), *part)


def test_the_removals_of_one_person_cost_the_same_whatever_is_to_be_removed_of_others(
    town: Town, forgetful: Iterator[str]
) -> None:
    account, session = next(forgetful), town.operator()

    def look() -> None:
        assert [one.account for one in town.store.removals.of(session, account)] == [account]

    alone = statements(look)
    for _ in range(3):
        next(forgetful)
    assert statements(look) == alone
    assert refused(town.store.removals.of, session, "000000000000").refusal is Refusal.ACCOUNT_UNKNOWN


def test_removals_are_counted_and_told_some_at_a_time_in_one_order(
    town: Town, forgetful: Iterator[str]
) -> None:
    asked = [next(forgetful) for _ in range(4)]
    second = town.operator("omar-desk", Role.SUPERVISOR)
    town.store.removals.approve(second, pending(town)[1].id, "Seen.")
    every = pending(town)
    assert [one.account for one in every] == [asked[0], asked[2], asked[3], asked[1]]
    assert (pending(town, 0, 3), pending(town, 3, 3), pending(town, 4, 3)) == (every[:3], every[3:], ())
    assert town.store.removals.count(town.operator()) == 4
    town.clock.now = every[0].due_at
    # The first has lapsed, and the one that was approved is done.
    assert [one.account for one in pending(town)] == asked[2:]
    assert town.store.removals.count(town.operator()) == 2


def test_requests_are_counted_told_some_at_a_time_and_found_one_by_one(town: Town) -> None:
    for number in range(3):
        town.asks(town.person(f"someone-{number}"))
        town.clock.advance(minutes=1)
    decisions, session = town.store.decisions, town.operator()
    every = decisions.pending(session)
    assert [one.username for one in every] == ["someone-0", "someone-1", "someone-2"]
    assert (decisions.pending(session, 0, 2), decisions.pending(session, 2, 2)) == (every[:2], every[2:])
    assert (decisions.count(session), decisions.find(session, every[1].id)) == (3, every[1])
    decisions.accept(session, every[1].id, "Came in person.")
    assert (decisions.count(session), decisions.find(session, every[1].id)) == (2, None)
