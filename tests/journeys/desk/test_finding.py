"""The page of the desk: who is found, what waits, and what supervisors alone are shown."""

from __future__ import annotations

from store import Role
from tests.journeys.desk.conftest import AtDesk
from tests.town import DNI, Town
from tui.scripted import Person


async def test_whoever_is_found_opens_with_their_page(town: Town, operator: Person) -> None:
    town.person("dominique")
    await operator.searches("domin")
    assert "Account: dominique" in operator.says()
    [account] = operator.found
    await operator.picks(account)
    assert operator.page.name == "person"
    assert "dominique" in operator.says()
    assert operator.visit.where == ("odile-desk", "dominique")


async def test_a_document_number_finds_its_owner_alone_and_whole(town: Town, operator: Person) -> None:
    account = town.register()
    await operator.searches(DNI[:-1])
    assert operator.found == []
    await operator.searches(DNI)
    assert operator.found == [account]
    assert "not activated" in operator.says()
    # Whoever has no username is not called by the account's ID twice.
    assert operator.says().count(account) == 1
    assert "no username" in operator.says()


async def test_the_rows_say_who_has_a_role_and_hide_the_address(town: Town, operator: Person) -> None:
    await operator.searches("odile")
    assert "operator" in operator.says()
    assert "odile-desk@example.org" not in operator.says()


async def test_back_on_the_page_the_query_is_still_there(town: Town, operator: Person) -> None:
    town.person("dominique")
    await operator.searches("domin")
    await operator.picks(operator.found[0])
    await operator.leaves()
    assert operator.page.name == "desk"
    assert operator.page.search is not None
    assert operator.page.search.query == "domin"


async def test_what_operators_did_is_for_supervisors_alone(operator: Person, at_desk: AtDesk) -> None:
    assert "acts" not in {action.name for action in operator.page.choices}
    supervisor = await at_desk("omar-desk", Role.SUPERVISOR)
    assert "acts" in {action.name for action in supervisor.page.choices}
