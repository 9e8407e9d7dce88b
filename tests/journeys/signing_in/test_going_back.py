"""Going back while signing in is one step, and leaves no session behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store import Problem
from tests.journeys.conftest import sign_in
from tests.town import Town
from tui.scripted import Person


async def test_going_back_from_the_code_leads_to_the_password_with_the_name_kept(
    town: Town, visitor: Person
) -> None:
    someone = town.person()
    town.add_phone(town.sign_in(someone))
    await sign_in(visitor)
    assert visitor.page.name == "second-step-phone"
    half_open = visitor.visit.signed_in
    await visitor.leaves()
    assert visitor.page.name == "sign-in"
    assert [field.value for field in visitor.page.fields] == [someone.username, ""]
    assert visitor.visit.session is None
    with pytest.raises(Problem):
        town.store.sessions.due(half_open)
    await visitor.leaves()
    assert visitor.page.name == "welcome"
    await visitor.chooses("sign-in")
    assert [field.value for field in visitor.page.fields] == ["", ""], "the name is known once"


async def test_where_the_next_person_waits_going_back_from_the_code_leaves_no_name(
    town: Town, visitor: Person
) -> None:
    someone = town.person()
    town.add_phone(town.sign_in(someone))
    visitor.visit.surroundings = replace(visitor.visit.surroundings, next_person_waits=True)
    await sign_in(visitor)
    await visitor.leaves()
    assert visitor.page.name == "sign-in"
    assert [field.value for field in visitor.page.fields] == ["", ""]
