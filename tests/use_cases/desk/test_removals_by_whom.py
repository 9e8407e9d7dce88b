"""Removals are done for operators who still have the rights, in numbers, and by nobody unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from store import Happening, Refusal, Removable, Role, ToRemove
from store.rules.limits import (
    PAGE_OPENED_AGAIN,
    REMOVAL_APPROVED_WITHIN,
    REMOVALS_ASKED_AN_HOUR,
    REMOVALS_AT_A_SIGN_IN,
)
from tests.lost import APPROVED, REASON, Lost, number_of
from tests.town import Town, refused

METHOD = Removable.METHOD
WHY = "Left the desk."


@pytest.fixture
def lost(town: Town) -> Lost:
    return Lost(town)


def histories(town: Town) -> list[tuple[str, str]]:
    """Return whose history has that a page was opened, in order."""
    return town.rows(
        "SELECT username, kind FROM event JOIN account ON account.id = account_id"
        " WHERE kind IN ('page-opened', 'opened-a-page') ORDER BY event.id"
    )


def test_the_list_tells_no_reason_and_no_number_and_opening_one_is_in_both_histories(lost: Lost) -> None:
    town = lost.town
    lost.account = town.register()
    asked = lost.asked(ToRemove(Removable.REGISTERED_PHONE, phone="655 55 55 55"))
    third = town.operator("nadia-desk")
    before = histories(town)
    for session in (lost.first, lost.second, third):
        told = repr(lost.store.removals.pending(session)) + repr(
            lost.store.removals.of(session, lost.account)
        )
        assert "5555" not in told.replace(" ", "")
        assert REASON not in told
    assert histories(town) == before
    assert lost.store.removals.open(lost.first, asked.id).other_phone == "•••• 5555"
    assert lost.store.removals.open(lost.second, asked.id).other_phone == "+34 655 55 55 55"
    opened = [kind for _whose, kind in histories(town)[len(before) :]]
    assert opened == ["page-opened", "opened-a-page"] * 2
    lost.store.removals.approve(lost.second, asked.id, APPROVED)
    for session in (lost.second, third):
        seen = lost.store.removals.open(session, asked.id)
        assert (seen.other_phone, seen.reason) == ("•••• 5555", REASON)
    gone = refused(lost.store.removals.open, third, "0" * 32)
    assert gone.refusal is Refusal.REMOVAL_GONE


def loses_the_rights(lost: Lost, operator: str) -> None:
    lost.store.operators.set_role(operator, Role.PERSON, WHY)


def loses_them_to_a_reset(lost: Lost, operator: str) -> None:
    lost.town.rows("UPDATE account SET role_suspended = 1 WHERE username = ?", operator)


@pytest.mark.parametrize("loses", [loses_the_rights, loses_them_to_a_reset])
def test_what_someone_asked_for_who_is_no_operator_any_more_is_approved_by_nobody(
    lost: Lost, loses: Callable[[Lost, str], None]
) -> None:
    removal = lost.asked().id
    loses(lost, "odile-desk")
    problem = refused(lost.store.removals.approve, lost.second, removal, APPROVED)
    assert problem.refusal is Refusal.REMOVAL_GONE
    assert lost.store.removals.pending(lost.second) == ()
    assert lost.happened()[-1] == "removal-withdrawn"
    assert [one for one in lost.town.new_mail() if one["To"] == lost.person.email] == []
    lost.asking = "nadia-desk"
    assert lost.asked().id != removal


@pytest.mark.parametrize("loses", [loses_the_rights, loses_them_to_a_reset])
@pytest.mark.parametrize("operator", ["odile-desk", "nadia-desk"])
def test_at_the_end_both_must_still_have_the_rights_or_all_are_told_that_nothing_is_removed(
    lost: Lost, operator: str, loses: Callable[[Lost, str], None]
) -> None:
    lost.approving = "nadia-desk"
    lost.town.operator("nadia-desk", Role.SUPERVISOR)
    lost.approved()
    loses(lost, operator)
    lost.town.new_mail()
    lost.over()
    assert lost.methods() == [lost.phone]
    assert lost.happened()[-1] == "removal-withdrawn"
    told = [letter["Subject"] for letter in lost.town.new_mail() if letter["To"] == lost.person.email]
    assert told == ["The method of your second step stays"]


def test_two_operators_remove_nothing_of_someone_who_has_become_a_supervisor(lost: Lost) -> None:
    lost.town.operator("nadia-desk")
    removal = lost.asked().id
    lost.store.removals.approve(lost.town.operator("nadia-desk"), removal, APPROVED)
    lost.store.operators.set_role("maxime-tr", Role.SUPERVISOR, "Promoted.")
    lost.over()
    assert lost.methods() == [lost.phone]
    assert lost.happened()[-1] == "removal-withdrawn"


def test_a_sign_in_waits_for_a_few_removals_at_most_and_for_none_that_lapsed(town: Town) -> None:
    lost = Lost(town)
    asked, approved = REMOVALS_AT_A_SIGN_IN + 1, REMOVALS_AT_A_SIGN_IN + 2
    for number in range(asked + approved):
        someone = town.person(f"person-{number}")
        lost.account = number_of(town, someone)
        phone = ToRemove(METHOD, town.add_phone(town.sign_in(someone)))
        if number < asked:
            lost.asked(phone)
        else:
            lost.approved(phone)
    town.clock.now += REMOVAL_APPROVED_WITHIN
    of_all = "SELECT count(*) FROM removal WHERE ended = ?"
    town.sign_in(lost.person)
    assert town.rows(of_all, "done") == [(REMOVALS_AT_A_SIGN_IN,)]
    town.sign_in(lost.person)
    assert town.rows(of_all, "done") == [(approved,)]
    assert town.rows(of_all, "lapsed") == [(0,)]
    town.store.due_removals.carry_out()
    assert town.rows(of_all, "lapsed") == [(asked,)]


def test_an_operator_asks_for_so_many_an_hour(lost: Lost) -> None:
    removals, phone = lost.store.removals, ToRemove(METHOD, lost.phone)
    for _ in range(REMOVALS_ASKED_AN_HOUR):
        removals.withdraw(lost.first, lost.asked().id, "A mistake.")
    problem = refused(removals.ask, lost.first, lost.account, phone, REASON)
    assert problem.refusal is Refusal.REMOVALS_TOO_MANY
    assert problem.until is not None
    removals.ask(lost.second, lost.account, phone, REASON)
    # The person's page still shows what else happened.
    seen = lost.store.people.open(lost.second, lost.account).events
    assert [line.happening for line in seen].count(Happening.REMOVAL_ASKED) <= 2
    assert Happening.METHOD_ADDED in {line.happening for line in seen}


def test_the_last_events_say_who_asked_for_a_removal_and_who_withdrew_it(lost: Lost) -> None:
    removals = lost.store.removals
    removals.withdraw(lost.second, lost.asked().id, "A mistake.")
    lost.asked()
    noted = {Happening.REMOVAL_ASKED, Happening.REMOVAL_WITHDRAWN}
    seen = lost.store.people.open(lost.first, lost.account).events
    assert {(line.happening, line.times, line.by) for line in seen if line.happening in noted} == {
        (Happening.REMOVAL_ASKED, 2, "odile-desk"),
        (Happening.REMOVAL_WITHDRAWN, 1, "omar-desk"),
    }


def test_whoever_looks_what_can_be_removed_is_noted_in_both_histories_once_in_ten_minutes(
    lost: Lost,
) -> None:
    def noted() -> tuple[int, int]:
        [(of_operator,)] = lost.town.rows("SELECT count(*) FROM event WHERE kind = 'opened-a-page'")
        return lost.happened().count("page-opened"), int(of_operator)

    look = lost.store.removals.can_be_asked
    for _ in range(2):
        look(lost.first, lost.account)
        assert noted() == (1, 1)
    lost.town.clock.advance(seconds=(PAGE_OPENED_AGAIN + timedelta(minutes=1)).total_seconds())
    look(lost.first, lost.account)
    assert noted() == (2, 2)
    # Whose account nobody may act on, nothing is shown of.
    [(own,)] = lost.town.rows("SELECT number FROM account WHERE username = 'odile-desk'")
    assert refused(look, lost.first, own).refusal is Refusal.NOT_ALLOWED
