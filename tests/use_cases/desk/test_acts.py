"""What supervisors see of what operators did: all of it, filtered, exported, and who did much at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import ActFilter, BusyOperator, Happening, Refusal, Role, Session
from store.accounts.desk import acts
from store.rules.limits import (
    BUSY_DAYS,
    MANY_WITHDRAWN,
    MANY_WITHIN_AN_HOUR,
    MUCH_WITHIN_AN_HOUR,
    PAGES_WITHIN_AN_HOUR,
    REMOVAL_HOLD,
)
from tests.lost import Lost
from tests.town import Person, Town, outcome, refused
from tests.use_cases.desk.test_a_persons_page import number_of, page_of
from tests.use_cases.desk.test_care import REASON, do

EVERYTHING = ActFilter()
HOUR = timedelta(hours=1)


@pytest.fixture
def people(town: Town) -> Town:
    """The town, in which Dominique and Camille live, and Odile and Olive are operators."""
    for name in ("dominique", "camille-b"):
        town.person(name)
    for name in ("odile-desk", "olive-desk"):
        town.operator(name)
    return town


def supervisor(town: Town) -> Session:
    return town.operator("omar-desk", Role.SUPERVISOR)


def acts_of(town: Town, wanted: ActFilter = EVERYTHING) -> list[tuple[str, Happening, str]]:
    """Return who did what to whom, page by page."""
    found, session = list[tuple[str, Happening, str]](), supervisor(town)
    page = town.store.supervisors.acts(session, wanted)
    while True:
        assert len(page.acts) <= acts.LINES
        found += [(act.operator, act.happening, act.name) for act in page.acts]
        if page.earlier is None:
            return found
        page = town.store.supervisors.acts(session, wanted, page.earlier)


def several(town: Town) -> None:
    do(town, "start_reset", "dominique", town.operator("odile-desk"))
    town.clock.advance(minutes=1)
    do(town, "start_reset", "camille-b", town.operator("olive-desk"))
    town.clock.advance(minutes=1)
    page_of(town, "dominique", town.operator("olive-desk"))


def test_an_act_says_who_did_what_when_to_whom_and_why(people: Town) -> None:
    do(people, "start_reset", "dominique")
    [act] = people.store.supervisors.acts(supervisor(people), EVERYTHING).acts
    assert (act.operator, act.happening, act.reason) == ("odile-desk", Happening.RESET_STARTED, REASON)
    assert (act.happened_at, act.name) == (people.clock.now, "dominique")
    assert act.account == number_of(people, "dominique")


def test_acts_are_filtered_by_operator_kind_and_day(people: Town) -> None:
    several(people)
    of_odile = ("odile-desk", Happening.RESET_STARTED, "dominique")
    of_olive = ("olive-desk", Happening.RESET_STARTED, "camille-b")
    looked = ("olive-desk", Happening.PAGE_OPENED, "dominique")
    a_minute_ago = people.clock.now - timedelta(minutes=1)
    for wanted, expected in (
        (EVERYTHING, [looked, of_olive, of_odile]),
        (ActFilter(operator=" OLIVE-desk "), [looked, of_olive]),
        (ActFilter(happenings=frozenset({Happening.RESET_STARTED})), [of_olive, of_odile]),
        (ActFilter(since=a_minute_ago), [looked, of_olive]),
        (ActFilter(before=a_minute_ago), [of_odile]),
        (ActFilter("odile-desk", frozenset({Happening.PAGE_OPENED})), []),
    ):
        assert acts_of(people, wanted) == expected


def test_who_is_no_operator_any_more_is_found_by_what_they_did(people: Town) -> None:
    several(people)
    people.store.operators.set_role("odile-desk", Role.PERSON, "Left.")
    wanted = ActFilter(operator="odile-desk")
    assert acts_of(people, wanted) == [("odile-desk", Happening.RESET_STARTED, "dominique")]


def test_a_name_that_no_operator_has_is_told(people: Town) -> None:
    for name in ("dominique", "nobody-here"):
        problem = refused(people.store.supervisors.acts, supervisor(people), ActFilter(operator=name))
        assert problem.refusal is Refusal.OPERATOR_UNKNOWN


def test_pages_of_acts_go_on_where_the_one_before_ended_though_all_were_at_one_moment(people: Town) -> None:
    operator = people.operator()
    numbers = [number_of(people, name) for name in ("dominique", "camille-b", "olive-desk")]
    for _ in range(4):
        for number in numbers:
            people.store.people.open(operator, number)
        people.rows("UPDATE event SET happened_at = happened_at - 700000000 WHERE kind = 'page-opened'")
    people.rows("UPDATE event SET happened_at = 0 WHERE kind = 'page-opened'")
    found = acts_of(people)
    assert len(found) == 12 > acts.LINES
    assert {name for *_act, name in found[:3]} == {"dominique", "camille-b", "olive-desk"}


def test_an_export_has_all_that_the_filter_finds_and_is_an_act_itself(
    people: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(people)
    monkeypatch.setattr(acts, "_AT_ONCE", 2)
    session = supervisor(people)
    exported = [*people.store.supervisors.export(session, EVERYTHING)]
    assert [act.happening for act in exported] == [
        Happening.ACTS_EXPORTED,
        Happening.PAGE_OPENED,
        Happening.RESET_STARTED,
        Happening.RESET_STARTED,
    ]
    only = ActFilter(operator="odile-desk")
    assert [act.name for act in people.store.supervisors.export(session, only)] == ["dominique"]
    assert people.store.history.recent(session)[0].happening is Happening.ACTS_EXPORTED
    assert outcome(people.store.supervisors.export, session, ActFilter(operator="x")) is (
        Refusal.OPERATOR_UNKNOWN
    )
    assert people.rows("SELECT count(*) FROM event WHERE kind = 'acts-exported'") == [(2,)]


def test_an_operator_sees_none_of_it(people: Town) -> None:
    supervisors, operator = people.store.supervisors, people.operator()
    assert outcome(supervisors.acts, operator, EVERYTHING) is Refusal.NOT_ALLOWED
    assert outcome(supervisors.export, operator, EVERYTHING) is Refusal.NOT_ALLOWED
    assert outcome(supervisors.busiest, operator) is Refusal.NOT_ALLOWED


def _starts(town: Town, times: int, minutes_apart: int) -> None:
    """Let Odile start so many resets, of people in turn."""
    for number in range(times):
        do(town, "start_reset", ("dominique", "camille-b")[number % 2], town.operator("odile-desk"))
        town.clock.advance(minutes=minutes_apart)


def test_who_starts_many_resets_within_an_hour_is_told_to_supervisors_for_a_week(people: Town) -> None:
    began = people.clock.now
    do(people, "start_reset", "dominique", people.operator("olive-desk"))
    _starts(people, MANY_WITHIN_AN_HOUR + 1, 10)
    last = people.clock.now - timedelta(minutes=10)
    times = MANY_WITHIN_AN_HOUR + 1
    expected = BusyOperator("odile-desk", Happening.RESET_STARTED, times, HOUR, began, last)
    busiest = people.store.supervisors.busiest
    assert busiest(supervisor(people)) == (expected,)
    people.clock.advance(days=BUSY_DAYS - 1)
    assert busiest(supervisor(people)) == (expected,)
    people.clock.advance(days=1)
    assert busiest(supervisor(people)) == ()


def test_who_does_much_of_what_is_done_all_day_or_of_all_together_is_told_too(people: Town) -> None:
    busiest, began = people.store.supervisors.busiest, people.clock.now
    _starts(people, MANY_WITHIN_AN_HOUR - 1, 1)
    for _ in range(MUCH_WITHIN_AN_HOUR - MANY_WITHIN_AN_HOUR + 1):
        assert busiest(supervisor(people)) == ()
        people.sign_in(Person("dominique", "dominique@example.org"))
        do(people, "end_sessions", "dominique", people.operator("odile-desk"))
        last = people.clock.now
        people.clock.advance(seconds=40)
    together = BusyOperator("odile-desk", None, MUCH_WITHIN_AN_HOUR, HOUR, began, last)
    assert busiest(supervisor(people)) == (together,)
    for _ in range(MANY_WITHIN_AN_HOUR - 1):
        people.sign_in(Person("dominique", "dominique@example.org"))
        do(people, "end_sessions", "dominique", people.operator("odile-desk"))
    [ended] = busiest(supervisor(people))
    assert (ended.happening, ended.times) == (Happening.SESSIONS_ENDED, MUCH_WITHIN_AN_HOUR)


def test_who_starts_as_many_over_hours_is_not(people: Town) -> None:
    _starts(people, MANY_WITHIN_AN_HOUR + 1, 16)
    assert people.store.supervisors.busiest(supervisor(people)) == ()


def test_who_opens_many_pages_within_an_hour_is_told_and_that_is_none_of_all_together(people: Town) -> None:
    operator, number = people.operator("odile-desk"), number_of(people, "dominique")
    people.store.people.open(operator, number)
    columns = "account_id, kind, happened_at, actor_id, terminal"
    opened = f"INSERT INTO event ({columns}) SELECT {columns} FROM event WHERE kind = 'page-opened' LIMIT 1"
    busiest = people.store.supervisors.busiest
    for _ in range(PAGES_WITHIN_AN_HOUR - 2):
        people.rows(opened)
    assert busiest(supervisor(people)) == ()
    people.rows(opened)
    [busy] = busiest(supervisor(people))
    assert (busy.operator, busy.happening, busy.times) == (
        "odile-desk",
        Happening.PAGE_OPENED,
        PAGES_WITHIN_AN_HOUR,
    )


def test_who_withdraws_removals_again_and_again_is_told_however_long_lies_between(people: Town) -> None:
    lost = Lost(people)
    for _ in range(MANY_WITHDRAWN):
        assert people.store.supervisors.busiest(supervisor(people)) == ()
        removal = lost.approved()
        people.clock.advance(seconds=REMOVAL_HOLD.total_seconds() - 3600)
        people.store.removals.withdraw(people.operator("olive-desk"), removal, "Not so.")
    [busy] = people.store.supervisors.busiest(supervisor(people))
    assert (busy.operator, busy.happening) == ("olive-desk", Happening.REMOVAL_WITHDRAWN)
    assert busy.within == timedelta(days=BUSY_DAYS)


def test_two_who_take_turns_at_it_to_keep_somebody_out_are_told_within_a_week(people: Town) -> None:
    lost, began = Lost(people), people.clock.now
    for turn in range(2 * MANY_WITHDRAWN - 1):
        removal = lost.approved()
        people.clock.advance(seconds=REMOVAL_HOLD.total_seconds() - 3600)
        operator = people.operator(("olive-desk", "odile-desk")[turn % 2])
        people.store.removals.withdraw(operator, removal, "Not any more.")
    assert people.clock.now - began < timedelta(days=BUSY_DAYS)
    assert people.store.supervisors.busiest(supervisor(people)) != ()


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(0, 20))
def test_the_busiest_time_is_that_of_all_in_which_most_was_done(minutes: list[int], within: int) -> None:
    began = datetime(2026, 3, 14, 12, tzinfo=UTC)
    moments = [began + timedelta(minutes=minute) for minute in sorted(minutes)]
    time = timedelta(minutes=within)
    found = acts.most_within(time, moments)
    assert not found or found[-1] - found[0] <= time
    assert len(found) == max(
        (sum(first <= moment <= first + time for moment in moments) for first in moments), default=0
    )


@pytest.mark.parametrize("wanted", ["actor_id IS NOT NULL", "actor_id = 3"])
def test_acts_are_found_by_an_index_in_the_order_in_which_they_are_shown(town: Town, wanted: str) -> None:
    plan = town.rows(
        f"EXPLAIN QUERY PLAN SELECT * FROM event WHERE {wanted} ORDER BY happened_at DESC, id DESC LIMIT 11"
    )
    assert "USING INDEX ix_event_act" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
