"""The store does the same for an address that is free as for one that is another's, or was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.town import PASSWORD, Town


def wants_an_account(town: Town, email: str) -> object:
    return town.store.sign_up.begin("camille-b", email, PASSWORD, PASSWORD, "en")


def statements(deed: Callable[[], object]) -> list[str]:
    """Return what the database is asked to do, sorted; one of two savepoints is taken back, whichever."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement.replace("ROLLBACK TO", "RELEASE"))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        deed()
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    return sorted(said)


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
        statements(lambda email=email: wants_an_account(town, email))  # type: ignore[misc]
        for email in ("nobody@example.org", taken, former)
    )
    assert others == [free, free]


def test_an_address_is_asked_for_with_the_same_work(town: Town, former: str) -> None:
    taken, session = town.person().email, town.sign_in(town.person("dominique"))
    town.store.email_address.begin(session, "earlier@example.org", PASSWORD)
    free, *others = (
        statements(lambda email=email: town.store.email_address.begin(session, email, PASSWORD))  # type: ignore[misc]
        for email in ("nobody@example.org", taken, former)
    )
    assert others == [free, free]
