"""The store does the same for an address that is free as for one that is another's, or was."""

from __future__ import annotations

import pytest

from tests.statements import statements
from tests.town import PASSWORD, Town


def wants_an_account(town: Town, email: str) -> object:
    return town.store.sign_up.begin("camille-b", email, PASSWORD, PASSWORD, "en")


@pytest.fixture
def former(town: Town) -> str:
    """An address that someone had until a moment ago."""
    someone = town.person("catherine")
    session = town.sign_in(someone)
    ticket = town.store.email_address.begin(session, "new@example.org", PASSWORD)
    town.store.email_address.confirm(session, ticket, town.code())
    town.new_mail()
    return someone.email


def test_an_account_is_asked_for_with_the_same_work(town: Town, former: str) -> None:
    taken = town.person().email
    wants_an_account(town, "earlier@example.org")
    town.rows("DELETE FROM quota")
    free, *others = (
        sorted(statements(lambda email=email: wants_an_account(town, email)))  # type: ignore[misc]
        for email in ("nobody@example.org", taken, former)
    )
    assert others == [free, free]


def test_an_address_is_asked_for_with_the_same_work(town: Town, former: str) -> None:
    taken, session = town.person().email, town.sign_in(town.person("dominique"))
    town.store.email_address.begin(session, "earlier@example.org", PASSWORD)
    free, *others = (
        sorted(statements(lambda email=email: town.store.email_address.begin(session, email, PASSWORD)))  # type: ignore[misc]
        for email in ("nobody@example.org", taken, former)
    )
    assert others == [free, free]
