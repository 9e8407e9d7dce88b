"""Whoever has created an account is signed in; the sign-in page knows who has just set a password."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store import Happening, Problem, Refusal
from store.accounts.signing_in.sign_in import SignIn
from tests.journeys.conftest import Arrival
from tests.town import PASSWORD, Town
from tui.scripted import Person

NEW = "Chouette-2027?"


async def creates_an_account(town: Town, person: Person) -> None:
    """Create the account `alexandre`, from the welcome page to what follows the code."""
    await person.chooses("create-account")
    await person.answers(username="alexandre", email="alexandre@example.org")
    await person.answers(new=PASSWORD.reveal(), confirmation=PASSWORD.reveal())
    await person.answers(code=town.code().reveal())


async def sets_a_new_password(town: Town, person: Person) -> None:
    """Reset the password of `alexandre`, from the welcome page to what follows it."""
    token = town.reset_token(town.person()).reveal()
    await person.chooses("have-token")
    await person.answers(token=token)
    await person.answers(new=NEW, confirmation=NEW)


async def test_a_new_account_is_signed_in(town: Town, visitor: Person) -> None:
    await creates_an_account(town, visitor)
    assert visitor.page.name == "account"
    assert "Your account is open" in visitor.done
    assert "Macle · alexandre" in visitor.says()
    noted = [kind for (kind,) in town.rows("SELECT kind FROM event ORDER BY id")]
    assert noted[-2:] == [Happening.ACCOUNT_CREATED.value, Happening.SIGNED_IN.value]
    # The password was typed a moment ago: a sensitive change does not ask for it again.
    assert not town.store.sessions.needs_proof(visitor.visit.signed_in)


async def test_where_the_store_is_too_busy_for_that_the_sign_in_page_knows_the_name(
    town: Town, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object) -> None:
        raise Problem(Refusal.BUSY)

    monkeypatch.setattr(SignIn, "with_password", busy)
    await creates_an_account(town, visitor)
    assert "Your account is open" in visitor.done
    assert visitor.page.name == "sign-in"
    assert [field.value for field in visitor.page.fields] == ["alexandre", ""]


async def test_after_a_reset_the_sign_in_page_knows_the_name(town: Town, visitor: Person) -> None:
    await sets_a_new_password(town, visitor)
    assert visitor.page.name == "sign-in"
    assert "Your password was reset" in visitor.done
    assert [field.value for field in visitor.page.fields] == ["alexandre", ""]
    await visitor.answers(password=NEW)
    assert visitor.page.name == "account"


async def test_whoever_goes_back_from_there_leaves_no_name_behind(town: Town, visitor: Person) -> None:
    await sets_a_new_password(town, visitor)
    await visitor.leaves()
    await visitor.chooses("sign-in")
    assert [field.value for field in visitor.page.fields] == ["", ""]


async def test_where_the_next_person_waits_no_name_is_left(town: Town, arrives: Arrival) -> None:
    visitor = await arrives()
    visitor.visit.surroundings = replace(visitor.visit.surroundings, next_person_waits=True)
    await sets_a_new_password(town, visitor)
    assert visitor.page.name == "sign-in"
    assert [field.value for field in visitor.page.fields] == ["", ""]


async def test_whoever_signs_out_of_the_new_account_is_at_signing_in(town: Town, visitor: Person) -> None:
    await creates_an_account(town, visitor)
    await visitor.chooses("sign-out")
    assert visitor.page.name == "welcome"
    assert "You have signed out." in visitor.done
    assert visitor.page.came_from == "sign-in"
