"""The first account of a store is opened once, a supervisor's."""

from __future__ import annotations

from store import Refusal, Role
from tests.town import PASSWORD, Town, refused


def test_the_first_account_is_opened_once(town: Town) -> None:
    add_first = town.store.operators.add_first
    add_first("olga-desk", "olga@example.org", PASSWORD, PASSWORD, "en")
    problem = refused(add_first, "oscar-desk", "oscar@example.org", PASSWORD, PASSWORD, "en")
    assert problem.refusal is Refusal.ACCOUNTS_EXIST
    everyone = [(one.username, one.role) for one in town.store.operators.everyone()]
    assert everyone == [("olga-desk", Role.SUPERVISOR)]
