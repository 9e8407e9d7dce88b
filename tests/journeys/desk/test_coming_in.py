"""The help desk opens to operators with a second step, and tells everybody else why it does not."""

from __future__ import annotations

import pytest

from i18n import ENGLISH, FRENCH
from store import Role
from tests.journeys.conftest import Arrival
from tests.journeys.desk.conftest import AtDesk, signs_in
from tests.town import NEW_PASSWORD, PASSWORD, WRONG, Person, Town
from tui.journeys.desk.desk import desk
from tui.scripted import Person as Visitor


@pytest.fixture
async def at_the_door(arrives: Arrival) -> Visitor:
    """Someone before the page on which the desk asks who they are."""
    return await arrives(journey=desk)


async def test_an_operator_signs_in_with_both_steps_and_finds_the_search(operator: Visitor) -> None:
    assert operator.page.search is not None
    assert operator.visit.where == ("odile-desk",)


async def test_who_has_no_role_is_told_so_and_leaves_no_session(town: Town, at_the_door: Visitor) -> None:
    someone = town.person()
    await at_the_door.answers(identifier=someone.username, password=PASSWORD.reveal())
    assert at_the_door.page.name == "desk-refused"
    assert "no role at the help desk" in at_the_door.says()
    assert town.rows("SELECT * FROM session") == []
    await at_the_door.chooses("sign-in")
    assert at_the_door.page.name == "desk-sign-in"


async def test_an_operator_without_a_second_step_is_told_how_to_set_one_up(
    town: Town, at_the_door: Visitor
) -> None:
    town.store.operators.add("olive-desk", "olive@example.org", PASSWORD, PASSWORD, "en", Role.OPERATOR)
    await at_the_door.answers(identifier="olive-desk", password=PASSWORD.reveal())
    assert at_the_door.page.name == "desk-refused"
    assert "- Start “macle”" in at_the_door.says()
    assert "Authenticator app" in at_the_door.says()
    assert town.rows("SELECT * FROM session") == []


async def test_whose_role_is_suspended_is_told_who_gives_it_back(town: Town, arrives: Arrival) -> None:
    town.operator()
    town.reset(Person("odile-desk", "odile-desk@example.org"))
    town.clock.advance(minutes=2)
    person = await arrives(journey=desk)
    await person.answers(identifier="odile-desk", password=NEW_PASSWORD.reveal())
    await person.answers(code=town.app_code(town.app_of("odile-desk")))
    assert person.page.name == "desk-refused"
    assert "administrator" in person.says()


async def test_a_wrong_password_stays_on_the_page(town: Town, at_the_door: Visitor) -> None:
    town.operator()
    await at_the_door.answers(identifier="odile-desk", password=WRONG.reveal())
    assert at_the_door.page.name == "desk-sign-in"
    assert at_the_door.problems


async def test_a_password_that_waits_sends_nobody_to_a_reset(town: Town, at_the_door: Visitor) -> None:
    town.operator()
    for _time in range(5):
        await at_the_door.answers(identifier="odile-desk", password=WRONG.reveal())
    for again in (WRONG, PASSWORD):
        assert "ask a supervisor to unblock your account" in at_the_door.says()
        await at_the_door.answers(identifier="odile-desk", password=again.reveal())
    assert "reset" not in at_the_door.says()


async def test_signing_out_leads_to_the_next_sign_in_and_quitting_there_ends_it(
    town: Town, operator: Visitor
) -> None:
    await operator.chooses("sign-out")
    assert operator.page.name == "desk-sign-in"
    assert "You have signed out." in operator.done

    assert operator.visit.session is None
    await operator.leaves()
    assert operator.is_through


async def test_idleness_ends_the_session_and_the_name_is_there_for_the_next_sign_in(
    town: Town, operator: Visitor
) -> None:
    await operator.idles()
    assert operator.page.name == "session-over"
    await operator.chooses("sign-in")
    assert operator.page.name == "desk-sign-in"
    assert operator.page.fields[0].value == "odile-desk"


async def test_the_session_ends_with_the_visit(town: Town, operator: Visitor) -> None:
    before = len(town.rows("SELECT * FROM session"))
    await operator.vanishes()
    assert len(town.rows("SELECT * FROM session")) == before - 1


async def test_a_step_back_from_the_second_step_leads_to_the_name_that_was_typed(
    town: Town, at_the_door: Visitor
) -> None:
    town.operator()
    await at_the_door.answers(identifier="odile-desk", password=PASSWORD.reveal())
    await at_the_door.leaves()
    assert at_the_door.page.name == "desk-sign-in"
    assert at_the_door.page.fields[0].value == "odile-desk"


async def test_the_desk_is_in_the_language_of_the_operator(at_desk: AtDesk) -> None:
    person = await at_desk()
    person.speaks(FRENCH)
    assert FRENCH.say(person.page.title) != ENGLISH.say(person.page.title)


async def test_another_operator_signs_in_after_the_first(town: Town, operator: Visitor) -> None:
    town.operator("omar-desk", Role.SUPERVISOR)
    town.clock.advance(minutes=2)
    await operator.chooses("sign-out")
    await signs_in(town, operator, "omar-desk")
    assert operator.visit.where == ("omar-desk",)
